"""The operations of the OpenAPI document as values: what each takes, answers and refuses, in the document's order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from comments.api import problem_pages
from comments.api.openapi import DOCUMENT
from comments.api.problem_pages import Problem

_METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"
SCHEMES = DOCUMENT["components"]["securitySchemes"]
_PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True)
class Operation:
    """One call: `raw` is what the document says of it; `parameters`, without references, are its path's, too."""

    id: str
    method: str
    path: str
    raw: dict[str, Any]
    parameters: list[dict[str, Any]]

    @property
    def tag(self) -> str:
        """The one that it has."""
        return str(self.raw["tags"][0])

    @property
    def broken_path(self) -> SafeString:
        """Its path, which may be broken behind each slash."""
        return format_html_join("", "{}<wbr>", ((part,) for part in re.findall("[^/]+/?|/", self.path)))

    @property
    def summary(self) -> str:
        """What it does, as a title: without the full stop."""
        return str(self.raw["summary"]).removesuffix(".")

    @property
    def body(self) -> dict[str, Any]:
        """The schema of what is sent; empty if nothing is."""
        content = resolved(self.raw.get("requestBody", {})).get("content", {})
        return resolved(content[JSON]["schema"]) if content else {}

    @property
    def codes(self) -> dict[str, list[str]]:
        """Of each status that is not a success the codes of its problems; `default` is a wrong method."""
        told = {}
        for status, answer in self.raw["responses"].items():
            if content := resolved(answer).get("content", {}).get(_PROBLEM_JSON):
                told[status] = list(_codes_in(content["schema"]))
        return told

    @property
    def problems(self) -> list[Problem]:
        """The kinds of problems that it may answer, in the order of the table; of a wrong method nothing is said."""
        codes = {code for status, several in self.codes.items() if status != "default" for code in several}
        return [problem for code, problem in problem_pages.PROBLEMS.items() if code in codes]


@cache
def all_operations() -> tuple[Operation, ...]:
    """Every operation, in the order of the document."""
    return tuple(
        Operation(raw["operationId"], method.upper(), path, raw, _parameters(item, raw))
        for path, item in DOCUMENT["paths"].items()
        for method, raw in item.items()
        if method in _METHODS
    )


def resolved(value: dict[str, Any]) -> dict[str, Any]:
    """What it refers to, with what stands beside the reference; itself if it refers to nothing."""
    if "$ref" not in value:
        return value
    here: Any = DOCUMENT
    for part in value["$ref"].removeprefix("#/").split("/"):
        here = here[part]
    return {**resolved(here), **{name: one for name, one in value.items() if name != "$ref"}}


def _parameters(item: dict[str, Any], raw: dict[str, Any]) -> list[dict[str, Any]]:
    return [resolved(one) for one in (*item.get("parameters", ()), *raw.get("parameters", ()))]


def _codes_in(schema: dict[str, Any]) -> Iterator[str]:
    whole = resolved(schema)
    yield from whole.get("properties", {}).get("code", {}).get("enum", ())
    for kind in ("allOf", "oneOf", "anyOf"):
        for part in whole.get(kind, ()):
            yield from _codes_in(part)
