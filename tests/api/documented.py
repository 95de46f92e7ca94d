"""The OpenAPI document of the public API, and whether an answer is what it says, to the last key."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from comments.api.openapi import DOCUMENT
from tests.support.responses import Response

BASE = "/api/v1"
METHODS = ("get", "post", "put", "patch", "delete")
NOT_FOUND = "/components/responses/NotFound"
# Said of all answers alike, by HTTP itself, by the middleware and by CORS.
_OF_ALL = re.compile(
    "allow|deprecation|sunset|link|content-(length|security-policy|type)|cross-origin-opener-policy|referrer-policy|vary"
    "|x-content-type-options|x-frame-options|access-control-.*"
)
# Pages for people; of an unknown one the API answers as of any path that it does not have.
_PAGES = re.compile(f"{BASE}/(docs|problems)/.*")
_KINDS = {"null": type(None), "boolean": bool, "integer": int, "number": float, "string": str} | {
    "array": list, "object": dict
}  # fmt: skip
_ANYTHING = object()
_NAME = "urn:document"
_REGISTRY: Registry[Any] = Registry().with_resource(_NAME, DRAFT202012.create_resource(DOCUMENT))
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).utcoffset() is not None


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or (re.fullmatch("[!-~]+", value) is not None and bool(urlsplit(value).netloc))


@_FORMATS.checks("json-pointer")
def _is_json_pointer(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch("(/([^/~]|~[01])*)*", value) is not None


def assert_documented(response: Response) -> None:
    """Fails on whatever the document does not say of an answer."""
    for place in _places(response):
        _ = [*_headers(target(place), response), *_body(target(place), response)]


def used(response: Response) -> set[str]:
    """Pointers to all that the document says of an answer; fails on whatever it does not say."""
    found: set[str] = set()
    for place in _places(response):
        answer = target(place)
        found |= {place, answer}
        for told, value in (*_headers(answer, response), *_body(answer, response)):
            found |= {told.removesuffix("/schema"), *_said(told, value)}
    return found


def documented() -> set[str]:
    """Pointers to all that is said of answers: statuses, headers, keys, branches, values of enumerations, codes."""
    found: set[str] = set()
    for path, method in operations():
        for place in below(f"/paths/{escaped(path)}/{method}/responses"):
            answer = target(place)
            parts = [target(part) for kind in ("headers", "content") for part in below(f"{answer}/{kind}")]
            found |= {place, answer, *parts}.union(*(_said(f"{part}/schema") for part in parts))
    return found


def operations() -> list[tuple[str, str]]:
    """(path, method) of each."""
    return [(path, method) for path, item in DOCUMENT["paths"].items() for method in item if method in METHODS]


def at(pointer: str) -> Any:
    """What stands at a JSON pointer (RFC 6901); nothing, where nothing stands."""
    here: Any = DOCUMENT
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        here = here[int(name)] if isinstance(here, list) else here.get(name, {})
    return here


def below(pointer: str) -> list[str]:
    """Pointers to the values of an object, or to the items of an array."""
    here = at(pointer)
    keys = map(escaped, here) if isinstance(here, dict) else range(len(here))
    return [f"{pointer}/{key}" for key in keys]


def target(pointer: str) -> str:
    """Where it refers to, or itself."""
    return str(at(pointer).get("$ref", f"#{pointer}"))[1:]


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def is_valid(pointer: str, value: Any) -> bool:
    """By the schema there."""
    return not [*_validator(pointer).iter_errors(value)]


def _places(response: Response) -> list[str]:
    """Which answers of the document this one is; of HEAD and of preflights it says nothing in particular."""
    request = response.request
    method, path, status = request["REQUEST_METHOD"].lower(), request["PATH_INFO"], str(response.status_code)
    if method not in METHODS or not path.startswith(f"{BASE}/") or (_PAGES.fullmatch(path) and status != "404"):
        return []
    known = [one for one in DOCUMENT["paths"] if _pattern(one).fullmatch(path[len(BASE) :])]
    if not known:
        return [NOT_FOUND]
    item = f"/paths/{escaped(known[0])}"
    if method not in at(item):
        return [f"{item}/{other}/responses/default" for other in at(item) if other in METHODS]
    assert status in at(f"{item}/{method}/responses"), f"{method} {path} is not said to answer {status}"
    return [f"{item}/{method}/responses/{status}"]


def _pattern(path: str) -> re.Pattern[str]:
    """Of the addresses of a path; the key of a thread may be anything, slashes and line breaks too."""
    return re.compile(re.sub(r"{\w+}", "[^/]+", path.replace("{key}", ".+")), re.DOTALL)


def _headers(answer: str, response: Response) -> Iterator[tuple[str, Any]]:
    """Each value with its schema, which it obeys."""
    headers = at(f"{answer}/headers")
    told = {name for name in response.headers if not _OF_ALL.fullmatch(name.lower())}
    assert told <= {*headers}, f"{answer} does not say {told}"
    for name in headers:
        header = target(f"{answer}/headers/{name}")
        assert name in response or not at(header).get("required"), f"{answer} says {name}"
        if name in response:
            yield _obeying(f"{header}/schema", response[name])


def _body(answer: str, response: Response) -> Iterator[tuple[str, Any]]:
    content = below(f"{answer}/content")
    if not content:
        assert not response.content, f"{answer} says nothing of a body"
    for media_type in content:
        assert escaped(response["Content-Type"]) == media_type.rpartition("/")[2]
        body = json.loads(response.content)
        if media_type.endswith("problem+json"):
            assert (body["status"], body["type"].endswith(f"/problems/{body['code']}/")) == (
                response.status_code,
                True,
            ), answer
        yield _obeying(f"{media_type}/schema", body)


def _obeying(pointer: str, value: Any) -> tuple[str, Any]:
    errors = [f"{error.json_path}: {error.message}" for error in _validator(pointer).iter_errors(value)]
    assert errors == [], pointer
    return pointer, value


def _said(pointer: str, value: Any = _ANYTHING) -> Iterator[str]:
    """Pointers to all that is said there; of a value, to all that it is an example of."""
    here = at(pointer)
    if here is False:
        return
    yield pointer
    yield from _choices(pointer, here, value)
    for branch in _branches(pointer, here):
        if value is _ANYTHING or is_valid(branch, value):
            yield from _said(branch, value)
    for part, inner in _inside(pointer, here, value):
        yield from _said(part, inner)


def _choices(pointer: str, here: dict[str, Any], value: Any) -> Iterator[str]:
    """Values of an enumeration, and kinds of value."""
    for number, one in enumerate(here.get("enum", [])):
        if value is _ANYTHING or value == one:
            yield f"{pointer}/enum/{number}"
    for kind in here["type"] if isinstance(here.get("type"), list) else []:
        if value is _ANYTHING or isinstance(value, _KINDS[kind]):
            yield f"{pointer}/type/{kind}"


def _branches(pointer: str, here: dict[str, Any]) -> list[str]:
    several = [f"{pointer}/{key}/{number}" for key in ("allOf", "oneOf") for number, _ in enumerate(here.get(key, []))]
    return [*several, here["$ref"][1:]] if "$ref" in here else several


def _inside(pointer: str, here: dict[str, Any], value: Any) -> Iterator[tuple[str, Any]]:
    """What is said of the parts of an object or an array, each with its value."""
    properties, others = here.get("properties", {}), here.get("additionalProperties")
    if value is _ANYTHING:
        value = (
            [_ANYTHING]
            if "items" in here and here.get("maxItems") != 0
            else dict.fromkeys((*properties, "any other"), _ANYTHING)
        )
    if isinstance(value, list):
        yield from ((f"{pointer}/items", inner) for inner in value)
    elif isinstance(value, dict):
        yield from ((f"{pointer}/properties/{name}", value[name]) for name in properties if name in value)
        extra = value.keys() - properties.keys() if isinstance(others, dict) else set()
        yield from ((f"{pointer}/additionalProperties", value[name]) for name in extra)


def dangling() -> set[str]:
    """References that lead nowhere, as from one fragment of the document to another that has changed its names."""
    references = {here["$ref"] for here in objects(DOCUMENT) if "$ref" in here}
    return {reference for reference in references if not at(reference.removeprefix("#"))}


def objects(here: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object in a value, be it a schema or not."""
    if isinstance(here, dict):
        yield here
    for inner in here.values() if isinstance(here, dict) else here if isinstance(here, list) else ():
        yield from objects(inner)


@cache
def _validator(pointer: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{_NAME}#{pointer}"}, registry=_REGISTRY, format_checker=_FORMATS)


# Before the first test: with such a reference the checks of answers would fail far from their cause.
assert dangling() == set()
