"""Errors as problems (RFC 9457): which status, code and headers each refusal and failure gets; pages: problem_pages."""

import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions

from comments import caching
from comments.access import identities
from comments.api import cors, problem_pages, responses
from comments.db.transactions import cause, is_unavailable
from comments.errors import FieldError, IdentityKeysUnknown, IdentityRefused, Invalid, Refused, SignInNeeded, TooFast
from comments.reading.shapes import FieldProblemJSON, ProblemJSON

log = logging.getLogger(__name__)


class TooLarge(exceptions.APIException):
    """413: the body is larger than any comment that a site may allow."""

    status_code = 413
    default_code = "too-large"


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The answer to a refusal, and to what DRF and the database raise; None for a bug, which DRF raises again.

    It is in the language of the site that was asked, as far as that was known.
    """
    with translation.override(context["view"].language or translation.get_language()):
        return _answer(error, context)


def _answer(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    if isinstance(error, Refused):
        return _refused(error)
    if is_unavailable(error):
        log.error("database not available: %s", cause(error))
        headers = {"Retry-After": str(caching.RETRY_AFTER_SECONDS)}
        return _response(503, "unavailable", _("Please try again in a moment."), headers=headers)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge(_("The request is too large."))
    if isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError()
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if not isinstance(error, exceptions.APIException):
        return None
    code = str(getattr(error, "default_code", "error")).replace("_", "-")
    headers = {"Allow": ", ".join(context["view"].allowed_methods)} if error.status_code == 405 else {}
    if error.status_code == 401:
        headers["WWW-Authenticate"] = str(getattr(error, "auth_header", ""))
    return _response(error.status_code, code, str(error.detail), headers=headers)


@csrf_exempt
def not_found(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    """The answer to a request for any unknown path below the API."""
    return _open_to_all(nothing_here())


def nothing_here() -> HttpResponse:
    """404, which says nothing of why."""
    return _response(404, "not-found", _("Nothing was found at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to a request below /api/ that failed by a bug, known to the API or not."""
    return _open_to_all(_response(500, "error", _("Something went wrong on our side. Please try again in a minute.")))


def _refused(error: Refused) -> HttpResponse:
    """A refusal, with the fields that an Invalid names and the limit of a TooFast."""
    headers = {"WWW-Authenticate": identities.HEADER} if isinstance(error, IdentityRefused | SignInNeeded) else {}
    if isinstance(error, IdentityKeysUnknown):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, TooFast):
        seconds = math.ceil(error.retry_after)
        # draft-ietf-httpapi-ratelimit-headers-11
        headers = {
            "Retry-After": str(seconds),
            "RateLimit": f'"comments";r=0;t={seconds}',
            "RateLimit-Policy": f'"comments";q={error.limit};w={error.window}',
        }
    errors = error.errors if isinstance(error, Invalid) else []
    wrong = [FieldProblemJSON(pointer=_json_pointer(e), code=e.code, detail=str(e.message)) for e in errors]
    return _response(error.status, error.code, str(error.message), errors=wrong, headers=headers, current=error.current)


def _json_pointer(error: FieldError) -> str:
    """A JSON pointer (RFC 6901) to a field of the body, or to one further in; "" is the whole body."""
    names = (error.field, *error.inside) if error.field else ()
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def _response(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldProblemJSON] = (),
    headers: Mapping[str, str] | None = None,
    current: object = None,
) -> HttpResponse:
    problem: ProblemJSON = {
        "type": problem_pages.address_of(code),
        "code": code,
        "title": problem_pages.PROBLEMS[code].title,
        "status": status,
        "detail": detail,
        "errors": [*errors],
    }
    return responses.problem(problem if current is None else {**problem, "current": current}, headers or {})


def _open_to_all(response: HttpResponse) -> HttpResponse:
    cors.allow_any(response)
    return response
