"""What an article's raw text consists of: paragraphs, subheads and pull quotes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "subhead", "quote"]

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Block:
    kind: Kind
    text: str
    credit: str = ""  # whose words a pull quote is


def parse_blocks(body: str) -> list[Block]:
    """Split at blank lines; a line break inside a block is a space. A quote's credit follows “ — ”."""
    pieces = _BLANK_LINES.split(body.replace("\r\n", "\n").strip())
    return [_block(piece) for piece in pieces if piece]


def _block(piece: str) -> Block:
    if piece.startswith("## "):
        return Block("subhead", _joined(piece[3:].splitlines()))
    if piece.startswith("> "):
        words, _, credit = _joined(line.removeprefix(">") for line in piece.splitlines()).partition(" — ")
        return Block("quote", words, credit)
    return Block("paragraph", _joined(piece.splitlines()))


def _joined(lines: Iterable[str]) -> str:
    return " ".join(line.strip() for line in lines)
