"""HTML pages as a test looks at them: what is where, and what a browser would send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from tests.support.responses import Response

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    def walk(self) -> Iterator[Element]:
        ahead = [*reversed(self.children)]
        while ahead:
            child = ahead.pop()
            if isinstance(child, Element):
                yield child
                ahead += reversed(child.children)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Those below, in order; `class_` is one of the classes."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        classes = set(wanted.pop("class", "").split())
        return [element for element in self.walk() if element._matches(tag, classes, wanted)]

    def one(self, tag: str = "", **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag or 'any'} {attributes}"
        return found[0]

    def _matches(self, tag: str, classes: set[str], attributes: dict[str, str]) -> bool:
        return (
            tag in ("", self.tag)
            and all(self.attributes.get(name) == value for name, value in attributes.items())
            and (not classes or classes <= set(self.attributes.get("class", "").split()))
        )

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    def skeleton(self) -> list[tuple[str, list[str]]]:
        """The tags and the names of their attributes: what no visitor may change."""
        return [(element.tag, sorted(element.attributes)) for element in self.walk()]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _value in attrs}) == len(attrs), f"an attribute twice: {tag} {attrs}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(page: Response | str) -> Element:
    """The page's tree; every element must be closed where it should be."""
    builder = _Builder()
    builder.feed(page if isinstance(page, str) else page.content.decode())
    builder.close()
    assert builder.open == [builder.root], f"never closed: {[element.tag for element in builder.open[1:]]}"
    return builder.root


def form_values(page: Element, form_id: str = "commentform") -> dict[str, str]:
    """What a browser without scripts would send, line breaks aside; the only form of the page is "" by its id."""
    found: dict[str, str] = {}
    for control in page.one("form", **({"id": form_id} if form_id else {})).walk():
        if control.tag == "textarea":
            found[control["name"]] = typed_into(control)
        elif control.tag == "input" and control.get("type") in ("checkbox", "radio"):
            found |= {control["name"]: control.get("value") or "on"} if "checked" in control else {}
        elif control.tag == "input" and control.get("type") != "submit":
            found[control["name"]] = control.get("value") or ""
    return found


def typed_into(textarea: Element) -> str:
    """A textarea's text: the line break right behind its tag is not part of it."""
    return textarea.raw.removeprefix("\n")


def json_ld(page: Element) -> list[Any]:
    return [json.loads(script.raw) for script in page.all("script", type="application/ld+json")]
