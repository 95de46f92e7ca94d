"""Reading JSON strictly: what is not plain UTF-8 JSON of a sane shape is a 400, never a surprise further in."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

DEEPEST = 20
LONGEST_NUMBER = 20


class StrictJSONParser(BaseParser):
    """Refuses other charsets (a codec may unpack 300 MB), duplicate keys, NaN, deep nesting and giant numbers."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {})["request"]
        charset = (
            request.content_params.get("charset", "utf-8").lower() if hasattr(request, "content_params") else "utf-8"
        )
        if charset not in {"utf-8", "utf8"} or request.META.get("HTTP_CONTENT_ENCODING"):
            raise UnsupportedMediaType(request.META.get("CONTENT_TYPE", ""))
        try:
            text = request.body.decode("utf-8")
        except UnicodeDecodeError:
            raise ParseError(_("The body is not UTF-8.")) from None
        return parse(text)


def parse(text: str) -> Any:
    """The value of a JSON text; raises ParseError."""
    if _depth(text) > DEEPEST:
        raise ParseError(_("The JSON is nested too deeply."))
    try:
        return json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_refuse, parse_int=_integer, parse_float=_refuse
        )
    except ParseError:
        raise
    except (ValueError, RecursionError):
        raise ParseError(_("The body is not valid JSON.")) from None


def _depth(text: str) -> int:
    """Deepest nesting of brackets outside strings, found in linear time."""
    depth = deepest = 0
    quoted = escaped = False
    for char in text:
        if quoted:
            quoted = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            quoted, escaped = True, False
        elif char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth -= 1
    return deepest


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("A key occurs twice in one object."))
    return found


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ParseError(_("A number is too long."))
    return int(digits)


def _refuse(value: str) -> NoReturn:
    raise ParseError(_("%(value)s is not a number that can be used here.") % {"value": value[:LONGEST_NUMBER]})
