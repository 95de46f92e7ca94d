"""Finds characters that readers do not see where nothing needs them, and those that turn the text around."""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from unicodedata import bidirectional, name

import regex

from comments.text.characters import INVISIBLE, SOUTH_EAST_ASIAN

# Letters that join to their neighbours, and what kills the vowel of one: Arabic, Devanagari, Mongolian and others.
_JOINING = r"[\p{jt=D}\p{jt=R}\p{jt=L}\p{ccc=9}\p{InCB=Consonant}]"
_RIGHT_TO_LEFT = r"[\p{bc=R}\p{bc=AL}]"
_MARKS_OF_DIRECTION = "[\u200e\u200f\u061c]"
# Where people need what is invisible, because their letters or emoji would look otherwise.
_NEEDED = "|".join((
    "\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f",  # the flags of England, Scotland and Wales
    "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\ufe0f])\u200d(?=\\p{Extended_Pictographic})",
    "(?<=\\p{Emoji})[\ufe0e\ufe0f]",
    "(?<=\\p{Han})[\ufe00-\ufe0f\U000e0100-\U000e01ef]",
    "(?<=\\p{Mongolian})[\u180b-\u180f]",
    f"(?<={_JOINING}\\p{{Mn}}?)[\u200c\u200d]",
    f"[\u200c\u200d](?={_JOINING})",
    f"(?<=[{SOUTH_EAST_ASIAN}])\u200b(?=[{SOUTH_EAST_ASIAN}])",
    f"(?<={_RIGHT_TO_LEFT}\\W{{0,2}}){_MARKS_OF_DIRECTION}",
    f"{_MARKS_OF_DIRECTION}(?=\\W{{0,2}}{_RIGHT_TO_LEFT})",
    r"\p{PCM}",  # signs around numbers, which are seen
))  # fmt: skip
_UNSEEN = regex.compile(f"{_NEEDED}|([{INVISIBLE}])")
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def find_unseen(text: str) -> Iterator[int]:
    """Yield where those characters stand, in their order."""
    if not text.isascii():
        yield from (found.start() for found in _UNSEEN.finditer(text) if found[1])


def turns(char: str) -> bool:
    """Whether this character turns those behind it around, whatever they are."""
    return bidirectional(char) in _TURNING


def name_of(char: str) -> str:
    """As Unicode writes and names it: “U+200B ZERO WIDTH SPACE”."""
    return f"{_code(char)} {name(char, '')}".strip()


def badge(char: str, times: int = 1) -> str:
    """Return HTML that shows what the character is, and holds it so that it turns nothing outside.

    Styles write what `data-code` says before the character, so that a copy of the text is what was typed.
    """
    code = _code(char) if times == 1 else f"{_code(char)} ×{times}"
    return f'<bdi class="unseen" title="{escape(name_of(char))}" data-code="{code}">{char * times}</bdi>'


def marked(text: str) -> str:
    """Escape typed text, with a badge for each unseen character."""
    unseen = set(find_unseen(text))
    if not unseen:
        return escape(text)
    pieces = groupby(range(len(text)), key=lambda index: text[index] if index in unseen else "")
    html = ""
    for char, indexes in pieces:
        places = [*indexes]
        html += badge(char, len(places)) if char else escape(text[places[0] : places[-1] + 1])
    return html


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"
