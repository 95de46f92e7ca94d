"""What authors do with their own comments by the signed parameter they were given: follow, edit and withdraw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments import conf
from comments.errors import Invalid, Message, NotFound, Refused, TooFast
from comments.models import Comment
from comments.posting import edits, own_reasons, preview
from comments.posting.edits import Edit
from comments.posting.preview import TextPreview
from comments.reading import author_view, pages, permalinks
from comments.statuses import Status
from comments.text import normalization, parsing
from comments.web import acts, cache_control, comment_html, own_comments, thread_page
from comments.web.form import PREVIEW
from comments.web.page_request import waiting_in
from comments.web.thread_page import localized
from comments.web.urls_on_page import FRAGMENT, LANGUAGE, WAITING, language_in, links_in


@dataclass(frozen=True)
class EditForm:
    """What `_edit.html` gets as `form`: the text as it was typed, and what is wrong with it, "" for nothing.

    `version` is the one that the text was made from. A comment that `is_over` cannot be edited any more.
    """

    text: str
    version: str
    message: Message = ""
    is_over: bool = False
    preview: TextPreview | None = None


@login_not_required
@require_safe
def waiting(request: HttpRequest, site: str) -> HttpResponse:
    """The comments that signed parameters open, with the title of their thread, for a script, which sends no cookies.

    What is deleted, of another site, or of another thread than the first, is not in the answer; a 404 if nothing is
    left.
    """
    tokens = waiting_in(request.GET)
    opened = [comment for comment in own_comments.opened(tokens) if comment.thread.site.slug == site]
    if not opened:
        raise Http404
    thread = opened[0].thread
    with localized(thread.site, language_in(request.GET)):
        response = _listed(request, [comment for comment in opened if comment.thread_id == thread.pk], tokens)
    response["Access-Control-Allow-Origin"] = "*"  # who may read it is who has the parameter
    return response


@acts.act
def edit(request: HttpRequest, site: str, comment_id: int) -> HttpResponse:
    """The form in which the author of a comment edits it in time; it is screened again."""
    own, token = _own(request, site, comment_id)
    with localized(own.thread.site, language_in(request.GET)):
        if request.method == "POST":
            return _edited(request, own, token)
        form = EditForm(own.text, str(own.text_version))
        if edits.editable_until(own, now=timezone.now()) is None:
            return _edit_page(request, own, token, _over(form.text), status=403)
        return _edit_page(request, own, token, form)


@acts.act
def withdraw(request: HttpRequest, site: str, comment_id: int) -> HttpResponse:
    """The question whether the author wants to take a comment back in time, and the answer yes."""
    own, token = _own(request, site, comment_id)
    with localized(own.thread.site, language_in(request.GET)):
        try:
            if request.method == "POST":
                acts.refuse_foreign(request, own.thread.site)
                edits.withdraw_by_link(own)
                return _changed(request, own, token, _("You took your comment back."))
            message: Message = "" if edits.withdrawable_until(own, now=timezone.now()) else _cannot_any_more()
            status = 403 if message else 200
        except NotFound:
            message, status = _cannot_any_more(), 403
        except Refused as refused:
            message, status = refused.message, refused.status
        return _page(request, own, token, _("Withdraw your comment"), "_withdraw", {"message": message}, status=status)


def _own(request: HttpRequest, site: str, comment_id: int) -> tuple[Comment, str]:
    """The comment of the signed parameter, in the address or the form, with that; raises NotFound."""
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    token = request.POST.get(WAITING) or request.GET.get(WAITING, "")
    own = edits.own_by_link(parsing.parse_id(str(comment_id)) or 0, token)
    if own.thread.site.slug != site:
        raise NotFound
    return own, token


def _edited(request: HttpRequest, own: Comment, token: str) -> HttpResponse:
    text, version = request.POST.get("comment", ""), request.POST.get("version", "")
    typed = normalization.normalise_text(text)
    address = request.META.get("REMOTE_ADDR", "")
    try:
        acts.refuse_foreign(request, own.thread.site)
        if PREVIEW in request.POST:
            seen = preview.preview(text, own.thread.site, address=address)
            return _edit_page(request, own, token, EditForm(text, version, preview=seen))
        edits.edit(own, Edit(text=typed, version=parsing.parse_id(version), address=address))
    except NotFound:
        return _edit_page(request, own, token, _over(text), status=403)
    except Refused as refused:
        message = " ".join(map(str, refused.sentences)) if isinstance(refused, Invalid) else refused.message
        response = _edit_page(request, own, token, EditForm(text, version, message), status=refused.status)
        if isinstance(refused, TooFast):
            response["Retry-After"] = str(refused.retry_after)
        return response
    return _changed(request, own, token, _("Your comment was changed. It is checked again."))


def _over(text: str) -> EditForm:
    return EditForm(text, "", _cannot_any_more(), is_over=True)


def _cannot_any_more() -> str:
    return _("The time to change this comment is over. It stays as it is.")


def _edit_page(request: HttpRequest, own: Comment, token: str, form: EditForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "limit": own.thread.site.text_limit}
    return _page(request, own, token, _("Edit your comment"), "_edit", context, status=status)


def _page(
    request: HttpRequest,
    own: Comment,
    token: str,
    title: str,
    template: str,
    context: Mapping[str, object],
    *,
    status: int,
) -> HttpResponse:
    told = own_comments.OwnComment(own_reasons.reason(own, now=timezone.now()), token)
    known = {**context, "id": own.pk, "token": token}
    back = _address(request, own, token)
    seen = author_view.as_author_sees(own)
    return acts.page(request, seen, title, f"comments/{template}.html", known, own=told, back=back, status=status)


def _changed(request: HttpRequest, own: Comment, token: str, said: str) -> HttpResponse:
    """303 to where the comment stands; to a script the comment as it is now."""
    if acts.is_part(request):
        return _listed(request, own_comments.opened([own.pk]), {own.pk: token}, said=said)
    return acts.redirect_to(_address(request, own, token))


def _address(request: HttpRequest, own: Comment, token: str) -> str:
    """Our page on which its author sees the comment: the token goes to no page of another program."""
    page = permalinks.address_of(own.thread)
    if FRAGMENT in request.GET or not page.startswith(f"{conf.public_url()}/"):
        page = permalinks.own_page_of(own.thread)
    language = language_in(request.GET)
    query = urlencode({**({LANGUAGE: language} if language else {}), WAITING: token})
    return f"{page}{'&' if '?' in page else '?'}{query}#comment-{own.pk}"


def _listed(
    request: HttpRequest, comments: Sequence[Comment], tokens: Mapping[int, str], *, said: str = ""
) -> HttpResponse:
    """Comments of one thread as their author sees them, with the thread's title, in the active language.

    `said` is what a script tells those who do not see what became of the comment.
    """
    thread, now = comments[0].thread, timezone.now()
    links = links_in(request.GET, thread)
    views = [
        (pages.published(one.pk) if one.status == Status.APPROVED else None) or author_view.as_author_sees(one)
        for one in comments
    ]
    title = format_html('<h2 class="comments-title">{}</h2>', thread_page.title_of(thread, has_own=True))
    items = comment_html.render_list(
        views,
        links,
        may_reply=thread.closed_reason(now) is None,
        own={one.pk: own_comments.as_told(one, tokens[one.pk], links, now=now) for one in comments},
        site=thread.site,
    )
    told = format_html('<p data-said="{}" hidden></p>', said) if said else ""
    response = HttpResponse(title + told + items)
    cache_control.keep_private(response)
    return response
