"""What a text is found by: its words, folded in one way for what is indexed and for what is looked for.

Case, accents, invisible characters, compatibility forms and marks laid over letters make no difference. A word in
disguise is found by what it reads as, too. Of scripts without spaces every two neighbouring characters are a word.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from comments.text.characters import SPACELESS, word
from comments.text.lookalikes import readings, unaccented
from comments.text.normalization import fold_line

# Raised with any change of what is returned here, so that what was indexed before is indexed again.
FORM = 1
# A longer word is found by its beginning.
LONGEST_WORD = 60
_PIECE = re.compile(f"([{SPACELESS}]+)|{word(without=SPACELESS)}")
_PREFIX_MARK = "*"
# A shorter beginning would be that of a large part of all words.
_SHORTEST_PREFIX = 3


class Phrase(NamedTuple):
    """Words that follow one another; of the last one only the beginning is given if `is_open`."""

    words: tuple[str, ...]
    is_open: bool = False


def lines_of(text: str) -> list[list[str]]:
    """Return the words of a text, and of each way to read it without disguise if there is one."""
    return [[found for piece in _pieces(line) for found in piece.words] for line in _lines(text)]


def phrases_of(text: str) -> list[list[Phrase]]:
    """Return what each reading of a typed text asks for: a phrase for all that has no space in it, such as "e-mail".

    A word that ends with * stands for all that begin with it.
    """
    return [[phrase for part in line.split() if (phrase := _phrase(part))] for line in _lines(text)]


def exact_phrases_of(text: str) -> list[Phrase]:
    """Return each reading of a typed text as one phrase; none if there is no word in it."""
    return [phrase for line in _lines(text) if (phrase := _phrase(line))]


class _Piece(NamedTuple):
    words: tuple[str, ...]
    is_spaceless: bool


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(unaccented(fold_line(reading)) for reading in readings(text)))


def _pieces(line: str) -> Iterator[_Piece]:
    """The last character of a script without spaces is a word as well, so that it is found too."""
    for found in _PIECE.finditer(line):
        run = found[1]
        words = [run[index : index + 2] for index in range(len(run))] if run else [found[0][:LONGEST_WORD]]
        yield _Piece(tuple(words), bool(run))


def _phrase(line: str) -> Phrase | None:
    pieces = list(_pieces(line))
    if not pieces:
        return None
    words = tuple(found for piece in pieces for found in piece.words)
    if pieces[-1].is_spaceless:
        # More may follow where it was written, so that its last character is the first of two.
        is_single = len(pieces[-1].words) == 1
        return Phrase(words, is_open=True) if is_single else Phrase(words[:-1])
    return Phrase(words, is_open=line.endswith(_PREFIX_MARK) and len(words[-1]) >= _SHORTEST_PREFIX)
