"""Who may call from a browser: anybody may read; posting, editing and withdrawing works from the origins listed.

No library: those send `Vary: Origin` with every answer, and a public page must be the same for everybody.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from comments import conf
from comments.errors import OriginRefused
from comments.models import Site

CHANGING = ("POST", "PATCH", "DELETE")
_PREFLIGHT_SECONDS = "600"


def require_listed(origin: str | None, site: Site) -> None:
    """A request without Origin is no browser's cross-site request; one with must come from the site or from us."""
    if origin is not None and origin != conf.public_origin() and not site.may_post_from(origin):
        raise OriginRefused


def preflight(request: HttpRequest) -> HttpResponse:
    """Answer OPTIONS: the site is not known yet, so any origin that some site lists may go on to ask."""
    answer = HttpResponse(status=204)
    origin = request.headers.get("Origin")
    patch_vary_headers(answer, ["Origin"])
    if origin and (origin == conf.public_origin() or _is_listed_anywhere(origin)):
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Allow-Methods"] = ", ".join(("GET", "HEAD", *CHANGING))
        answer["Access-Control-Allow-Headers"] = "Content-Type, Authorization, Idempotency-Key"
        answer["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    return answer


def open_to_all(answer: HttpResponseBase) -> None:
    answer["Access-Control-Allow-Origin"] = "*"


def open_to_listed(answer: HttpResponseBase, origin: str | None, *, is_listed: bool) -> None:
    """Let the page read what became of its request; an origin that no site lists learns nothing, not even why.

    `is_listed` if the site was asked already: all of them are asked only for what was refused before it was known.
    """
    patch_vary_headers(answer, ["Origin"])
    answer["Access-Control-Expose-Headers"] = "Retry-After, RateLimit, RateLimit-Policy"
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        # The lists cannot be read just now, and this answer says nothing that is not for everybody.
        open_to_all(answer)
    elif origin and (is_listed or origin == conf.public_origin() or _is_listed_anywhere(origin)):
        answer["Access-Control-Allow-Origin"] = origin


def _is_listed_anywhere(origin: str) -> bool:
    return any(site.may_post_from(origin) for site in Site.objects.only("origins"))
