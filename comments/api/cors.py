"""CORS: pages of any origin may read; posting, editing and withdrawing works from the origins that the site lists.

No library: those send `Vary: Origin` with every answer, and a public page must be the same for everybody.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from comments import conf
from comments.access import identities, origins
from comments.models import Site

UNSAFE_METHODS = ("POST", "PATCH", "DELETE")
_PREFLIGHT_SECONDS = "600"


def preflight(request: HttpRequest) -> HttpResponse:
    """The answer to OPTIONS. The site is not known yet, so an origin that any site lists may go on to ask."""
    answer = HttpResponse(status=204)
    origin = request.headers.get("Origin")
    patch_vary_headers(answer, ["Origin"])
    if not origin:
        return answer
    if origin == conf.public_origin() or _is_listed_anywhere(origin):
        answer["Access-Control-Allow-Origin"] = origin
        answer["Access-Control-Allow-Methods"] = ", ".join(("GET", "HEAD", *UNSAFE_METHODS))
        answer["Access-Control-Allow-Headers"] = f"Content-Type, Authorization, Idempotency-Key, {identities.HEADER}"
        answer["Access-Control-Max-Age"] = _PREFLIGHT_SECONDS
    else:
        origins.note_refused(origin, None)
    return answer


def allow_any(answer: HttpResponseBase) -> None:
    """Let a page of any origin read the answer."""
    answer["Access-Control-Allow-Origin"] = "*"


def allow_listed(answer: HttpResponseBase, origin: str | None, *, is_listed: bool) -> None:
    """Let a page of a listed origin read the answer; to any other it tells nothing, not even why.

    `is_listed` if the request's site was found to list it; the lists of all sites are read only where a request was
    refused before its site was known.
    """
    patch_vary_headers(answer, ["Origin"])
    answer["Access-Control-Expose-Headers"] = "Retry-After, RateLimit, RateLimit-Policy"
    if answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        # The lists cannot be read just now, and this answer says nothing that is not for everybody.
        allow_any(answer)
    elif origin and (is_listed or origin == conf.public_origin() or _is_listed_anywhere(origin)):
        answer["Access-Control-Allow-Origin"] = origin


def _is_listed_anywhere(origin: str) -> bool:
    return any(site.may_post_from(origin) for site in Site.objects.only("origins"))
