"""Errors on the wire: application/problem+json (RFC 9457), mapped here and nowhere else."""

import logging
import math
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from comments import caching, conf
from comments.db.transactions import cause, is_unavailable
from comments.errors import Invalid, Refused, TooFast

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"

_TITLES = {
    400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 404: "Not found", 405: "Method not allowed",
    409: "Conflict", 413: "Content too large", 415: "Unsupported media type",
    422: "Unprocessable content", 429: "Too many requests", 500: "Internal server error", 503: "Service unavailable",
}  # fmt: skip


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too-large"


def problem(status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The body of a problem; `errors` point at fields with JSON pointers (RFC 6901)."""
    return {
        "type": f"{conf.public_url()}/api/v1/problems/#{code}",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "errors": errors or [],
    }


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER: a Refused and what DRF and the database raise; a bug stays a bug."""
    if isinstance(error, Refused):
        return _refused(error)
    if is_unavailable(error):
        log.error("database not available: %s", cause(error))
        return _answer(503, "unavailable", _("Please try again in a moment."), retry_after=caching.SECONDS_WHEN_DOWN)
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
    return _answer(error.status_code, code, str(error.detail), headers=headers)


@csrf_exempt
def not_found(request: HttpRequest, **_kwargs: object) -> JsonResponse:
    """What any unknown path below the API answers."""
    body = problem(404, "not-found", _("Nothing was found at this address."))
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return JsonResponse(body, status=404, content_type=CONTENT_TYPE, headers=headers)


def failed(request: HttpRequest) -> JsonResponse:
    """The answer to what failed by a bug. The address of the request may be unknown to the API."""
    body = problem(500, "error", _("Something went wrong on our side. Please try again in a minute."))
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return JsonResponse(body, status=500, content_type=CONTENT_TYPE, headers=headers)


def _refused(error: Refused) -> Response:
    errors = error.errors if isinstance(error, Invalid) else []
    listed = [{"pointer": _pointer(e.field), "code": e.code, "detail": str(e.message)} for e in errors]
    if not isinstance(error, TooFast):
        return _answer(error.status, error.code, str(error.message), errors=listed)
    seconds = math.ceil(error.retry_after)
    # draft-ietf-httpapi-ratelimit-headers-11
    headers = {
        "RateLimit": f'"comments";r=0;t={seconds}',
        "RateLimit-Policy": f'"comments";q={error.limit};w={error.window}',
    }
    return _answer(error.status, error.code, str(error.message), retry_after=seconds, headers=headers)


def _pointer(field: str) -> str:
    """A JSON pointer; "" is the whole body."""
    return "/" + field.replace("~", "~0").replace("/", "~1") if field else ""


def _answer(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    retry_after: int | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    headers = {**(headers or {}), "Cache-Control": "no-store"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Response(problem(status, code, detail, errors), status=status, headers=headers, content_type=CONTENT_TYPE)
