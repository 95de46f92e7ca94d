"""Who asks for a thread, as far as is known: who is remembered in the browser, and who is signed in by the host.

Pages elsewhere say so by a header, our own pages by a cookie, and a project around ours by its own word.
"""

from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from comments import conf
from comments.access import identities
from comments.errors import SignInNeeded
from comments.models import Commenter, Identity, Site
from comments.web.page_request import PageRequest, reader_cookie

_PREFLIGHT_SECONDS = "600"


class Visitor(NamedTuple):
    """Both are None for a stranger. Whoever is signed in is taken for that account alone.

    `is_over` if they were signed in here and are not any more; `is_told` if the project around said who they are.
    """

    commenter: Commenter | None = None
    identity: Identity | None = None
    is_over: bool = False
    is_told: bool = False


def visitor_of(asked: PageRequest, site: Site) -> Visitor:
    """Who asks for a thread of this site."""
    if asked.told:
        return Visitor(identity=identities.as_told(site, asked.told), is_told=True)
    is_over = False
    try:
        identity = identities.signed_in(site, asked.reader_token)
    except SignInNeeded:
        identity, is_over = None, True
    commenter = commenter_of(asked.commenter_id, site) if asked.commenter_id and not identity else None
    return Visitor(commenter, identity, is_over)


def commenter_of(commenter_id: int, site: Site) -> Commenter | None:
    """Who consented to be remembered on this site, by the id that the browser's cookie names."""
    return Commenter.objects.filter(pk=commenter_id, site=site).first()


def token_in_header(request: HttpRequest) -> str:
    """What a page elsewhere sends of who is signed in; "" if nothing."""
    return request.headers.get(identities.HEADER, "").strip()


def require_reading(request: HttpRequest, site: Site) -> None:
    """Raise SignInNeeded if the site shows comments to signed-in readers alone, and this request is of none."""
    if site.reads_signed_in:
        token = token_in_header(request) or request.COOKIES.get(reader_cookie(site.slug), "")
        identities.require_reading(site, identities.signed_in(site, token))


def is_known(request: HttpRequest, slug: str) -> bool:
    """Whether a request says who is signed in, true or not: the answer is for nobody else."""
    return bool(token_in_header(request)) or reader_cookie(slug) in request.COOKIES


def remember(response: HttpResponse, site: Site, token: str) -> None:
    """Sign in on our own pages of this site, until the browser is closed or the session is over."""
    response.set_cookie(
        reader_cookie(site.slug),
        token,
        path=_own_pages(site),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def forget(response: HttpResponse, site: Site) -> None:
    """Take the cookie of `remember` away."""
    response.delete_cookie(reader_cookie(site.slug), path=_own_pages(site), samesite="Lax")


def vary(response: HttpResponse) -> None:
    """What a page elsewhere gets depends on who is signed in there: no cache may take one answer for the other."""
    patch_vary_headers(response, [identities.HEADER])


def preflight(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer to OPTIONS: pages of the site's origins may say who is signed in."""
    answer, origin = HttpResponse(status=HTTPStatus.NO_CONTENT), request.headers.get("Origin", "")
    patch_vary_headers(answer, ["Origin"])
    site = Site.objects.filter(slug=slug).only("origins").first()
    if origin and site and (origin == conf.public_origin() or site.may_post_from(origin)):
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Allow-Methods"] = "GET, HEAD, POST"
        answer["Access-Control-Allow-Headers"] = identities.HEADER
        answer["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    return answer


def _own_pages(site: Site) -> str:
    return reverse("comments-thread", args=[site.slug])
