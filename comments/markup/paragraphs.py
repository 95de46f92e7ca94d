"""How does typed text become well-formed HTML: paragraphs, line breaks, and every tag closed where it was opened?

Written by us and not by a browser's repairs, so that the sanitisers after it find nothing to mend and take linear time.
"""

import re
from dataclasses import dataclass
from html import escape

from comments.markup import lexer, links
from comments.markup.lexer import Tag

DEEPEST = 15
# Nobody takes a comment of more tags or lines than this, so the rest of it need not be read.
_ENOUGH = 2_000
_BROKEN_LINE = re.compile(r"(<br\s*+/?>)[ \t]*+\n", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass
class Measure:
    """What a comment would cost the sanitisers."""

    tags: int = 0
    tag_length: int = 0
    attributes: int = 0
    depth: int = 0
    elements: int = 0
    links: int = 0
    escapes: int = 0


def compose(text: str) -> tuple[str, Measure]:
    """Turn typed text into well-formed HTML of the allowed tags, and say what went into it."""
    composer = _Composer()
    # Who types <br> and also presses the return key means one line break.
    for piece in lexer.read(lexer.showable(_BROKEN_LINE.sub(r"\1", text))):
        composer.add(piece)
        if composer.measure.tags > _ENOUGH:
            break
    html = composer.finish()
    composer.measure.escapes = html.count("&")
    return html, composer.measure


def plain(text: str) -> str:
    """Show the text exactly as it was typed, in paragraphs; needs no sanitiser and cannot fail."""
    shown = escape(lexer.showable(text), quote=False).replace("\xa0", "&nbsp;")
    paragraphs = (part.strip() for part in _BLANK_LINES.split(shown))
    return "".join("<p>" + part.replace("\n", "<br>") + "</p>" for part in paragraphs if part)


@dataclass(frozen=True)
class _Inline:
    name: str
    start: str


@dataclass(frozen=True)
class _Block:
    name: str
    inlines_before: int


class _Composer:
    """Inline tags are wanted from where they were typed, but opened only when there is text to stand in them.

    So a paragraph's end may close them and the next paragraph opens them again, and nothing empty is written.
    """

    def __init__(self) -> None:
        self.measure = Measure()
        self.out: list[str] = []
        self.blocks: list[_Block] = []
        self.wanted: list[_Inline] = []
        self.opened = 0
        self.in_paragraph = False
        self.breaks = 0

    def add(self, piece: str | Tag) -> None:
        if isinstance(piece, str):
            self._text(piece)
            return
        self._count(piece)
        if piece.name == "br":
            self._text("\n")
        elif piece.name in lexer.BREAKING:
            self._text("\n\n")
        elif piece.closing:
            self._end(piece.name)
        elif piece.name in lexer.BLOCKS:
            self._start_block(piece.name)
        elif piece.name in lexer.INLINE:
            self._start_inline(piece)

    def finish(self) -> str:
        while self.blocks:
            self._end_block(self.blocks[-1].name)
        self._end_paragraph()
        return "".join(self.out)

    def _count(self, tag: Tag) -> None:
        measure = self.measure
        measure.tags += 1
        measure.tag_length = max(measure.tag_length, tag.length)
        measure.attributes = max(measure.attributes, len(tag.attributes))

    def _text(self, text: str) -> None:
        if self._in_pre():
            self._preformatted(text)
            return
        first, *others = text.split("\n")
        self._line(first)
        for line in others:
            self.breaks += 1
            self._line(line)

    def _preformatted(self, text: str) -> None:
        # A parser takes the first newline in <pre> away, each time it parses.
        if self.out[-1] == "<pre>":
            text = text.lstrip("\n")
        if text:
            self._open_inlines()
            self.out.append(_escaped(text))

    def _line(self, line: str) -> None:
        if self.measure.elements > _ENOUGH:
            return
        if self.breaks or not self.in_paragraph:
            line = line.lstrip(" \t")
            if not line.strip():
                return
            self._start_line()
        if line:
            self._open_inlines()
            self.out.append(_escaped(line))
            self.measure.links += len(links.BARE.findall(line))

    def _start_line(self) -> None:
        if self.breaks > 1:
            self._end_paragraph()
        if self.in_paragraph:
            self._write("<br>")
        else:
            self._write("<p>")
            self.in_paragraph = True
        self.breaks = 0

    def _end_paragraph(self) -> None:
        self._close_inlines(0)
        if self.in_paragraph:
            self.out.append("</p>")
        self.in_paragraph = False
        self.breaks = 0

    def _start_block(self, name: str) -> None:
        if self._in_pre() or not self._may_deepen():
            return
        self._end_paragraph()
        self._write(f"<{name}>")
        self.blocks.append(_Block(name, len(self.wanted)))

    def _end(self, name: str) -> None:
        if name in [block.name for block in self.blocks]:
            self._end_block(name)
        else:
            self._end_inline(name)

    def _end_block(self, name: str) -> None:
        ended = None
        while ended != name:
            self._end_paragraph()
            block = self.blocks.pop()
            del self.wanted[block.inlines_before :]
            ended = block.name
            self.out.append(f"</{ended}>")

    def _start_inline(self, tag: Tag) -> None:
        if tag.name == "a":
            self._end_inline("a")
        start = _start_tag(tag)
        if start and self._may_deepen():
            self.wanted.append(_Inline(tag.name, start))

    def _end_inline(self, name: str) -> None:
        for index in reversed(range(len(self.wanted))):
            if self.wanted[index].name == name:
                self._close_inlines(index)
                del self.wanted[index]
                return

    def _open_inlines(self) -> None:
        for inline in self.wanted[self.opened :]:
            self._write(inline.start)
        self.opened = len(self.wanted)

    def _close_inlines(self, kept: int) -> None:
        for inline in reversed(self.wanted[kept : self.opened]):
            self.out.append(f"</{inline.name}>")
        self.opened = min(self.opened, kept)

    def _in_pre(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].name == "pre"

    def _may_deepen(self) -> bool:
        depth = len(self.blocks) + len(self.wanted) + 1
        self.measure.depth = max(self.measure.depth, depth)
        return depth <= DEEPEST

    def _write(self, start: str) -> None:
        self.measure.elements += 1
        self.out.append(start)


def _escaped(text: str) -> str:
    """Escape what must be; each escape costs bleach ten times what a letter does, and > needs none."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _start_tag(tag: Tag) -> str | None:
    """Write the tag with its allowed attributes; None for a link that leads nowhere we would link to."""
    allowed = lexer.ATTRIBUTES.get(tag.name, frozenset())
    kept = {name: " ".join(value.split()) for name, value in sorted(tag.attributes.items()) if name in allowed}
    if tag.name == "a" and not links.is_linkable(kept.get("href", "")):
        return None
    return f"<{tag.name}" + "".join(f' {name}="{escape(value)}"' for name, value in kept.items()) + ">"
