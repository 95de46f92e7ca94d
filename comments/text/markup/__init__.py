"""What becomes of a comment's text: may it be taken, what HTML is shown for it, and is that HTML safe?

Allowed tags are WordPress's (lexer.ALLOWED). Whatever else looks like a tag, also <script> with all it holds, is shown
as the text that was typed: nothing that can be seen when it is typed is missing when it is shown.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

import nh3
from bleach.sanitizer import Cleaner
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.text.characters import cut
from comments.text.characters import is_blank as shows_nothing
from comments.text.markup import direction, lexer, links, paragraphs

LONGEST = limits.TEXT_CEILING
REL = "nofollow ugc noopener"
SCHEMES = frozenset({"http", "https", "mailto"})
_HREF = re.compile('<a href="([^"]*)"')
_ATTRIBUTES = re.compile('<[a-z]+((?: [a-z]+="[^"]*")+)')
_VALUE = re.compile(' (href|title)="([^"]*)"')
_TAGS = re.compile("<[^>]*>")
# What is written in the end: what may be typed, and which way a text runs.
ATTRIBUTES = lexer.ATTRIBUTES | {tag: frozenset({"dir"}) for tag in ("blockquote", "code", "p", "pre")}
DIRECTIONS = frozenset({"ltr", "rtl"})


@dataclass(frozen=True)
class Limit:
    measured: str
    most: int
    sentence: Promise


# bleach takes about 0.01 ms for each tag and each escaped sign; with these it stays under 0.1 s whatever is typed.
LIMITS = (
    Limit("tags", 400, _("There are too many HTML tags in the comment.")),
    Limit("tag_length", 2_500, _("One of the HTML tags in the comment is too long.")),
    Limit("attributes", 20, _("One of the HTML tags in the comment has too many attributes.")),
    Limit("depth", paragraphs.DEEPEST, _("The HTML tags in the comment are nested too deeply.")),
    Limit("elements", 1_000, _("There are too many lines and paragraphs in the comment.")),
    Limit("links", 250, _("There are too many links in the comment.")),
    Limit("escapes", 2_000, _("There are too many signs such as < and & in the comment.")),
)
TOO_LONG = _("The comment is too long.")


def check(text: str) -> Promise | None:
    """Say why the text cannot be taken, or None: in linear time, before anything is sanitised."""
    if len(text) > LONGEST:
        return TOO_LONG
    _html, measure = paragraphs.compose(text)
    return _excess(measure)


def is_blank(text: str) -> bool:
    """Would nothing of the text be seen once it is shown: empty elements, spaces, characters without a shape?"""
    if "<" not in text and "&" not in text and "`" not in text:
        return shows_nothing(text)
    html, _measure = paragraphs.compose(text)
    return shows_nothing(unescape(_TAGS.sub("", html)))


def render(text: str) -> str:
    """Turn typed text (LF line ends) into safe HTML; text that `check` refuses is shown as it was typed."""
    if len(text) > LONGEST:
        return paragraphs.plain(text)
    typed, measure = paragraphs.compose(text)
    if _excess(measure) is not None:
        return paragraphs.plain(text)
    # nh3 has the last word: nothing may change the HTML after it.
    html = _NH3.clean(_bleached(typed))
    return html if verify(html) else paragraphs.plain(text)


def excerpt(text: str, length: int = 140) -> str:
    """Cut typed text to one plain line of at most `length` characters, without tags or entities."""
    line = " ".join("".join(lexer.spoken(piece) for piece in lexer.read(text)).split())
    if len(line) <= length:
        return line
    words, _space, _cut = line[:length].rpartition(" ")
    # Not every script puts spaces between words.
    kept = words if len(words) > length // 2 else cut(line, length - 1)
    return kept.rstrip(" .,;:!?") + "…"


def as_typed(text: str) -> str:
    """Escape typed text for a place whose first letter decides its direction: names it is addressed to stand apart."""
    return direction.with_mentions_apart(escape(text))


def count_links(html: str) -> int:
    """Count the links in rendered HTML."""
    return html.count('<a href="')


def linked_addresses(html: str) -> list[str]:
    """The addresses that rendered HTML links to, as browsers read them, in their order; mailto: among them."""
    return [unescape(address) for address in _HREF.findall(html)]


def attribute_values(html: str) -> list[tuple[str, str]]:
    """What the tags of rendered HTML hold beside the text: ("href" or "title", the value), each once."""
    found = (value for tag in _ATTRIBUTES.findall(html) for value in _VALUE.findall(tag))
    return list(dict.fromkeys((name, unescape(value)) for name, value in found))


def verify(html: str) -> bool:
    """Read the HTML once more with another parser: are all its tags, attributes and addresses allowed, and closed?"""
    inspector = _Inspector()
    inspector.feed(html)
    inspector.close()
    # A < that opened no tag would be one that parsers may read differently.
    return inspector.is_sound and not inspector.open and inspector.tags == html.count("<")


def _excess(measure: paragraphs.Measure) -> Promise | None:
    for limit in LIMITS:
        if getattr(measure, limit.measured) > limit.most:
            return limit.sentence
    return None


def _bleached(html: str) -> str:
    # A Cleaner is not safe to share between threads.
    cleaner = Cleaner(
        tags=lexer.ALLOWED,
        attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()},
        protocols=SCHEMES,
    )
    return cleaner.clean(html)


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    return value if _may_stand(name, value) else None


def _may_stand(name: str, value: str) -> bool:
    if name == "dir":
        return value in DIRECTIONS
    return name != "href" or links.is_linkable(value)


_NH3 = nh3.Cleaner(
    tags=lexer.ALLOWED,
    attributes=ATTRIBUTES,
    attribute_filter=_kept_attribute,
    link_rel=REL,
    url_schemes=SCHEMES,
    url_relative="deny",
)


class _Inspector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.is_sound = True
        self.open: list[str] = []
        self.tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        values = dict(attrs)
        self._expect(tag in lexer.ALLOWED, len(values) == len(attrs))
        if tag == "a":
            self._expect(values.pop("rel", None) == REL, "href" in values)
        self._expect(*(_may_stand(name, value or "") for name, value in values.items()))
        self._expect(values.keys() <= ATTRIBUTES.get(tag, frozenset()))
        if tag != "br":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_sound = False

    def handle_endtag(self, tag: str) -> None:
        self.tags += 1
        self._expect(bool(self.open) and self.open.pop() == tag)

    def _expect(self, *held: bool) -> None:
        self.is_sound = self.is_sound and all(held)
