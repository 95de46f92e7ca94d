"""Makes well-formed HTML of typed text: paragraphs, lines, links, and every tag closed where it was opened.

Written by us and not by a browser's repairs, so that the sanitisers after it find nothing to mend and take linear time.

Indentation and runs of spaces are written as no-break spaces, which show in other people's pages without our style
sheet. A comment with letters of a right-to-left script says of each paragraph, quote and code which way it runs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from comments.text.markup import direction, lexer, links
from comments.text.markup.elements import keep_working_tags
from comments.text.markup.pieces import ATTRIBUTES, Code, Piece, Tag, replace_unshowable, text_of

DEEPEST = 15
TAB = 4
# Nobody takes a comment of more lines than this, so the rest of it need not be read.
_MOST_ELEMENTS = 2_000
_LINE_END = re.compile(r"[ \t]*+\n")
_BLANK_LINES = re.compile(r"\n\s*\n")
_SPACES = re.compile(r"^ +| {2,}", re.MULTILINE)


@dataclass
class Measure:
    """What a comment would cost the sanitisers: counts, and the longest tag in characters."""

    tags: int = 0
    tag_length: int = 0
    attributes: int = 0
    depth: int = 0
    elements: int = 0
    links: int = 0
    escapes: int = 0


def compose(text: str) -> tuple[str, Measure]:
    """Turn typed text into well-formed HTML of the allowed tags, and say what went into it."""
    pieces = lexer.split(text)
    composer = _Composer(pieces)
    for piece in keep_working_tags(pieces):
        composer.add(piece)
    html = composer.finish()
    composer.measure.escapes = html.count("&")
    return html, composer.measure


def plain_html(text: str) -> str:
    """Return HTML that shows the text exactly as it was typed, in paragraphs; needs no sanitiser and cannot fail."""
    shown = escape(replace_unshowable(text), quote=False)
    paragraphs = (part.strip("\n").rstrip() for part in _BLANK_LINES.split(shown.expandtabs(TAB)))
    lines = (_spaced(part).replace("\xa0", "&nbsp;").replace("\n", "<br>") for part in paragraphs if part)
    return "".join(f"<p>{part}</p>" for part in lines)


@dataclass(frozen=True)
class _Inline:
    name: str
    start: str


@dataclass
class _Quote:
    """A blockquote: where its tag was written, and which way its first paragraph runs."""

    index: int
    direction: str = ""


class _Composer:
    """Inline tags are wanted from where they were typed, but opened only when there is text to stand in them.

    So a paragraph's end may close them and the next paragraph opens them again, and nothing empty is written.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.measure = _measured(pieces)
        self.has_directions = any(direction.has_right_to_left(text_of(piece)) for piece in pieces)
        self.out: list[str] = []
        self.quotes: list[_Quote] = []
        self.wanted: list[_Inline] = []
        self.opened = 0
        self.paragraph: int | None = None  # where its tag was written
        self.paragraph_text: list[str] = []
        self.breaks = 0
        self.is_broken = False

    def add(self, piece: Piece) -> None:
        if isinstance(piece, str):
            # Who types <br> and also presses the return key means one line break.
            line_end = _LINE_END.match(piece) if self.is_broken else None
            self._text(piece[line_end.end() :] if line_end else piece)
        elif isinstance(piece, Code):
            self._code(piece)
        else:
            self._tag(piece)
        self.is_broken = isinstance(piece, Tag) and piece.name == "br"

    def finish(self) -> str:
        self._end_paragraph()
        return "".join(self.out)

    def _tag(self, tag: Tag) -> None:
        if tag.name == "br":
            self._text("\n")
        elif tag.name == "p":
            self._text("\n\n")
        elif tag.name == "blockquote":
            self._end_quote() if tag.closing else self._start_quote()
        elif tag.closing:
            self._end_inline(tag.name)
        else:
            self._start_inline(tag.name, _start_tag(tag))

    def _text(self, text: str) -> None:
        first, *others = text.expandtabs(TAB).split("\n")
        self._line(first)
        for line in others:
            self.breaks += 1
            self._line(line)

    def _code(self, code: Code) -> None:
        if code.is_block:
            self._code_block(code)
        elif code.text.strip():
            self._start_inline("code", self._directed("code", "ltr"))
            self._line(code.text.expandtabs(TAB), is_code=True)
            self._end_inline("code")

    def _code_block(self, code: Code) -> None:
        # A parser takes the first newline in <pre> away, each time it parses.
        text = code.text.rstrip().lstrip("\n")
        self._end_paragraph()
        if not text.strip():
            return
        self._write(self._directed("pre", "ltr"))
        if "code" in code.tags:
            self._start_inline("code", "<code>")
        self._open_inlines()
        self.out.append(_escaped(text))
        self._close_inlines(0)
        if "code" in code.tags:
            self._end_inline("code")
        self.out.append("</pre>")

    def _line(self, line: str, *, is_code: bool = False) -> None:
        if self.measure.elements > _MOST_ELEMENTS:
            return
        begins = self.breaks or self.paragraph is None
        if begins:
            if not line.strip():
                return
            if self.out and not self.breaks:
                # Behind the end of a block, on the same line, a space is no indentation.
                line = line.lstrip(" ")
            self._start_line()
        if line:
            self._open_inlines()
            self._write_text(_spaced(line, begins=bool(begins)), is_code=is_code)

    def _write_text(self, text: str, *, is_code: bool) -> None:
        if is_code or any(inline.name == "a" for inline in self.wanted):
            self.out.append(_escaped(text))
        else:
            self._write_linked(text)
        if self.has_directions and not is_code:
            self.paragraph_text.append(text)

    def _write_linked(self, text: str) -> None:
        end = 0
        for address in links.linkable_addresses(text):
            self.out.append(_escaped(text[end : address.start]))
            self._write(f'<a href="{escape(address.target)}">')
            self.out.append(_escaped(text[address.start : address.end]) + "</a>")
            self.measure.links += 1
            end = address.end
        self.out.append(_escaped(text[end:]))

    def _start_line(self) -> None:
        if self.breaks > 1:
            self._end_paragraph()
        if self.paragraph is not None:
            self._write("<br>")
        else:
            self.paragraph = len(self.out)
            self._write("<p>")
        self.breaks = 0

    def _end_paragraph(self) -> None:
        self._close_inlines(0)
        if self.paragraph is not None:
            self.out.append("</p>")
            if self.has_directions:
                runs = direction.direction_of("".join(self.paragraph_text))
                self.out[self.paragraph] = self._directed("p", runs)
                for quote in self.quotes:
                    quote.direction = quote.direction or runs
        self.paragraph_text.clear()
        self.paragraph = None
        self.breaks = 0

    def _start_quote(self) -> None:
        self._end_paragraph()
        if self._may_deepen():
            self.quotes.append(_Quote(len(self.out)))
            self._write("<blockquote>")

    def _end_quote(self) -> None:
        self._end_paragraph()
        if self.quotes:
            quote = self.quotes.pop()
            self.out[quote.index] = self._directed("blockquote", quote.direction or "ltr")
            self.out.append("</blockquote>")

    def _start_inline(self, name: str, start: str) -> None:
        if self._may_deepen():
            self.wanted.append(_Inline(name, start))

    def _end_inline(self, name: str) -> None:
        if self.wanted and self.wanted[-1].name == name:
            self._close_inlines(len(self.wanted) - 1)
            self.wanted.pop()

    def _open_inlines(self) -> None:
        for inline in self.wanted[self.opened :]:
            self._write(inline.start)
        self.opened = len(self.wanted)

    def _close_inlines(self, kept: int) -> None:
        for inline in reversed(self.wanted[kept : self.opened]):
            self.out.append(f"</{inline.name}>")
        self.opened = min(self.opened, kept)

    def _may_deepen(self) -> bool:
        depth = len(self.quotes) + len(self.wanted) + 1
        self.measure.depth = max(self.measure.depth, depth)
        return depth <= DEEPEST

    def _directed(self, name: str, runs: str) -> str:
        return f'<{name} dir="{runs}">' if self.has_directions else f"<{name}>"

    def _write(self, start: str) -> None:
        self.measure.elements += 1
        self.out.append(start)


def _measured(pieces: Sequence[Piece]) -> Measure:
    """With what was written as tags are, whether or not they are allowed and work: nobody types hundreds."""
    tags = [piece for piece in pieces if isinstance(piece, Tag)]
    others = sum(lexer.count_tags(piece) for piece in pieces if isinstance(piece, str))
    return Measure(
        tags=len(tags) + others + 2 * sum(isinstance(piece, Code) for piece in pieces),
        tag_length=max((len(tag.typed) for tag in tags), default=0),
        attributes=max((len(tag.attributes) for tag in tags), default=0),
    )


def _spaced(text: str, *, begins: bool = True) -> str:
    """Write the spaces that HTML would not show: all at the beginning of a line, else all but the last of several."""
    if "  " not in text and not text.startswith(" ") and "\n " not in text:
        return text
    return _SPACES.sub(lambda run: _unbroken(run, begins=begins), text)


def _unbroken(run: re.Match[str], *, begins: bool) -> str:
    length = len(run[0])
    at_beginning = begins if run.start() == 0 else run.string[run.start() - 1] == "\n"
    return "\xa0" * length if at_beginning else "\xa0" * (length - 1) + " "


def _escaped(text: str) -> str:
    """Escape what must be; each escape costs bleach ten times what a letter does, and > needs none."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _start_tag(tag: Tag) -> str:
    """Write the tag with its allowed attributes."""
    allowed = ATTRIBUTES.get(tag.name, frozenset())
    kept = {name: " ".join(value.split()) for name, value in sorted(tag.attributes.items()) if name in allowed}
    return f"<{tag.name}" + "".join(f' {name}="{escape(value)}"' for name, value in kept.items()) + ">"
