"""Matching a site's word lists: whole words, after folding; `*` at an end stands for more letters."""

import re
from dataclasses import dataclass
from functools import lru_cache

from comments.conf import TEXT_CEILING
from comments.spam import Candidate
from comments.text import folded

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class WordList:
    """Plain words are looked up; phrases, word parts and what holds other signs take a pattern."""

    words: frozenset[str]
    pattern: re.Pattern[str] | None

    def first_in(self, text: str) -> str | None:
        for word in _WORD.findall(text):
            if word in self.words:
                return str(word)
        found = self.pattern.search(text) if self.pattern else None
        return found.group(0) if found else None


def first_match(words: str, candidate: Candidate) -> tuple[str, str] | None:
    """A listed word that occurs, and the field it occurs in."""
    listed = _parsed(words)
    for field in ("text", "name", "email", "url", "address", "user_agent"):
        # Folding can make a text 18 times as long.
        if found := listed.first_in(folded(getattr(candidate, field))[:TEXT_CEILING]):
            return found, field
    return None


@lru_cache(maxsize=64)
def _parsed(words: str) -> WordList:
    entries = {word for line in words.splitlines() if (word := folded(line)).strip("*")}
    plain = frozenset(word for word in entries if _WORD.fullmatch(word))
    rest = sorted(entries - plain)
    return WordList(plain, re.compile("|".join(map(_part, rest))) if rest else None)


def _part(word: str) -> str:
    r"""A word's edge counts only beside a letter: "c++" and "1.2.3." can be listed too.

    `*` lifts the edge and matches nothing itself: \w* in front takes quadratic time on a long run of letters.
    """
    core = word.strip("*")
    start = r"(?<!\w)" if core[0].isalnum() and not word.startswith("*") else ""
    end = r"(?!\w)" if core[-1].isalnum() and not word.endswith("*") else ""
    return f"{start}{re.escape(core)}{end}"
