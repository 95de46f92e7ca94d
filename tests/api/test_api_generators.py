"""The document keeps to the part of OpenAPI that generators of clients turn into named types, without a warning."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comments.api.openapi import DOCUMENT
from tests.api.documented import at, below, objects, operations

pytestmark = pytest.mark.once

# Beside a reference only what no generator makes a type of.
BESIDE_A_REFERENCE = {"$ref", "description", "minLength", "maxLength", "pattern", "examples", "deprecated"}
NULL = {"type": "null"}
NAMES = {
    "schemas": r"([A-Z][a-z0-9]*)+",
    "responses": r"([A-Z][a-z0-9]*)+",
    "parameters": r"([A-Z][a-z0-9]*)+",
    "headers": "[A-Z]+|([A-Z]+[a-z0-9]*)+",
}


def places() -> list[str]:
    """Pointers to all schemas that become types; what stands below `if`, `then`, `else` and `not` becomes none."""
    roots = below("/components/schemas")
    for here, value in _walk("", DOCUMENT):
        if not here.startswith("/components/schemas") and isinstance(value.get("schema"), dict):
            roots.append(f"{here}/schema")
    return [place for root in roots for place in _parts(root)]


def _walk(pointer: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield pointer, value
    if isinstance(value, dict | list):
        for place, inner in zip(below(pointer), value.values() if isinstance(value, dict) else value, strict=True):
            yield from _walk(place, inner)


def _parts(pointer: str) -> Iterator[str]:
    """A schema, and the schemas it is made of."""
    yield pointer
    here = at(pointer)
    inner = [place for key in ("properties", "oneOf", "allOf") for place in below(f"{pointer}/{key}") if key in here]
    inner += [f"{pointer}/{key}" for key in ("items", "additionalProperties") if isinstance(here.get(key), dict)]
    for place in inner:
        yield from _parts(place)


PLACES = places()


def wrong(is_right: Callable[[str, dict[str, Any]], bool], *keys: str) -> list[str]:
    """Pointers to the schemas with one of these keys, or all schemas, for which something does not hold."""
    asked = [place for place in PLACES if not keys or any(key in at(place) for key in keys)]
    return [place for place in asked if not is_right(place, at(place))]


def test_it_names_each_operation_once_by_a_verb_and_what_it_is_done_to() -> None:
    asked = [DOCUMENT["paths"][path][method] for path, method in operations()]
    names = [operation["operationId"] for operation in asked]

    assert [name for name in names if not re.fullmatch("[a-z]+([A-Z][a-z]*)+", name)] == []
    assert len({name.lower() for name in names}) == len(names)
    assert [name for name, one in zip(names, asked, strict=True) if len(one["tags"]) != 1 or not one["summary"]] == []
    assert {tag for one in asked for tag in one["tags"]} <= {tag["name"] for tag in DOCUMENT["tags"]}


@pytest.mark.parametrize("kind", NAMES)
def test_it_names_its_parts_as_classes(kind: str) -> None:
    names = [*DOCUMENT["components"][kind]]

    assert [name for name in names if not re.fullmatch(NAMES[kind], name)] == []
    assert [one for one in objects(DOCUMENT["components"]["schemas"]) if isinstance(one.get("title"), str)] == []


def test_it_names_no_part_as_another_kind_of_part() -> None:
    names = [name.lower() for kind in ("schemas", "parameters") for name in DOCUMENT["components"][kind]]

    assert sorted(set(names)) == sorted(names)


def test_it_says_of_every_value_what_type_it_has() -> None:
    """By a type, a reference or what it is made of: `anyOf`, `true` and `false` have no name in most languages."""

    def has_a_type(place: str, here: dict[str, Any]) -> bool:
        is_half = re.search("/allOf/1$", place) is not None
        return is_half or len({"type", "$ref", "oneOf", "allOf"} & {*here}) == 1

    assert len(PLACES) > 300
    assert wrong(has_a_type) == ["/components/schemas/Document/additionalProperties"]
    assert wrong(lambda _place, _here: False, "anyOf") == []


def test_it_says_beside_a_reference_only_what_changes_no_type() -> None:
    assert wrong(lambda _place, here: {*here} <= BESIDE_A_REFERENCE, "$ref") == []


def test_it_lets_a_value_be_null_in_one_of_two_ways() -> None:
    """`"type": ["string", "null"]`; with a reference `"oneOf": [{"$ref": …}, {"type": "null"}]`."""

    def has_references(_place: str, here: dict[str, Any]) -> bool:
        return all("$ref" in one or one == NULL for one in here["oneOf"])

    types = [at(place)["type"] for place in PLACES if isinstance(at(place).get("type"), list)]

    assert [one for one in types if len(one) != 2 or one[1] != "null"] == []
    assert wrong(has_references, "oneOf") == []


def test_it_names_what_an_enumeration_holds() -> None:
    """One that may be null is a schema of its own, with a reference."""
    assert wrong(lambda _place, here: here["type"] in ("string", "integer"), "enum", "const") == [
        "/components/schemas/Tombstone/properties/picked",
        "/components/schemas/Tombstone/properties/pinned",
    ]


def test_it_names_every_object() -> None:
    def has_a_name(place: str, _here: dict[str, Any]) -> bool:
        return re.fullmatch("/components/schemas/[^/]+", place) is not None

    assert [place for place in wrong(has_a_name, "properties") if not place.endswith("/allOf/1")] == []


def test_it_adds_to_a_problem_only_its_codes() -> None:
    """A problem with further members is written out: in `allOf` they would be refused by its first part."""
    for place in (place for place in PLACES if "allOf" in at(place)):
        first, second = at(place)["allOf"]
        assert first == {"$ref": "#/components/schemas/Problem"}, place
        assert ({*second["properties"]}, second["required"]) == ({"code"}, ["code"]), place
        assert place.endswith("Problem")
