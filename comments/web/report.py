"""A reader reports a comment, without an account: the page with its form, and what was sent."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from comments.errors import FieldError, Invalid, Message, OriginRefused, Refused, TooFast
from comments.models import Comment, ReportReason
from comments.moderation import reports
from comments.moderation.reports import Objection
from comments.reading.pages import CommentView
from comments.web import acts
from comments.web.thread_page import localized
from comments.web.urls_on_page import language_in

SENT = "sent"


class ReportForm(NamedTuple):
    """What `_report.html` gets as `form`: what was typed, and what is wrong with it.

    `reasons` are (value, label, whether it is chosen). `message` stands above the fields, `reason_error` and
    `text_error` beside theirs; each is "" where nothing is to be said.
    """

    reasons: Sequence[tuple[str, str, bool]]
    text: str
    message: Message = ""
    reason_error: Message = ""
    text_error: Message = ""


@acts.act
def report(request: HttpRequest, site: str, comment_id: int) -> HttpResponse:
    """The form by which a reader reports a published comment."""
    view = acts.published(request, site, comment_id)
    with localized(view.comment.thread.site, language_in(request.GET)):
        if request.method == "POST":
            return _sent(request, view)
        if SENT in request.GET:
            return acts.page(request, view, _("Your report was sent"), "comments/_report_sent.html")
        return _form_page(request, view, _form({}))


def _sent(request: HttpRequest, view: CommentView[Comment]) -> HttpResponse:
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    comment, values = view.comment, request.POST.dict()
    try:
        acts.refuse_foreign(request, comment.thread.site)
        said = Objection(values.get("reason", ""), values.get("text", ""))
        reports.file(comment, said, address=request.META.get("REMOTE_ADDR", ""))
    except (Invalid, OriginRefused, TooFast) as refused:
        response = _form_page(request, view, _form(values, refused), status=refused.status)
        if isinstance(refused, TooFast):
            response["Retry-After"] = str(refused.retry_after)
        return response
    return acts.redirect(request, **{SENT: "1"})


def _form_page(
    request: HttpRequest, view: CommentView[Comment], form: ReportForm, *, status: int = 200
) -> HttpResponse:
    title = acts.title_with(_("Report the comment by %(name)s"), name=view.comment.name or _("Anonymous"))
    return acts.page(request, view, title, "comments/_report.html", {"form": form}, status=status)


def _form(values: Mapping[str, str], refused: Refused | None = None) -> ReportForm:
    errors: Sequence[FieldError] = refused.errors if isinstance(refused, Invalid) else ()
    beside = {error.field: error.message for error in errors}
    return ReportForm(
        reasons=[(value, str(label), value == values.get("reason")) for value, label in ReportReason.choices],
        text=values.get("text", ""),
        message=acts.message_of(refused) if refused and not beside else "",
        reason_error=beside.get("reason", ""),
        text_error=beside.get("text", ""),
    )
