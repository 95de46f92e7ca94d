"""The examples as the filter learns them: each once, in one order whatever order they came in.

Features are weighed by how rare they are (inverse document frequency, Spärck Jones 1972) and each example to length 1.
"""

import hashlib
import math
from array import array
from collections.abc import Iterable, MutableSequence, Sequence
from dataclasses import dataclass

from comments.classifier.features import BITS, GENERAL
from comments.classifier.packing import is_known, unpacked

# What is the same on every site is believed more than what this one's comments happen to be about.
GENERAL_MASS = 2.0

Numbers = Sequence[int]


@dataclass(frozen=True)
class Example:
    """A judged comment; `features` is what `pack` made of it."""

    is_spam: bool
    features: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One example: places of the features that others have too, and the numbers of those that only this one has.

    `sign` is 1 for spam and -1 for real comments. `scale` makes the whole of length 1, `lone_length` is the lone
    features' part of it, squared.
    """

    sign: float
    shared: Numbers
    lone: Numbers
    scale: float
    lone_length: float


@dataclass(frozen=True)
class Corpus:
    """`numbers`, `counts` and `masses` (squared rarity) belong to the places of shared features.

    The commonest features have the first places, so that what is often used lies together.
    """

    rows: tuple[Row, ...]
    numbers: tuple[int, ...]
    counts: tuple[int, ...]
    masses: Sequence[float]


def mass(number: int, *, count: float, among: int) -> float:
    """Squared rarity of a feature that `count` examples `among` so many have."""
    rarity = math.log(1 + among / count)
    return rarity * rarity * (GENERAL_MASS if number < GENERAL else 1.0)


def corpus(examples: Iterable[Example]) -> Corpus:
    """What was packed by another version teaches nothing."""
    ordered = _ordered(example for example in examples if is_known(example.features))
    read = [(1.0 if example.is_spam else -1.0, array("I", unpacked(example.features))) for example in ordered]
    counts = array("I", bytes(4 << BITS))
    common = _counted(read, counts)
    places = array("i", [-1]) * len(counts)
    for place, number in enumerate(common):
        places[number] = place
    masses = array("d", (mass(number, count=counts[number], among=len(read)) for number in common))
    rows = tuple(_row(sign, numbers, places, masses, among=len(read)) for sign, numbers in read)
    return Corpus(rows, tuple(common), tuple(counts[number] for number in common), masses)


def _ordered(examples: Iterable[Example]) -> list[Example]:
    """Each once, since the same words again teach nothing new; by digest, which is as good as shuffled."""
    return sorted(set(examples), key=lambda one: (hashlib.sha256(one.features).digest(), one.is_spam))


def _counted(read: Iterable[tuple[float, Numbers]], counts: MutableSequence[int]) -> list[int]:
    """The numbers that occur more than once, the commonest first."""
    common = []
    for _, numbers in read:
        for number in numbers:
            counts[number] += 1
            if counts[number] == 2:
                common.append(number)
    return sorted(common, key=lambda number: (-counts[number], number))


def _row(sign: float, numbers: Numbers, places: Numbers, masses: Sequence[float], *, among: int) -> Row:
    found = [places[number] for number in numbers]
    shared = array("I", sorted(place for place in found if place >= 0))
    lone = array("I", (number for number, place in zip(numbers, found, strict=True) if place < 0))
    lone_mass = math.fsum(mass(number, count=1, among=among) for number in lone)
    whole = math.fsum(map(masses.__getitem__, shared)) + lone_mass or 1.0
    return Row(sign, shared, lone, 1 / math.sqrt(whole), lone_mass / whole)
