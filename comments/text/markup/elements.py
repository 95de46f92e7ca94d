"""Tells which tags of a typed text work, because they are part of a whole element, and makes text of the others."""

from collections import Counter
from collections.abc import Iterator, Sequence

from comments.text.markup import links
from comments.text.markup.pieces import Piece, Tag, replace_unshowable, text_of


def keep_working_tags(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Make text of the tags that do not work, and join it with the text around."""
    working = _working_tags(pieces)
    text: list[str] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            text.append(piece)
        elif isinstance(piece, Tag) and index not in working:
            text.append(replace_unshowable(piece.typed))
        else:
            if text:
                yield "".join(text)
                text.clear()
            yield piece
    if text:
        yield "".join(text)


def tell_apart(pieces: Sequence[Piece]) -> tuple[list[Tag], list[Tag]]:
    """The tags that work, and those that are text because they are part of no whole element, each in their order."""
    working = _working_tags(pieces)
    tags = [(index in working, piece) for index, piece in enumerate(pieces) if isinstance(piece, Tag)]
    return [tag for works, tag in tags if works], [tag for works, tag in tags if not works]


def _working_tags(pieces: Sequence[Piece]) -> set[int]:
    """The indexes of the tags that are part of a whole element."""
    elements = _Elements()
    for index, piece in enumerate(pieces):
        if isinstance(piece, Tag):
            elements.add(index, piece)
        else:
            elements.pass_over(text_of(piece))
    return elements.working


class _Elements:
    """Pairs what opens with what closes, on a stack. Paragraphs are breaks and stand outside of it."""

    def __init__(self) -> None:
        self.working: set[int] = set()
        self._open: list[tuple[str, int]] = []
        self._names: Counter[str] = Counter()
        self._broken: set[int] = set()
        self._link: int | None = None
        self._paragraphs: list[int] = []
        self._begins_line = True

    def add(self, index: int, tag: Tag) -> None:
        if tag.name == "br":
            if not tag.closing:
                self.working.add(index)
                self._begins_line = True
        elif tag.name == "p":
            self._break(index, tag)
        elif tag.closing:
            self._close(index, tag.name)
        else:
            self._open_at(index, tag)
        if tag.name == "blockquote":
            self._begins_line = True

    def pass_over(self, text: str) -> None:
        _before, newline, last_line = text.rpartition("\n")
        self._begins_line = not last_line.strip() and (bool(newline) or self._begins_line)

    def _break(self, index: int, tag: Tag) -> None:
        if not tag.closing:
            self._paragraphs.append(index)
            if self._begins_line:
                self.working.add(index)
        elif self._paragraphs:
            self.working |= {self._paragraphs.pop(), index}
            self._begins_line = True

    def _open_at(self, index: int, tag: Tag) -> None:
        if tag.name == "a":
            if not links.is_linkable(tag.target):
                self._broken.add(index)
            else:
                if self._link is not None:
                    self._broken.add(self._link)
                self._link = index
        self._open.append((tag.name, index))
        self._names[tag.name] += 1

    def _close(self, index: int, name: str) -> None:
        if not self._names[name]:
            return
        opened, opening = "", index
        while opened != name:
            opened, opening = self._open.pop()
            self._names[opened] -= 1
            if opening == self._link:
                self._link = None
        if opening not in self._broken:
            self.working |= {opening, index}
