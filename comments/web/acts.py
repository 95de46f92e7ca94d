"""Small pages on which a reader does something to one comment, such as reporting it.

They work without a script. A page's script asks the same address with `part=1`, from any website, and puts what it gets
below the comment: `.comment-act` alone, without the page around it. Links and forms in it are relative to its address.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.access import origins
from comments.errors import Message, NotFound, OriginRefused, Refused, SignInNeeded
from comments.models import Comment, Site
from comments.reading import pages, permalinks
from comments.reading.pages import CommentView
from comments.text.parsing import parse_id
from comments.web import cache_control, comment_html, reader
from comments.web.own_comments import OwnComment
from comments.web.submission import is_cross_site
from comments.web.thread_page import localized
from comments.web.urls_on_page import FRAGMENT, LANGUAGE, PREFIX, WAITING, Links, language_in

PART = "part"
# Parameters of links that lead here, which say who asks and from where.
_LED_TO_BY = (WAITING, PREFIX, FRAGMENT, LANGUAGE)
View = Callable[..., HttpResponse]


def act(view: View) -> View:
    """Decorates the view of an act, which gets the request, the slug of a site and the id of a comment.

    The view may raise NotFound and SignInNeeded, which are told on a page of the site. It asks `refuse_foreign` before
    it does anything that needs no token: it is without a session, so that nobody's cookie is of any use to others.
    """

    @wraps(view)
    def around(request: HttpRequest, site: str, comment_id: int) -> HttpResponse:
        if request.method == "OPTIONS":
            return reader.preflight(request, site)
        try:
            response = view(request, site, comment_id)
        except (NotFound, SignInNeeded) as refused:
            response = _gone(request, site, refused)
        _say_who_may_keep_it(request, site, response)
        if is_part(request):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "Retry-After"
        return response

    served = require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])(around)
    return login_not_required(csrf_exempt(transaction.non_atomic_requests(served)))


def is_part(request: HttpRequest) -> bool:
    """Whether a script asks for the part of a page alone."""
    return PART in request.GET


def published(request: HttpRequest, site: str, comment_id: int) -> CommentView[Comment]:
    """A published comment of this site, with its thread, site and parent. Raises NotFound, and SignInNeeded."""
    view = pages.published(parse_id(str(comment_id)) or 0)
    if view is None or view.comment.thread.site.slug != site:
        raise NotFound
    reader.require_reading(request, view.comment.thread.site)
    return view


def refuse_foreign(request: HttpRequest, site: Site) -> None:
    """Raise OriginRefused if a page sent this that is neither ours nor of an origin that the site lists.

    Else a foreign page could act for each of its visitors, from the network of each.
    """
    if is_cross_site(request):
        origins.require_listed(request.headers.get("Origin", "null"), site)


def page(
    request: HttpRequest,
    view: CommentView[Comment],
    title: str,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    own: OwnComment | None = None,
    back: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of an act, or its part, in the active language: `comments/act.html` around the template.

    `view` was read with its thread and site, `own` is what its own author is told of it. The template also gets
    `address`, for its form to be sent to, `permalink`, which names no token, and `back`, where the comment stands; by
    default its permalink.
    """
    comment = view.comment
    permalink = permalinks.of_comments(comment.thread)(comment.pk)
    # Without what may be done to it: that is what the page is for.
    links = Links(permalinks.address_of(comment.thread))
    shown = comment_html.render_list([view], links, may_reply=False, own={comment.pk: own} if own else {})
    address = f"{request.path}?{kept}" if (kept := _kept(request)) else request.path
    known = {"comment": shown, "permalink": permalink, "back": back or permalink, "address": address}
    return _rendered(request, title, template, {**(context or {}), **known}, status)


def title_with(sentence: str, **values: str) -> SafeString:
    """A title for `page`: a sentence with %(name)s and the like, whose values do not turn the letters around them."""
    return mark_safe(escape(sentence) % {name: format_html("<bdi>{}</bdi>", text) for name, text in values.items()})  # noqa: S308


def message_of(refused: Refused) -> Message:
    """Why it was not done, for a reader, who knows nothing of origins."""
    if isinstance(refused, OriginRefused):
        return _("This form was not recognised. Please send it once more.")
    return refused.message


def redirect(request: HttpRequest, **query: str) -> HttpResponse:
    """303 to the same page with this query, for a script to its part."""
    part = {PART: "1"} if is_part(request) else {}
    return redirect_to(f"{request.path}?{_kept(request, **query, **part)}")


def redirect_to(address: str) -> HttpResponse:
    """303 to where what was done is seen."""
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _kept(request: HttpRequest, **more: str) -> str:
    """The query by which this page was led to, with more behind it."""
    there = [(name, value) for name in _LED_TO_BY for value in request.GET.getlist(name)]
    return urlencode([*there, *more.items()])


def _gone(request: HttpRequest, slug: str, refused: Refused) -> HttpResponse:
    site = Site.objects.filter(slug=slug).first()
    if site is None:
        raise Http404
    message = refused.message if isinstance(refused, SignInNeeded) else ""
    with localized(site, language_in(request.GET)):
        return _rendered(request, _("Comment"), "comments/_act_gone.html", {"message": message}, refused.status)


def _rendered(request: HttpRequest, title: str, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    base = "comments/part.html" if is_part(request) else "comments/page.html"
    around = {"base": base, "is_part": is_part(request), "title": title, "act": template}
    prefix = _("Error:") + " " if status >= HTTPStatus.BAD_REQUEST else ""
    return render(request, "comments/act.html", {**context, **around, "title_prefix": prefix}, status=status)


def _say_who_may_keep_it(request: HttpRequest, site: str, response: HttpResponse) -> None:
    reader.vary(response)
    is_private = request.method == "POST" or WAITING in request.GET or reader.is_known(request, site)
    if is_private or response.status_code != HTTPStatus.OK:
        cache_control.keep_private(response)
        return
    response["X-Robots-Tag"] = "noindex"
    cache_control.same_for_everybody(response)
