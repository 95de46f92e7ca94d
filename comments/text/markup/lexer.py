"""Reads a typed text: which tags in it work, what is code, and what is just text.

A tag works if it is one of WordPress's (pieces.ALLOWED), written as HTML writes it, and part of a whole element: opened
and closed in the order of a stack, a link with an address that can be linked. Everything else is text and is shown as
it was typed: `a < b`, `<T>`, `<script>`, a tag that is opened and never closed or closed and never opened. Of two
elements that cross, as in `<b><i></b></i>`, the one closed first works and the tags of the other are text. Of a link in
a link the inner one works. `<br>` needs no end, and `<p>` none where it begins a line. Attributes that are not in
pieces.ATTRIBUTES have no effect; the tag works without them.

In `<code>`, in `<pre>`, between backticks on one line and between lines of three backticks nothing is a tag.

All this takes linear time.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from html.entities import html5

from comments.text.markup.elements import keep_working_tags
from comments.text.markup.pieces import ALLOWED, Code, Piece, Tag, replace_unshowable

_VERBATIM = frozenset({"code", "pre"})

_TAG = r"<(?P<slash>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>(?:[\s/][^<>]*)?)>"
# With one word for the language, as people write it elsewhere.
_FENCE = r"^[ \t]*+(?P<fence>`{3,}+)[ \t]*+[\w+#./-]{0,30}+[ \t]*+$\n?"
# Between one or two backticks and as many again; runs of other lengths in between are part of what is quoted. In a
# word, as in it`s, a backtick is an apostrophe.
_QUOTED = r"(?<![A-Za-z0-9`])(?P<ticks>`{1,2}+)(?!`)[^\n]*?[^`\n](?P=ticks)(?!`)"
_NEXT = re.compile(f"{_FENCE}|(?P<quoted>{_QUOTED})|{_TAG}", re.MULTILINE)
_ANY_TAG = re.compile(_TAG)
_LIKE_A_TAG = re.compile(r"</?[a-zA-Z][\w:.-]*(?:[\s/][^<>]*)?>")
_CLOSING = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in _VERBATIM}
_CODE_IN_PRE = re.compile(r"\s*+<code>(.*)</code\s*+>\s*", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s++([a-zA-Z][\w:-]*+)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'`]++))?+""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def read(text: str) -> list[Piece]:
    """Split a typed text into tags that work, code, and the text between them as it is to be shown."""
    return list(keep_working_tags(split(text)))


def split(text: str) -> list[Piece]:
    """Split a typed text into whatever is written as an allowed tag is, code, and the text between them, decoded.

    The tags need not be part of a whole element: `keep_working_tags` tells.
    """
    return list(_pieces(text)) if "<" in text or "`" in text else [_decoded(text)]


def count_tags(text: str) -> int:
    """Count what is written like a tag of any name."""
    return sum(1 for _tag in _ANY_TAG.finditer(text)) if "<" in text else 0


def find_unknown_tags(text: str) -> Iterator[str]:
    """Yield what is written like a tag and is no allowed one, as it was typed; not what stands in code or quoted."""
    if "<" in text:
        for piece, typed in _with_typed(text):
            if piece is None:
                yield from (match[0] for match in _LIKE_A_TAG.finditer(typed))


def _pieces(text: str) -> Iterator[Piece]:
    for piece, typed in _with_typed(text):
        yield _decoded(typed) if piece is None else piece


def _with_typed(text: str) -> Iterator[tuple[Piece | None, str]]:
    """Each piece and the text that it was read from; None for plain text, which is not decoded yet."""
    scanner, end = _Scanner(text), 0
    while found := scanner.next(end):
        start, piece, past = found
        if start > end:
            yield None, text[end:start]
        yield piece, text[start:past]
        end = past
    if end < len(text):
        yield None, text[end:]


class _Scanner:
    """Finds what is not plain text, and remembers which ends it looked for in vain, so as not to look again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._endless: set[str] = set()
        self._longest_fence = len(text)

    def next(self, position: int) -> tuple[int, Piece, int] | None:
        """(start, piece, end) of the next tag, code or quoted text behind the position."""
        while match := _NEXT.search(self._text, position):
            found = self._piece(match)
            if found:
                return match.start(), *found
            # A line of backticks that begins no code may hold a tag.
            position = match.end("fence") if match["fence"] else match.end()
        return None

    def _piece(self, match: re.Match[str]) -> tuple[Piece, int] | None:
        if match["fence"]:
            return self._fenced(match)
        if match["quoted"]:
            return replace_unshowable(match["quoted"]), match.end()
        tag = _tag(match)
        if tag is None:
            return None
        if tag.name in _VERBATIM and not tag.closing:
            return self._verbatim(tag.name, match.end()) or (tag, match.end())
        return tag, match.end()

    def _fenced(self, opening: re.Match[str]) -> tuple[Code, int] | None:
        """Up to a line of as many backticks at least."""
        length = len(opening["fence"])
        if length > self._longest_fence:
            return None
        closing = re.compile(rf"^[ \t]*+`{{{length},}}+[ \t]*+$", re.MULTILINE).search(self._text, opening.end())
        if closing is None:
            self._longest_fence = length - 1
            return None
        inside = self._text[opening.end() : closing.start()]
        return Code(replace_unshowable(inside), ("pre", "code")), closing.end()

    def _verbatim(self, name: str, start: int) -> tuple[Code, int] | None:
        closing = None if name in self._endless else _CLOSING[name].search(self._text, start)
        if closing is None:
            self._endless.add(name)
            return None
        inside = self._text[start : closing.start()]
        if name == "code":
            # Lines of code keep their indentation in a block only.
            tags: Sequence[str] = ("pre", "code") if "\n" in inside else ("code",)
        elif in_code := _CODE_IN_PRE.fullmatch(inside):
            inside, tags = in_code[1], ("pre", "code")
        else:
            tags = ("pre",)
        return Code(_decoded(inside), tags), closing.end()


def _tag(match: re.Match[str]) -> Tag | None:
    slash, name, rest = match["slash"], match["name"].lower(), match["rest"]
    if name not in ALLOWED:
        return None
    attributes = _attributes(rest)
    if attributes is None or (slash and attributes):
        return None
    return Tag(name, closing=bool(slash), typed=match[0], attributes=attributes)


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
    return replace_unshowable(_ENTITY.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    """What an entity stands for; one that stands for nothing is text."""
    entity = match[0]
    return (unescape(entity) if entity[1] == "#" or entity[1:] in html5 else "") or entity
