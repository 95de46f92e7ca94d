"""Request bodies as JSON (RFC 8259), read strictly, so that nothing further in is surprised by what they hold."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

MAX_DEPTH = 20
MAX_DIGITS = 20


class StrictJSONParser(BaseParser):
    """Accept JSON in UTF-8, uncompressed; raise UnsupportedMediaType or ParseError for anything else.

    Also refused are duplicate keys, NaN, fractions, deep nesting and giant numbers. Other charsets are, because a codec
    may unpack a small body to 300 MB.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The value that the body holds."""
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
    """The value of a JSON text: null, booleans, whole numbers, strings, lists and dicts. Raises ParseError."""
    if _nesting_depth(text) > MAX_DEPTH:
        raise ParseError(_("The JSON is nested too deeply."))
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique_keys,
            parse_constant=_refuse_number,
            parse_int=_short_integer,
            parse_float=_whole_number,
        )
    except ParseError:
        raise
    except (ValueError, RecursionError):
        raise ParseError(_("The body is not valid JSON.")) from None


def _nesting_depth(text: str) -> int:
    """How deep brackets outside of strings are nested, in linear time and without recursion; 0 without any."""
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


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("A key occurs twice in one object."))
    return found


def _short_integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ParseError(_("A number is too long."))
    return int(digits)


def _whole_number(value: str) -> int:
    """1.0 and 1e3 are whole, as JSON Schema counts; raises ParseError for a fraction and for one that is too long."""
    number = Decimal(value) if len(value) <= 2 * MAX_DIGITS else Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > MAX_DIGITS or number != number.to_integral_value():
        _refuse_number(value)
    return int(number)


def _refuse_number(value: str) -> NoReturn:
    raise ParseError(_("%(value)s is not a number that can be used here.") % {"value": value[:MAX_DIGITS]})
