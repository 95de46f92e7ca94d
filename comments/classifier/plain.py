"""What a comment says once markup, entities and invisible characters are gone, and what was hidden in it."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from comments.text.characters import INVISIBLE, LETTER
from comments.text.lookalikes import readings
from comments.text.markup import lexer, links

# A longer text is judged by its beginning and its end, where advertising stands, and then by what lies between.
HEAD = 1_500
TAIL = 500
# Windows on the middle overlap, so that an advertisement that lies across a border is not cut in two.
STEP = 240
OVERLAP = 80
MOST_WINDOWS = 75

_TARGETS = 20
_LONGEST_TARGET = 300
# Anchors that software makes of times, mentions, hashtags and addresses say nothing that their words do not.
_BY_SOFTWARE = re.compile(r"\s*(?:\d+(?::\d+)+|[#@+].*)\s*\Z", re.S)
# Between Latin letters these change nothing that is seen, while joiners shape other scripts and emoji. Soft hyphens and
# byte order marks come along unseen with what honest people paste.
_HIDDEN = re.compile(f"(?<=[A-Za-z])(?:(?![\u00ad\ufeff])[{INVISIBLE}])+(?=[A-Za-z])")
_STYLED = re.compile("[\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f130-\U0001f189]")
_SPACED = re.compile(rf"(?<!\w)(?:{LETTER} ){{3,40}}{LETTER}(?!\w)")


@dataclass(frozen=True)
class Plain:
    """`seen` keeps case and line breaks; `read` is casefolded, with disguised words as they are meant to be read."""

    seen: str
    read: str
    targets: tuple[str, ...]
    has_hidden: bool
    is_styled: bool


@dataclass(frozen=True)
class _Bare:
    """A text without tags and entities, and the places in it from which anchors lead elsewhere than they say."""

    text: str
    targets: tuple[tuple[int, str], ...]

    def targets_in(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(target for place, target in self.targets if start <= place < end)[:_TARGETS]


def plain(text: str) -> Plain:
    return _beginning_and_end(_bare(text))


def plain_parts(text: str) -> Iterator[Plain]:
    """What `plain` gives, and then for a long text windows on all that this leaves out."""
    bare = _bare(text)
    yield _beginning_and_end(bare)
    end = len(bare.text) - TAIL
    step = max(STEP, math.ceil((end - HEAD) / MOST_WINDOWS))
    for start in range(HEAD - OVERLAP, end - OVERLAP, step):
        past = start + step + OVERLAP
        yield _plain(bare.text[start:past], bare.targets_in(start, past))


def _bare(text: str) -> _Bare:
    words, targets, length = [], [], 0
    pieces = list(lexer.read(text))
    for piece, following in zip_longest(pieces, pieces[1:], fillvalue=""):
        if target := _target(piece, following):
            targets.append((length, target))
        words.append(lexer.spoken(piece))
        length += len(words[-1])
    return _Bare("".join(words), tuple(targets))


def _target(piece: lexer.Piece, following: lexer.Piece) -> str:
    """Where an anchor leads whose words do not say so themselves."""
    target = piece.target[:_LONGEST_TARGET] if isinstance(piece, lexer.Tag) else ""
    return "" if target and _is_by_software(lexer.spoken(following)) else target


def _is_by_software(words: str) -> bool:
    first = next(links.find(words), None)
    return _BY_SOFTWARE.match(words) is not None or (first is not None and not words[: first.start].strip())


def _beginning_and_end(bare: _Bare) -> Plain:
    text = bare.text if len(bare.text) <= HEAD + TAIL else f"{bare.text[:HEAD]} {bare.text[-TAIL:]}"
    return _plain(text, bare.targets_in(0, len(bare.text) + 1))


def _plain(text: str, targets: tuple[str, ...]) -> Plain:
    seen, *others = readings(text)
    read = _SPACED.sub(_joined, others[0] if others else seen)
    return Plain(
        seen=seen.strip(),
        read=read.strip().casefold(),
        targets=targets,
        has_hidden=_HIDDEN.search(text) is not None,
        is_styled=_STYLED.search(text) is not None,
    )


def _joined(letters: re.Match[str]) -> str:
    return letters[0].replace(" ", "")
