"""Answers of the API, by who may keep them: every Cache-Control of the API is set here."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse

from comments import caching
from comments.reading.shapes import ProblemJSON

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
OPENAPI_JSON = "application/vnd.oai.openapi+json"
# The document of the API changes with a release only.
_DOCUMENT_CACHE = "public, max-age=300"


def public(body: object) -> HttpResponse:
    """What is the same for everybody."""
    return _response(body, caching.PUBLIC_CACHE)


def for_readers(body: object, *, signed_in: bool) -> HttpResponse:
    """What everybody who may read gets alike: all, or `signed_in` readers alone, for whom no cache keeps it."""
    return private(body) if signed_in else public(body)


def private(body: object, status: int = HTTPStatus.OK) -> HttpResponse:
    """What is only for the author of a comment, or for a signed-in reader; no cache may store it."""
    return _response(body, caching.PRIVATE_CACHE, status=status)


def private_empty() -> HttpResponse:
    """204, for the author of a comment."""
    response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Cache-Control": caching.PRIVATE_CACHE})
    del response["Content-Type"]
    return response


def document(body: object) -> HttpResponse:
    """The OpenAPI document."""
    return _response(body, _DOCUMENT_CACHE, content_type=OPENAPI_JSON)


def document_page(html: str) -> HttpResponse:
    """A page of the documentation."""
    return HttpResponse(html, headers={"Cache-Control": _DOCUMENT_CACHE})


def problem(body: ProblemJSON | Mapping[str, Any], headers: Mapping[str, str]) -> HttpResponse:
    """A refusal or failure (RFC 9457), with the status that the body names and these headers."""
    response = _response(body, "no-store", status=body["status"], content_type=PROBLEM_JSON)
    for name, value in headers.items():
        response[name] = value
    return response


def _response(body: object, cache_control: str, *, status: int = 200, content_type: str = JSON) -> HttpResponse:
    """Ready bytes: a renderer of the framework would go over the same values in Python."""
    return HttpResponse(
        orjson.dumps(body), status=status, content_type=content_type, headers={"Cache-Control": cache_control}
    )
