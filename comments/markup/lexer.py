"""What in a typed text is an HTML tag, and what is just text?

A tag is only what is written like one and bears a name from the lists below; anything else, `a < b`, `<T>`,
`<b and c>`, `<script>`, a comment, is text and will be shown as it was typed. Every pattern here takes linear time.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5

INLINE = frozenset({"a", "abbr", "b", "cite", "code", "del", "em", "i", "q", "s", "strong"})
BLOCKS = frozenset({"blockquote", "pre"})
ATTRIBUTES = {"a": frozenset({"href", "title"}), "abbr": frozenset({"title"})}
ALLOWED = INLINE | BLOCKS | {"br", "p"}

# Not allowed, but pasted so often and so harmless that the tag is dropped and its text kept.
_SECTIONS = {
    "address",
    "article",
    "aside",
    "center",
    "div",
    "figcaption",
    "figure",
    "footer",
    "header",
    "main",
    "section",
}
_HEADINGS = {"header", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
_LISTS = {"dd", "dl", "dt", "li", "ol", "ul"}
_TABLES = {"table", "tbody", "td", "tfoot", "th", "thead", "tr"}
BREAKING = frozenset({"p"} | _SECTIONS | _HEADINGS | _LISTS | _TABLES)
DROPPED = frozenset({"big", "font", "ins", "kbd", "mark", "samp", "small", "span", "tt", "u", "var"})
KNOWN = ALLOWED | BREAKING | DROPPED

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[\s/][^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""\s++([a-zA-Z][\w:-]*+)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'`]++))?+""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# Controls and halves of surrogate pairs that no HTML may hold, and the two overrides that make letters read backwards.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff]")


@dataclass(frozen=True)
class Tag:
    name: str
    closing: bool
    length: int
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Where a link leads; empty for any other tag."""
        return self.attributes.get("href", "").strip() if self.name == "a" else ""


def read(text: str) -> Iterator[str | Tag]:
    """Split a typed text into tags and the text between them, its entities decoded."""
    for piece in split(text):
        yield _decoded(piece) if isinstance(piece, str) else piece


def spoken(piece: str | Tag) -> str:
    """The words of a piece; a tag has none, but may end a line."""
    if isinstance(piece, str):
        return piece
    return "" if piece.name in INLINE | DROPPED else "\n"


def split(text: str) -> Iterator[str | Tag]:
    """The same with the text between as it was typed."""
    end = 0
    for match in _TAG.finditer(text):
        tag = _tag(match)
        if tag is None:
            continue
        if match.start() > end:
            yield text[end : match.start()]
        yield tag
        end = match.end()
    if end < len(text):
        yield text[end:]


def showable(text: str) -> str:
    """Replace what cannot or must not be shown by the sign that something was there."""
    return _UNSHOWABLE.sub("\ufffd", text)


def _tag(match: re.Match[str]) -> Tag | None:
    slash, name, rest = match[1], match[2].lower(), match[3]
    if name not in KNOWN:
        return None
    attributes = _attributes(rest)
    if attributes is None or (slash and attributes):
        return None
    return Tag(name, closing=bool(slash), length=len(match[0]), attributes=attributes)


def _attributes(source: str) -> dict[str, str] | None:
    """Read name=value pairs; None if that is not what stands there, so that `<b and c>` remains a sentence."""
    found: dict[str, str] = {}
    end = 0
    while pair := _ATTRIBUTE.match(source, end):
        name, value = pair[1], pair[2]
        if value is None:
            return None
        found.setdefault(name.lower(), _decoded(value[1:-1] if value[0] in "\"'" else value))
        end = pair.end()
    return found if source[end:].strip() in ("", "/") else None


def _decoded(text: str) -> str:
    """Decode entities that are complete, as in &eacute; but not in ?a=1&copy=2."""
    return showable(_ENTITY.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    entity = match[0]
    return unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity
