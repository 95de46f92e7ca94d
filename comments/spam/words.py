"""Matching a site's word lists: whole words, after folding; `*` at an end stands for more letters."""

import re
from functools import lru_cache

from comments.spam import Candidate
from comments.text import folded


def first_match(words: str, candidate: Candidate) -> tuple[str, str] | None:
    """The first listed word that occurs, and the field it occurs in."""
    pattern = _pattern(words)
    if pattern is None:
        return None
    for field in ("text", "name", "email", "url", "address", "user_agent"):
        if found := pattern.search(folded(getattr(candidate, field))):
            return found.group(0), field
    return None


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str] | None:
    parts = [_part(word) for line in words.splitlines() if (word := folded(line)).strip("*")]
    return re.compile("|".join(parts)) if parts else None


def _part(word: str) -> str:
    """A word's edge counts only beside a letter: "c++" and "1.2.3." can be listed too."""
    # A star lifts the edge and matches nothing itself: letters of any number in front take quadratic time to look for.
    core = word.strip("*")
    start = r"(?<!\w)" if core[0].isalnum() and not word.startswith("*") else ""
    end = r"(?!\w)" if core[-1].isalnum() and not word.endswith("*") else ""
    return f"{start}{re.escape(core)}{end}"
