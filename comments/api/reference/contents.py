"""What the page of the whole API shows, in its order: two halves, their chapters, the calls of each, the objects."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from comments.api import retirement
from comments.api.openapi import DOCUMENT
from comments.api.problem_pages import Problem
from comments.api.reference import samples, schemas
from comments.api.reference.operations import SCHEMES, Operation, all_operations, resolved
from comments.api.reference.schemas import Described
from comments.api.reference.words import html
from comments.api.retirement import Retirement

_MODERATION = "moderation"


@dataclass(frozen=True)
class Answer:
    """A success, or 304: `kind` is what it holds."""

    status: str
    description: SafeString
    kind: SafeString | str
    headers: list[str]


@dataclass(frozen=True)
class Authority:
    """A header that says who asks."""

    name: str
    header: str
    description: SafeString


@dataclass(frozen=True)
class Call:
    """One operation as it is shown."""

    operation: Operation
    base: str

    @property
    def description(self) -> SafeString:
        return html(self.operation.raw.get("description", ""))

    @property
    def retirement(self) -> Retirement | None:
        return retirement.of_operation(self.operation.raw)

    @property
    def is_open(self) -> bool:
        """Whether it answers those, too, who do not say who they are."""
        return {} in self.operation.raw.get("security", [{}])

    @property
    def authorities(self) -> list[Authority]:
        """By which one may or must say who asks."""
        names = [name for scheme in self.operation.raw.get("security", ()) for name in scheme]
        return [_authority(name) for name in names]

    @property
    def parameters(self) -> list[tuple[str, Described]]:
        """Where each stands, with its name, type and meaning."""
        return [(one["in"], schemas.parameter(one)) for one in self.operation.parameters]

    @cached_property
    def fields(self) -> list[Described]:
        """Those of the body."""
        return schemas.fields_of(self.operation.body)

    @property
    def answers(self) -> list[Answer]:
        told = self.operation.raw["responses"].items()
        return [_answer(status, resolved(raw)) for status, raw in told if status[0] in "23"]

    @property
    def problems(self) -> list[Problem]:
        return self.operation.problems

    @property
    def samples(self) -> Iterator[tuple[str, str]]:
        """What each is called, with its text."""
        yield "curl", samples.curl(self.operation, self.base)
        yield "fetch", samples.fetch(self.operation, self.base)
        status, example = samples.answer(self.operation)
        if example is not None:
            yield status, json.dumps(example, indent=2, ensure_ascii=False)


@dataclass(frozen=True)
class Chapter:
    """The calls with one tag."""

    name: str
    description: SafeString
    calls: list[Call]


@dataclass(frozen=True)
class Half:
    """The API for everybody, or that for moderators."""

    id: str
    chapters: list[Chapter]


def halves(base: str) -> list[Half]:
    """Those that have calls; `base` is the address below which the examples ask."""
    for_moderators = [tag for tag in DOCUMENT["tags"] if tag["name"].startswith(_MODERATION)]
    public = [tag for tag in DOCUMENT["tags"] if tag not in for_moderators]
    both = ("public", public), (_MODERATION, for_moderators)
    return [Half(name, [_chapter(tag, base) for tag in tags]) for name, tags in both if tags]


def authorities() -> list[Authority]:
    """All that there are."""
    return [_authority(name) for name in SCHEMES]


def objects() -> list[tuple[str, SafeString, list[Described]]]:
    """Each with its description and fields; bodies are shown with their calls."""
    bodies = [schema for one in all_operations() if (schema := one.body)]
    named = [(name, one) for name, one in schemas.objects().items() if one not in bodies]
    return [(name, html(one.get("description", "")), schemas.fields_of(one)) for name, one in named]


def _chapter(tag: dict[str, str], base: str) -> Chapter:
    calls = [Call(one, base) for one in all_operations() if one.tag == tag["name"]]
    return Chapter(tag["name"].removeprefix(f"{_MODERATION} "), html(tag["description"]), calls)


def _answer(status: str, raw: dict[str, Any]) -> Answer:
    contents = [*raw.get("content", {}).values()]
    kind = schemas.kind_of(contents[0]["schema"]) if contents else ""
    return Answer(status, html(raw["description"]), kind, [*raw.get("headers", {})])


def _authority(name: str) -> Authority:
    scheme, secret = SCHEMES[name], samples.SECRETS[name].upper()
    header = f"Authorization: Bearer {secret}" if scheme["type"] == "http" else f"{scheme['name']}: {secret}"
    return Authority(name, header, html(scheme["description"]))
