"""What the filter sees of a comment: numbered features, each with the words or the trait behind it.

Words, how they begin and end, pairs of neighbours and of words further apart (orthogonal sparse bigrams: Siefkes et
al., PKDD 2004), first and last words, hosts, the kinds of appeals and their order, and traits of form. Hashing numbers
them (Weinberger et al., ICML 2009), the same in every process, so that nothing need be known of a language before.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from comments.classifier.appeals import kind_of
from comments.classifier.plain import Plain, plain, plain_parts
from comments.classifier.traits import traits
from comments.classifier.words import LINK, MAIL, NUMBER, host_of, top_of, words_and_hosts, words_of

# Stored features, and filters made of them, are of no use to another version: raise it with every change of meaning.
FEATURE_VERSION = 1
BITS = 20
# Numbers below this are of traits, hosts and kinds of appeals: what is the same whatever a site is about.
GENERAL = 1 << 16
# How far apart two appeals still belong together.
REACH = 3

_REST = (1 << BITS) - GENERAL
_MARKS = {LINK: "link", MAIL: "mail", NUMBER: "number"}
_CHECKS = frozenset({"check", "chek", "checking", "chk"})


class _Word(NamedTuple):
    """`name` stands alone and `shown` in company; `numbers` are those of its own features."""

    text: str
    name: str
    shown: str
    seed: int
    numbers: tuple[int, ...]
    kind: str | None


def features(text: str, *, name: str = "", url: str = "") -> dict[int, str]:
    """Numbers below 2 ** BITS, each with its name: words in quotes, or a key of traits.NAMES."""
    return _features(plain(text), name, url)


def features_of_parts(text: str, *, name: str = "", url: str = "") -> Iterator[dict[int, str]]:
    """`features`, and then those of each window on what of a long text these leave out."""
    return (_features(part, name, url) for part in plain_parts(text))


def _features(comment: Plain, name: str, url: str) -> dict[int, str]:
    plain_words, hosts = words_and_hosts(comment)
    words = [_word(word) for word in plain_words]
    found = dict(_of_author(name, url))
    found.update(_of_kinds(words))
    found.update(_of_pairs(words))
    found.update(_of_ends(words))
    found.update(pair for host in hosts for pair in _of_host(host))
    found.update((number, word.name) for word in words for number in word.numbers)
    found.update((_trait(trait), trait) for trait in traits(comment, links=len(hosts), words=plain_words))
    return found


def _hash(value: str) -> int:
    return crc32(value.encode("utf-8", "surrogatepass"))


def _general(family: str, value: str) -> int:
    return _hash(f"{family}:{value}") % GENERAL


def _special(family: str, value: str) -> int:
    return GENERAL + _hash(f"{family}:{value}") % _REST


def _trait(trait: str) -> int:
    """How long comments are differs from site to site, other traits mean the same everywhere."""
    return _special("trait", trait) if trait == "long" else _general("trait", trait)


@lru_cache(maxsize=20_000)
def _word(word: str) -> _Word:
    mark = _MARKS.get(word)
    parts = [("word", word)]
    if len(word) > 4:
        parts += [("begins", word[:4]), ("ends", word[-3:])]
    numbers = tuple(_special(family, part) for family, part in parts)
    shown = f"[{mark}]" if mark else word
    return _Word(word, mark or f'"{word}"', shown, _hash(word), numbers, mark or kind_of(word))


def _of_pairs(words: Sequence[_Word]) -> Iterator[tuple[int, str]]:
    for one, other in pairwise(words):
        yield _pair(one, other, 1), f'"{one.shown} {other.shown}"'
    for one, other in zip(words, words[2:], strict=False):
        yield _pair(one, other, 2), f'"{one.shown} … {other.shown}"'


def _pair(one: _Word, other: _Word, distance: int) -> int:
    """Both seeds mixed by odd multipliers (Knuth's 2654435761 among them), so that the order counts."""
    mixed = (one.seed * 2654435761 + other.seed * 2246822519 + distance * 3266489917) & 0xFFFFFFFF
    return GENERAL + (mixed >> 5) % _REST


def _of_ends(words: Sequence[_Word]) -> Iterator[tuple[int, str]]:
    if not words:
        return
    first, last = words[0], words[-1]
    yield _special("first", first.text), first.name
    yield _special("last", last.text), last.name
    if len(words) > 1:
        yield _special("first two", f"{first.text} {words[1].text}"), f'"{first.shown} {words[1].shown}"'


def _of_kinds(words: Sequence[_Word]) -> Iterator[tuple[int, str]]:
    kinds = [_kind(place, words) for place in range(len(words))]
    for where, place in ("first", 0), ("last", -1):
        if words:
            yield _general(where, kinds[place] or ""), words[place].name
    listed = [(place, kind) for place, kind in enumerate(kinds) if kind]
    for order, (place, kind) in enumerate(listed, start=1):
        yield _general("kind", kind), words[place].name
        for there, other in listed[order : order + REACH]:
            if there - place <= REACH:
                yield _general("kinds", f"{kind}>{other}"), f'"{words[place].shown} … {words[there].shown}"'


def _kind(place: int, words: Sequence[_Word]) -> str | None:
    """To check something is nobody's appeal, to check it out is."""
    word = words[place]
    if word.text in _CHECKS and any(later.text == "out" for later in words[place + 1 : place + 3]):
        return "visit"
    return word.kind


def _of_host(host: str) -> Iterator[tuple[int, str]]:
    yield _general("host", host), f'"{host}"'
    yield _general("top", top_of(host)), f'"{host}"'


def _of_author(name: str, url: str) -> Iterator[tuple[int, str]]:
    """Of a name only what kinds its words are of: people's names are not to be told from stored features."""
    if url:
        host = host_of(url.casefold())
        yield _general("website", "any"), "website"
        yield from ((_general("website", part), f'"{host}"') for part in (host, top_of(host)))
    for text in words_of(plain(name).read) if name else ():
        word = _word(text)
        if word.kind:
            yield _general("name", word.kind), "name with digits" if text == NUMBER else word.name
