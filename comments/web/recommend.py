"""A reader recommends a comment, and takes that back: the button below it, and a page on which both are done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from comments.counters import recommending
from comments.counters.recommending import Recommender
from comments.errors import EnoughRecommended, Message, NotFound, OriginRefused, Refused, TooFast
from comments.models import Comment
from comments.reading import permalinks
from comments.reading.pages import CommentView
from comments.web import acts, comment_html
from comments.web.thread_page import localized
from comments.web.urls_on_page import language_in, links_in

# What the button sends: whether the comment is recommended from now on.
FIELD, NO = "recommend", "no"


@acts.act
def recommend(request: HttpRequest, site: str, comment_id: int) -> HttpResponse:
    """Recommend a published comment, where the site lets readers do so."""
    view = acts.published(request, site, comment_id)
    if not view.comment.thread.site.recommends:
        raise NotFound
    with localized(view.comment.thread.site, language_in(request.GET)):
        if request.method == "POST":
            return _counted(request, view)
        return _page(request, view)


def _counted(request: HttpRequest, view: CommentView[Comment]) -> HttpResponse:
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    comment, is_taken_back = view.comment, request.POST.get(FIELD) == NO
    reader = Recommender(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", ""))
    try:
        acts.refuse_foreign(request, comment.thread.site)
        count = recommending.take_back if is_taken_back else recommending.recommend
        comment.recommendations, is_changed = count(comment, reader)
    except (EnoughRecommended, OriginRefused, TooFast) as refused:
        return _refused(request, view, refused)
    if acts.is_part(request):
        return _button(request, view, is_pressed=not is_taken_back)
    if is_changed or is_taken_back:
        return acts.redirect_to(permalinks.of_comments(comment.thread)(comment.pk))
    return _page(request, view, _("You recommend this comment already."), is_counted=True)


def _refused(request: HttpRequest, view: CommentView[Comment], refused: Refused) -> HttpResponse:
    response = _page(request, view, acts.message_of(refused), status=refused.status)
    if isinstance(refused, TooFast):
        response["Retry-After"] = str(refused.retry_after)
    return response


def _page(
    request: HttpRequest,
    view: CommentView[Comment],
    message: Message = "",
    *,
    is_counted: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page with both buttons; who is counted already only needs the second."""
    site, name = view.comment.thread.site, view.comment.name or _("Anonymous")
    title = acts.title_with(_("%(label)s: comment by %(name)s"), label=site.recommend_button, name=name)
    context = {
        "label": "" if is_counted else site.recommend_button,
        "number": view.comment.recommendations,
        "message": message,
    }
    return acts.page(request, view, title, "comments/_recommend_page.html", context, status=status)


def _button(request: HttpRequest, view: CommentView[Comment], *, is_pressed: bool) -> HttpResponse:
    """What stands in the place of the button that was pressed, for a script."""
    said = _("You recommend this comment.") if is_pressed else _("You do not recommend this comment any more.")
    shown = comment_html.shown_alone(view, links_in(request.GET, view.comment.thread))
    return render(request, "comments/_recommend.html", {"comment": shown, "is_pressed": is_pressed, "said": said})
