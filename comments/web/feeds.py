"""/feeds/SITE/: what is new on a site or in a thread, and what answers one reader, as Atom."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from comments import caching, conf, signed_tokens
from comments.access import identities
from comments.errors import SignInNeeded, UnknownSite
from comments.models import Site, Thread
from comments.reading import feeds, permalinks
from comments.reading.feeds import Feed
from comments.web import atom, foreign_page
from comments.web.atom import FeedHead
from comments.web.cache_control import for_programs
from comments.web.foreign_page import Unshown
from comments.web.reader import require_reading
from comments.web.thread_page import localized

BEFORE = "before"
AUTHOR = "author"
View = Callable[..., HttpResponse]


def program(view: View) -> View:
    """Decorates a view for programs, and scripts of any page: it answers by `served`, and refusals are text."""

    @wraps(view)
    def around(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            answer = view(request, *args, **kwargs)
        except (Unshown, SignInNeeded) as refused:
            answer = HttpResponse(f"{refused.message}\n", "text/plain; charset=utf-8", status=refused.status)
            answer["Cache-Control"] = "no-store"
            if answer.status_code == HTTPStatus.UNAUTHORIZED:
                answer["WWW-Authenticate"] = identities.HEADER
        answer["Access-Control-Allow-Origin"] = "*"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return login_not_required(csrf_exempt(transaction.non_atomic_requests(require_safe(around))))


def served(request: HttpRequest, site: Site, content: bytes, kind: str) -> HttpResponse:
    """200. Caches may keep what everybody may read; it is the same for all who may."""
    response = HttpResponse(content, kind)
    if site.reads_signed_in:
        response["Cache-Control"] = caching.PRIVATE_CACHE
        return response
    return for_programs(request, response)


@program
def of_site(request: HttpRequest, site: str) -> HttpResponse:
    """The comments of a site, or of the thread with `key`, that were published last."""
    if "key" in request.GET:
        thread = foreign_page.thread_asked_for(request, site)
        with localized(thread.site):
            return _answer(request, feeds.of_thread(thread, before=_before(request)), thread.site, *_of_thread(thread))
    known = _known(site)
    with localized(known):
        found = feeds.of_site(known, before=_before(request))
        title = _("Comments on %(title)s") % {"title": known.name}
        return _answer(request, found, known, title, permalinks.feed_of(site), _home_of(known))


@program
def of_replies(request: HttpRequest, site: str) -> HttpResponse:
    """The replies to a browser that is remembered, or to an account of the host, which the signed `author` names."""
    named = signed_tokens.read_replies_token(request.GET.get(AUTHOR, ""))
    author = feeds.author_named(*named, site) if named else None
    if author is None:
        raise Unshown("not-found", _("There is no such feed."), HTTPStatus.NOT_FOUND)
    known = author.site
    with localized(known):
        found = feeds.to_author(author, before=_before(request))
        title = _("Replies to your comments on %(title)s") % {"title": known.name}
        return _answer(request, found, known, title, permalinks.feed_of_replies(site, author), _home_of(known))


def _answer(request: HttpRequest, feed: Feed | None, site: Site, title: str, address: str, page: str) -> HttpResponse:
    require_reading(request, site)
    if feed is None or not site.feed_tag:
        raise Unshown("not-found", _("There is no such feed."), HTTPStatus.NOT_FOUND)
    with_before = f"{address}{'&' if '?' in address else '?'}{BEFORE}="
    here = with_before + _before(request) if _before(request) else address
    described = FeedHead(title, here, page, with_before + feed.older if feed.older else "")
    return served(request, site, atom.document(feed, site, described), f"{atom.TYPE}; charset=utf-8")


def _before(request: HttpRequest) -> str:
    return request.GET.get(BEFORE, "")


def _of_thread(thread: Thread) -> tuple[str, str, str]:
    """Title, address and page; without the title of a page that nobody has confirmed."""
    named = thread.title if thread.is_confirmed and thread.title else thread.site.name
    address = permalinks.feed_of(thread.site.slug, thread.key)
    return _("Comments on %(title)s") % {"title": named}, address, permalinks.address_of(thread)


def _home_of(site: Site) -> str:
    """Where its pages are, as far as we know: the first of its origins."""
    return next(iter(site.origins.split()), f"{conf.public_url()}/")


def _known(slug: str) -> Site:
    try:
        return Site.objects.by_slug(slug)
    except UnknownSite as error:
        raise Unshown("not-found", error.message, HTTPStatus.NOT_FOUND) from None
