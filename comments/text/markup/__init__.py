"""Turns the text of a comment into safe HTML, and says which texts cannot be taken.

Allowed tags are WordPress's (pieces.ALLOWED). Whatever else looks like a tag, also <script> with all it holds, is
shown as the text that was typed: nothing that can be seen when it is typed is missing when it is shown.
"""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

import nh3
from bleach.sanitizer import Cleaner
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.text import characters, unseen
from comments.text.markup import direction, lexer, links, paragraphs, pieces

LONGEST = limits.TEXT_CEILING
REL = "nofollow ugc noopener"
SCHEMES = frozenset({"http", "https", "mailto"})
_HREF = re.compile('<a href="([^"]*)"')
_ATTRIBUTES = re.compile('<[a-z]+((?: [a-z]+="[^"]*")+)')
_VALUE = re.compile(' (href|title)="([^"]*)"')
_TAGS = re.compile("<[^>]*>")
_ENDS_LINE = re.compile(r"\n?<br ?/?>\n?")
_ENDS_PARAGRAPH = re.compile(r"</(?:p|blockquote|pre|li|ul|ol)>")
_GAPS = re.compile(r"\n{3,}")
# What is written in the end: what may be typed, and which way a text runs.
ATTRIBUTES = pieces.ATTRIBUTES | {tag: frozenset({"dir"}) for tag in ("blockquote", "code", "p", "pre")}
DIRECTIONS = frozenset({"ltr", "rtl"})


@dataclass(frozen=True)
class MarkupLimit:
    """At most `most` of what the field `measured` of paragraphs.Measure counts, else `sentence` tells the author."""

    measured: str
    most: int
    sentence: Promise


# bleach takes about 0.01 ms for each tag and each escaped sign; with these it stays under 0.1 s whatever is typed.
LIMITS = (
    MarkupLimit("tags", 400, _("There are too many HTML tags in the comment.")),
    MarkupLimit("tag_length", 2_500, _("One of the HTML tags in the comment is too long.")),
    MarkupLimit("attributes", 20, _("One of the HTML tags in the comment has too many attributes.")),
    MarkupLimit("depth", paragraphs.DEEPEST, _("The HTML tags in the comment are nested too deeply.")),
    MarkupLimit("elements", 1_000, _("There are too many lines and paragraphs in the comment.")),
    MarkupLimit("links", 250, _("There are too many links in the comment.")),
    MarkupLimit("escapes", 2_000, _("There are too many signs such as < and & in the comment.")),
)
TOO_LONG = _("The comment is too long.")


def why_refused(text: str) -> Promise | None:
    """Return a sentence on why the text cannot be taken, or None: in linear time, before anything is sanitised."""
    if len(text) > LONGEST:
        return TOO_LONG
    _html, measure = paragraphs.compose(text)
    return _excess(measure)


def is_blank(text: str) -> bool:
    """Whether nothing of the text would be seen as HTML: empty elements, spaces, characters without a shape."""
    if "<" not in text and "&" not in text and "`" not in text:
        return characters.is_blank(text)
    html, _measure = paragraphs.compose(text)
    return characters.is_blank(unescape(_TAGS.sub("", html)))


def render(text: str) -> str:
    """Turn typed text (LF line ends) into safe HTML; what `why_refused` has a reason for is shown as it was typed."""
    if len(text) > LONGEST:
        return paragraphs.plain_html(text)
    typed, measure = paragraphs.compose(text)
    if _excess(measure) is not None:
        return paragraphs.plain_html(text)
    # nh3 has the last word: nothing may change the HTML after it.
    html = _NH3.clean(_bleached(typed))
    return html if is_safe(html) else paragraphs.plain_html(text)


def excerpt(text: str, length: int = 140) -> str:
    """Cut typed text to one plain line of at most `length` characters, without tags or entities."""
    line = " ".join("".join(pieces.text_of(piece) for piece in lexer.read(text)).split())
    if len(line) <= length:
        return line
    words, _space, _cut = line[:length].rpartition(" ")
    # Not every script puts spaces between words.
    kept = words if len(words) > length // 2 else characters.cut(line, length - 1)
    return kept.rstrip(" .,;:!?") + "…"


def plain(html: str) -> str:
    """Rendered HTML as plain text with its line breaks, for who reads no HTML; of links what is seen of them."""
    lines = _TAGS.sub("", _ENDS_LINE.sub("\n", _ENDS_PARAGRAPH.sub("\n\n", html))).split("\n")
    return _GAPS.sub("\n\n", unescape("\n".join(line.strip() for line in lines))).strip()


def escape_typed(text: str) -> str:
    """Escape typed text for an element with dir="auto"; names that it is addressed to do not decide its direction."""
    return direction.isolate_mentions(unseen.marked(text))


def count_links(html: str) -> int:
    """Count the links in rendered HTML."""
    return html.count('<a href="')


def linked_addresses(html: str) -> list[str]:
    """The addresses that rendered HTML links to, as browsers read them, in their order; mailto: among them."""
    return [unescape(address) for address in _HREF.findall(html)]


def attribute_values(html: str) -> list[tuple[str, str]]:
    """Return what the tags of rendered HTML hold beside the text: ("href" or "title", the value), each once."""
    found = (value for tag in _ATTRIBUTES.findall(html) for value in _VALUE.findall(tag))
    return list(dict.fromkeys((name, unescape(value)) for name, value in found))


def is_safe(html: str) -> bool:
    """Whether another parser too finds only allowed tags, attributes and addresses in the HTML, and all tags closed."""
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
        tags=pieces.ALLOWED,
        attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()},
        protocols=SCHEMES,
    )
    return cleaner.clean(html)


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    return value if _is_allowed_value(name, value) else None


def _is_allowed_value(name: str, value: str) -> bool:
    if name == "dir":
        return value in DIRECTIONS
    return name != "href" or links.is_linkable(value)


_NH3 = nh3.Cleaner(
    tags=pieces.ALLOWED,
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
        self._expect(tag in pieces.ALLOWED, len(values) == len(attrs))
        if tag == "a":
            self._expect(values.pop("rel", None) == REL, "href" in values)
        self._expect(*(_is_allowed_value(name, value or "") for name, value in values.items()))
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
