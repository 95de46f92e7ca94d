"""What a typed text is made of: tags, code, and the text between them; and which tags are allowed (WordPress's)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

INLINE = frozenset({"a", "abbr", "b", "cite", "code", "del", "em", "i", "q", "s", "strong"})
ALLOWED = INLINE | {"blockquote", "br", "p", "pre"}
ATTRIBUTES = {"a": frozenset({"href", "title"}), "abbr": frozenset({"title"})}
# Controls and halves of surrogate pairs that no HTML may hold, separators for which browsers show nothing, and the two
# overrides that make letters read backwards.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ud800-\udfff]")


@dataclass(frozen=True)
class Tag:
    """What is written as an allowed tag is; `attributes` are decoded, those without effect among them."""

    name: str
    closing: bool
    typed: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """Where a link leads; empty for any other tag."""
        return " ".join(self.attributes.get("href", "").split()) if self.name == "a" else ""


@dataclass(frozen=True)
class Code:
    """Text in which nothing is a tag, and the tags in which it stands, from the outermost."""

    text: str
    tags: Sequence[str]

    @property
    def is_block(self) -> bool:
        """Whether it has lines of its own, in <pre>."""
        return "pre" in self.tags


Piece = str | Tag | Code


def text_of(piece: Piece) -> str:
    """Return the text of a piece; a tag has none, but may end a line."""
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Code):
        return f"\n{piece.text}\n" if piece.is_block else piece.text
    return "" if piece.name in INLINE else "\n"


def replace_unshowable(text: str) -> str:
    """Replace what cannot or must not be shown by U+FFFD, the sign that something was there."""
    return _UNSHOWABLE.sub("\ufffd", text)
