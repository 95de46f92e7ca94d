"""What an author typed, as a moderator reads it: escaped, with what deserves a second look marked.

Marked are words that a check matched; of web addresses the host that they lead to is bold; letters of another
alphabet among Latin ones are underlined and named; what nobody sees, or turns the text around, is written out.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby, islice
from urllib.parse import urlsplit

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.errors import Message
from comments.models import Finding
from comments.text import characters, unseen, word_list
from comments.text.foreign_letters import ForeignLetter, find_foreign
from comments.text.markup import direction, links
from comments.text.word_list.matching import WordMatcher

WHOLE = 1_200  # characters; of a longer text the rest is folded
_SCRIPTS: dict[str, Message] = {
    "CYRILLIC": gettext_lazy("Cyrillic"),
    "GREEK": gettext_lazy("Greek"),
    "LATIN": gettext_lazy("Latin"),
    "ARMENIAN": gettext_lazy("Armenian"),
    "CHEROKEE": gettext_lazy("Cherokee"),
}
_LISTED = ("moderation-words", "disallowed-words")
_QUOTED = re.compile("“(.+)”")
_WORD = re.compile(characters.word())
_MOST_WORDS = 1_000
_MOST_NAMED = 8  # kinds of unseen characters in a sentence
# What a character is, as bits.
_MATCHED, _HOST, _FOREIGN, _UNSEEN = 1, 2, 4, 8


@dataclass(frozen=True)
class MarkedText:
    """Typed text as safe HTML; `rest` is what is folded."""

    shown: SafeString
    rest: SafeString
    foreign: Sequence[ForeignLetter] = ()
    unseen: Sequence[str] = ()

    @classmethod
    def read(cls, text: str, entries: Sequence[str] = (), *, most: int = WHOLE, max_lines: int = 0) -> "MarkedText":
        """At most so many characters, and lines if that is said, are shown."""
        letters = list(find_foreign(text))
        foreign = {letter.place: letter.script for letter in letters}
        hidden = {place: text[place] for place in unseen.find_unseen(text)}
        kinds, marks = _kinds(text, entries, foreign, hidden), foreign | hidden
        lines = re.match(rf"(?:.*\n){{{max_lines}}}", text) if max_lines else None
        end = len(characters.cut(text, min(most, lines.end() - 1) if lines else most))
        shown, rest = _html(text, kinds, marks, 0, end), _html(text, kinds, marks, end, len(text))
        return cls(shown, rest, letters, list(dict.fromkeys(hidden.values())))


def matched_entries(findings: Iterable[Finding]) -> list[str]:
    """The entries of word lists that the checks found, as their reasons quote them."""
    quoted = (_QUOTED.search(finding.reason) for finding in findings if finding.code in _LISTED)
    return [found[1] for found in quoted if found]


def sentences_on(foreign: Iterable[ForeignLetter]) -> list[str]:
    """One for each alphabet, with its letters."""
    letters: dict[str, dict[str, None]] = defaultdict(dict)
    for found in foreign:
        letters[found.script][found.letter] = None
    return [
        _("Letters that are %(script)s: %(letters)s") % {"script": _name(script), "letters": " ".join(found)}
        for script, found in letters.items()
    ]


def sentences_on_unseen(chars: Iterable[str]) -> list[str]:
    """One for those that turn the text around, and one for the others."""
    found = list(dict.fromkeys(chars))
    turning, others = [one for one in found if unseen.turns(one)], [one for one in found if not unseen.turns(one)]
    said = (
        (_("Characters that turn the text around: %(names)s"), turning),
        (_("Invisible characters: %(names)s"), others),
    )
    return [sentence % {"names": _listed(found)} for sentence, found in said if found]


def _listed(chars: Sequence[str]) -> str:
    names = ", ".join(unseen.name_of(char) for char in islice(chars, _MOST_NAMED))
    return f"{names}, …" if len(chars) > _MOST_NAMED else names


def _kinds(text: str, entries: Sequence[str], foreign: Iterable[int], hidden: Iterable[int]) -> bytearray:
    kinds = bytearray(len(text))
    spans = [(_MATCHED, start, end) for start, end in _matches(text, entries)]
    spans += [(_HOST, start, end) for start, end in _hosts(text)]
    spans += [(_FOREIGN, index, index + 1) for index in foreign]
    spans += [(_UNSEEN, index, index + 1) for index in hidden]
    for kind, start, end in spans:
        for index in range(start, end):
            kinds[index] |= kind
    return kinds


def _html(text: str, kinds: bytearray, marks: Mapping[int, str], start: int, end: int) -> SafeString:
    """Characters alike are one piece, so that the work grows with the text alone.

    `marks` are the scripts of foreign letters, and the unseen characters.
    """
    html = ""
    for is_matched, indexes in groupby(range(start, end), key=lambda index: kinds[index] & _MATCHED):
        alike = groupby(indexes, key=lambda index: (kinds[index] & ~_MATCHED, marks.get(index, "")))
        pieces = "".join(_piece(text, kind, mark, [*found]) for (kind, mark), found in alike)
        html += f"<mark>{pieces}</mark>" if is_matched else pieces
    return SafeString(html)


def _piece(text: str, kind: int, mark: str, indexes: Sequence[int]) -> str:
    typed = text[indexes[0] : indexes[-1] + 1]
    html = escape(typed) if kind else direction.isolate_mentions(escape(typed))
    if kind & _UNSEEN:
        html = unseen.badge(mark, len(indexes))
    elif kind & _FOREIGN:
        html = f'<u class="foreign" title="{escape(str(_name(mark)))}">{html}</u>'
    return f"<b>{html}</b>" if kind & _HOST else html


def _hosts(text: str) -> Iterable[tuple[int, int]]:
    """Where the host of each web address stands, as a browser reads the address."""
    for address in links.find_addresses(text):
        written = text[address.start : address.end]
        try:
            host = urlsplit(address.target).netloc.rpartition("@")[2]
        except ValueError:
            continue
        at = written.find(host) if host else -1
        if at >= 0:
            yield address.start + at, address.start + at + len(host)


def _matches(text: str, entries: Sequence[str]) -> Iterable[tuple[int, int]]:
    if not entries:
        return
    matcher = _matcher(tuple(entries))
    words = [found.span() for found in _WORD.finditer(text)][:_MOST_WORDS]
    lengths = {len(_WORD.findall(entry)) or 1 for entry in entries}
    for length in sorted(lengths):
        for first in range(len(words) - length + 1):
            start, end = words[first][0], words[first + length - 1][1]
            if matcher.find_first(text[start:end]):
                yield start, end


@lru_cache(maxsize=64)
def _matcher(entries: tuple[str, ...]) -> WordMatcher:
    return word_list.compile_list("\n".join(entries))


def _name(script: str) -> Message:
    return _SCRIPTS.get(script) or script.capitalize()
