"""Schemas of the OpenAPI document in words: the type and limits of a value, and the fields of an object."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comments.api.openapi import DOCUMENT
from comments.api.reference.operations import resolved
from comments.api.reference.words import html

_REFERENCE = "#/components/schemas/"
_PLAIN = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "array": "list",
    "object": "object",
}  # fmt: skip
_RANGES = (
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " of them"),
    ("minimum", "maximum", ""),
)
_LIMITS = {name for least, most, _what in _RANGES for name in (least, most)}
_LARGEST_SAID = 10**12
_FORMATS = {
    "date-time": "time", "uri": "address", "idn-email": "email address", "email": "email address",
    "json-pointer": "JSON pointer",
}  # fmt: skip


@dataclass(frozen=True)
class Described:
    """A field of an object, or a parameter: `kind` is its type with its limits."""

    name: str
    kind: SafeString
    is_required: bool
    is_deprecated: bool
    description: SafeString


def fields_of(schema: dict[str, Any]) -> list[Described]:
    """The fields of an object, in its order."""
    whole = resolved(schema)
    required = whole.get("required", ())
    return [_field(name, one, is_required=name in required) for name, one in whole.get("properties", {}).items()]


def parameter(raw: dict[str, Any]) -> Described:
    """A parameter of the path, the query or a header."""
    whole = resolved(raw)
    schema = {**whole["schema"], "description": whole.get("description", ""), "deprecated": whole.get("deprecated")}
    return _field(whole["name"], schema, is_required=whole.get("required", False))


@cache
def objects() -> dict[str, dict[str, Any]]:
    """The objects that have a name, but for the single kinds of problems, which have pages."""
    schemas = DOCUMENT["components"]["schemas"]
    return {name: one for name, one in schemas.items() if one.get("type") == "object"}


def kind_of(schema: dict[str, Any]) -> SafeString:
    """The type of a value with its limits; objects are links to what is said of them."""
    if name := _name_of_object(schema):
        return format_html('<a href="#{0}">{0}</a>', name)
    whole = resolved(schema)
    for several in ("oneOf", "anyOf"):
        if several in whole:
            beside = {name: one for name, one in whole.items() if name in _LIMITS}
            kinds = (one if one.get("type") == "null" else {**one, **beside} for one in whole[several])
            return format_html_join(" or ", "{}", ((kind_of(one),) for one in kinds))
    if "const" in whole:
        return _value(whole["const"])
    if "enum" in whole:
        return format_html_join(", ", "{}", ((_value(one),) for one in whole["enum"]))
    return _typed(whole)


def _field(name: str, schema: dict[str, Any], *, is_required: bool) -> Described:
    whole = resolved(schema)
    description = str(whole.get("description", ""))
    if "default" in whole:
        description = f"{description} By default `{whole['default']}`.".strip()
    is_deprecated = bool(whole.get("deprecated"))
    return Described(name, kind_of(schema), is_required, is_deprecated, html(description))


def _typed(whole: dict[str, Any]) -> SafeString:
    kinds = whole["type"] if isinstance(whole["type"], list) else [whole["type"]]
    said = [_FORMATS.get(whole.get("format", "")) or _PLAIN[kind] for kind in kinds if kind != "null"]
    end = [*_limits(whole), *(["or null"] if "null" in kinds and len(kinds) > 1 else [])]
    first: SafeString | str = " or ".join(said) or "null"
    if whole["type"] == "array" and "items" in whole:
        first = format_html("list of {}", kind_of(whole["items"]))
    if whole["type"] == "object" and isinstance(whole.get("additionalProperties"), dict):
        first = format_html("object whose values are {}", kind_of(whole["additionalProperties"]))
    return format_html_join(", ", "{}", ((part,) for part in (first, *end)))


def _limits(whole: dict[str, Any]) -> Iterator[str]:
    for least, most, what in _RANGES:
        low, high = whole.get(least), whole.get(most)
        # What an id or a version may be at most is no news to anybody.
        if high is not None and high < _LARGEST_SAID:
            yield f"{low} to {high:,}{what}" if low else f"at most {high:,}{what}"
        elif low:
            yield "not empty" if what and low == 1 else f"at least {low}{what}"


def _name_of_object(schema: dict[str, Any]) -> str:
    name = str(schema.get("$ref", "")).removeprefix(_REFERENCE)
    return name if name in objects() else ""


def _value(value: Any) -> SafeString:
    return format_html(
        "<code>{}</code>", '""' if value == "" else str(value).lower() if value in (True, False) else value
    )
