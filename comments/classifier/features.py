"""Numbers the features of a comment, each with the words or the trait behind it, and stores the numbers.

Features are words, how they begin and end, pairs of neighbours and of words further apart (orthogonal sparse bigrams:
Siefkes et al., PKDD 2004), first and last words, hosts, the kinds of appeals and their order, and traits of form. Their
numbers are hashes (Weinberger et al., ICML 2009), equal in every process, so that nothing need be known of a language.
"""

import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from comments.classifier.tokens import (
    LINK,
    MAIL,
    NUMBER,
    PlainText,
    host_of_link,
    plain_text,
    plain_text_windows,
    split_words,
    top_level_domain,
    words_and_hosts,
)
from comments.classifier.traits import appeal_of, traits

# Stored features, and filters made of them, are of no use to another version: raise it with every change of meaning.
FEATURE_VERSION = 1
BITS = 20
# Numbers below this are of traits, hosts and appeals: what means the same whatever a site is about.
GENERAL = 1 << 16
# So many words apart, two appeals still belong together.
APPEAL_REACH = 3

_SPECIAL = (1 << BITS) - GENERAL
_SHOWN_MARKS = {LINK: "link", MAIL: "mail", NUMBER: "number"}
_CHECKS = frozenset({"check", "chek", "checking", "chk"})

_LOW_BITS = 16
_BLOCKS = 1 << (BITS - _LOW_BITS)
_BLOCK_ENDS = struct.Struct(f"<{_BLOCKS}H")


class UnknownFeatures(ValueError):  # noqa: N818 - said of what was stored
    """Encoded by another FEATURE_VERSION, or not by this module at all."""


class _Word(NamedTuple):
    """`name` is how it is shown alone, `shown` how beside another; `numbers` are those of its own features."""

    text: str
    name: str
    shown: str
    seed: int
    numbers: tuple[int, ...]
    appeal: str | None


def features(text: str, *, name: str = "", url: str = "") -> dict[int, str]:
    """Return the features of a comment: number below 2 ** BITS -> words in quotes, or a key of TRAIT_NAMES.

    `text` is as it was typed, `name` and `url` are the author's. Of a long text only its beginning and its end count.
    """
    return _features(plain_text(text), name, url)


def features_of_windows(text: str, *, name: str = "", url: str = "") -> Iterator[dict[int, str]]:
    """Yield `features`, and then those of each window on what they leave out of a long text."""
    return (_features(window, name, url) for window in plain_text_windows(text))


def encode_comment(text: str, *, name: str = "", url: str = "") -> bytes:
    """Encode the features of a comment: enough to learn from and not to tell the text by."""
    return encode(features(text, name=name, url=url))


def encode(numbers: Iterable[int]) -> bytes:
    """Encode feature numbers, each once, in about 2 bytes a number.

    A version byte; for each of 16 blocks of 65,536 numbers, how many lie below its end; then the low 16 bits of each
    number in rising order. All integers are unsigned, of 16 bits, little-endian.
    """
    ordered = sorted(set(numbers))
    ends = [bisect_left(ordered, block << _LOW_BITS) for block in range(1, _BLOCKS + 1)]
    lows = array("H", [number & 0xFFFF for number in ordered])
    if sys.byteorder == "big":
        lows.byteswap()
    return bytes([FEATURE_VERSION]) + _BLOCK_ENDS.pack(*ends) + lows.tobytes()


def is_decodable(stored: bytes) -> bool:
    """Whether these are features of this FEATURE_VERSION, and complete."""
    if len(stored) < _BLOCK_ENDS.size + 1 or stored[0] != FEATURE_VERSION:
        return False
    ends = _BLOCK_ENDS.unpack_from(stored, 1)
    return list(ends) == sorted(ends) and len(stored) == 1 + _BLOCK_ENDS.size + 2 * ends[-1]


def decode(stored: bytes) -> list[int]:
    """Return what `encode` was given, in rising order. Raises UnknownFeatures."""
    if not is_decodable(stored):
        raise UnknownFeatures
    lows = array("H", stored[1 + _BLOCK_ENDS.size :])
    if sys.byteorder == "big":
        lows.byteswap()
    numbers: list[int] = []
    for block, (start, end) in enumerate(pairwise([0, *_BLOCK_ENDS.unpack_from(stored, 1)])):
        high = block << _LOW_BITS
        numbers += [high | low for low in lows[start:end].tolist()]
    return numbers


def _features(comment: PlainText, name: str, url: str) -> dict[int, str]:
    plain_words, hosts = words_and_hosts(comment)
    words = [_word(word) for word in plain_words]
    found = dict(_of_author(name, url))
    found.update(_of_appeals(words))
    found.update(_of_pairs(words))
    found.update(_of_ends(words))
    found.update(pair for host in hosts for pair in _of_host(host))
    found.update((number, word.name) for word in words for number in word.numbers)
    found.update((_of_trait(trait), trait) for trait in traits(comment, links=len(hosts), words=plain_words))
    return found


def _hash(value: str) -> int:
    return crc32(value.encode("utf-8", "surrogatepass"))


def _general(family: str, value: str) -> int:
    return _hash(f"{family}:{value}") % GENERAL


def _special(family: str, value: str) -> int:
    return GENERAL + _hash(f"{family}:{value}") % _SPECIAL


def _of_trait(trait: str) -> int:
    """How long comments are differs from site to site, other traits mean the same everywhere."""
    return _special("trait", trait) if trait == "long" else _general("trait", trait)


@lru_cache(maxsize=20_000)
def _word(word: str) -> _Word:
    mark = _SHOWN_MARKS.get(word)
    parts = [("word", word)]
    if len(word) > 4:
        parts += [("begins", word[:4]), ("ends", word[-3:])]
    numbers = tuple(_special(family, part) for family, part in parts)
    shown = f"[{mark}]" if mark else word
    return _Word(word, mark or f'"{word}"', shown, _hash(word), numbers, mark or appeal_of(word))


def _of_pairs(words: Sequence[_Word]) -> Iterator[tuple[int, str]]:
    for one, other in pairwise(words):
        yield _pair(one, other, 1), f'"{one.shown} {other.shown}"'
    for one, other in zip(words, words[2:], strict=False):
        yield _pair(one, other, 2), f'"{one.shown} … {other.shown}"'


def _pair(one: _Word, other: _Word, distance: int) -> int:
    """Both seeds mixed by odd multipliers (Knuth's 2654435761 among them), so that the order counts."""
    mixed = (one.seed * 2654435761 + other.seed * 2246822519 + distance * 3266489917) & 0xFFFFFFFF
    return GENERAL + (mixed >> 5) % _SPECIAL


def _of_ends(words: Sequence[_Word]) -> Iterator[tuple[int, str]]:
    if not words:
        return
    first, last = words[0], words[-1]
    yield _special("first", first.text), first.name
    yield _special("last", last.text), last.name
    if len(words) > 1:
        yield _special("first two", f"{first.text} {words[1].text}"), f'"{first.shown} {words[1].shown}"'


def _of_appeals(words: Sequence[_Word]) -> Iterator[tuple[int, str]]:
    appeals = [_appeal_at(index, words) for index in range(len(words))]
    for where, index in ("first", 0), ("last", -1):
        if words:
            yield _general(where, appeals[index] or ""), words[index].name
    made = [(index, appeal) for index, appeal in enumerate(appeals) if appeal]
    for order, (index, appeal) in enumerate(made, start=1):
        yield _general("kind", appeal), words[index].name
        for later, other in made[order : order + APPEAL_REACH]:
            if later - index <= APPEAL_REACH:
                yield _general("kinds", f"{appeal}>{other}"), f'"{words[index].shown} … {words[later].shown}"'


def _appeal_at(index: int, words: Sequence[_Word]) -> str | None:
    """To check something is nobody's appeal, to check it out is."""
    word = words[index]
    if word.text in _CHECKS and any(later.text == "out" for later in words[index + 1 : index + 3]):
        return "visit"
    return word.appeal


def _of_host(host: str) -> Iterator[tuple[int, str]]:
    yield _general("host", host), f'"{host}"'
    yield _general("top", top_level_domain(host)), f'"{host}"'


def _of_author(name: str, url: str) -> Iterator[tuple[int, str]]:
    """Of a name only the appeals in it: people's names are not to be told from stored features."""
    if url:
        host = host_of_link(url.casefold())
        yield _general("website", "any"), "website"
        yield from ((_general("website", part), f'"{host}"') for part in (host, top_level_domain(host)))
    for text in split_words(plain_text(name).undisguised) if name else ():
        word = _word(text)
        if word.appeal:
            yield _general("name", word.appeal), "name with digits" if text == NUMBER else word.name
