"""Finds letters of another alphabet in a word or a name, which readers take for letters of their own."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from comments.text import lookalikes
from comments.text.characters import word

_WORD = re.compile(word())


class ForeignLetter(NamedTuple):
    """Where it stands, the letter, and its script as Unicode's names begin: CYRILLIC."""

    place: int
    letter: str
    script: str


def find_foreign(text: str) -> Iterator[ForeignLetter]:
    """Yield the letters that do not belong where they stand, in their order.

    Those are the fewer ones in a word of Latin letters and others that pass for them, and in Latin company all of a
    longer word of nothing but look-alikes.
    """
    if text.isascii():
        return
    among_latin = lookalikes.is_mostly_latin(text)
    for found in _WORD.finditer(text):
        if not found[0].isascii():
            for index in _foreign_in(found[0], among_latin=among_latin):
                letter = found[0][index]
                yield ForeignLetter(found.start() + index, letter, script_of(letter))


def script_of(letter: str) -> str:
    """The first word of a letter's name in Unicode: LATIN, CYRILLIC, FULLWIDTH; "" for one without a name."""
    return unicodedata.name(letter, "").partition(" ")[0]


def _foreign_in(one: str, *, among_latin: bool) -> list[int]:
    latin = [index for index, char in enumerate(one) if lookalikes.is_latin(char)]
    others = [index for index, char in enumerate(one) if lookalikes.passes_for_latin(char)]
    if not latin:
        return others if among_latin and len(one) > 1 and lookalikes.is_all_alike(one) else []
    letters = sum(map(str.isalpha, one))
    return latin if others and len(latin) < letters - len(latin) else others
