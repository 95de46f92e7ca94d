"""Matching a site's word lists: whole words, after folding; `*` at an end stands for more letters."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from comments.conf import TEXT_CEILING
from comments.spam import Candidate
from comments.text import folded

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class WordList:
    """Looked up word by word of the text, so that a long list costs what a short one does.

    `phrases` are by their first word, each with whether a word must end behind it; `parts` may stand inside words.
    """

    words: frozenset[str]
    prefixes: frozenset[str]
    lengths: tuple[int, ...]
    phrases: dict[str, list[tuple[str, bool]]]
    parts: re.Pattern[str] | None

    def first_in(self, text: str) -> str | None:
        for found in _WORD.finditer(text):
            if match := self._at(text, found):
                return match
        inside = self.parts.search(text) if self.parts else None
        return inside.group(0) if inside else None

    def _at(self, text: str, found: re.Match[str]) -> str | None:
        word = found.group(0)
        if word in self.words or any(word[:length] in self.prefixes for length in self.lengths):
            return word
        for phrase, ends in self.phrases.get(word, ()):
            goes_on = ends and _WORD.match(text, found.start() + len(phrase))
            if text.startswith(phrase, found.start()) and not goes_on:
                return phrase
        return None


def first_match(words: str, candidate: Candidate) -> tuple[str, str] | None:
    """A listed word that occurs, and the field it occurs in."""
    listed = _parsed(words)
    for field in ("text", "name", "email", "url", "address", "user_agent"):
        # Folding can make a text 18 times as long.
        if found := listed.first_in(folded(getattr(candidate, field))[:TEXT_CEILING]):
            return found, field
    return None


@lru_cache(maxsize=64)
def _parsed(listed: str) -> WordList:
    entries = {word for line in listed.splitlines() if (word := folded(line)).strip("*")}
    words = frozenset(word for word in entries if _WORD.fullmatch(word))
    prefixes = frozenset(word[:-1] for word in entries if word.endswith("*") and _WORD.fullmatch(word[:-1]))
    phrases: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    parts = []
    for entry in sorted(entries - words - {f"{prefix}*" for prefix in prefixes}):
        core = entry.strip("*")
        first = _WORD.match(core)
        if first and not entry.startswith("*"):
            phrases[first.group(0)].append((core, core[-1].isalnum() and not entry.endswith("*")))
        else:
            parts.append(entry)
    lengths = tuple(sorted({len(prefix) for prefix in prefixes}))
    return WordList(words, prefixes, lengths, dict(phrases), _any_of(parts))


def _any_of(parts: Iterable[str]) -> re.Pattern[str] | None:
    """Word parts, and what does not begin with a letter: "*word", "*word*", "$$$"."""
    patterns = [re.escape(part.strip("*")) + (r"(?!\w)" if part[-1].isalnum() else "") for part in parts]
    return re.compile("|".join(patterns)) if patterns else None
