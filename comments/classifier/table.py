"""What each known feature weighs and how common it is: two bytes each, in one flat table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import log2, sqrt
from typing import NamedTuple

from comments.classifier.corpus import mass
from comments.classifier.features import BITS, GENERAL

SIZE = 1 << BITS

_ZERO = 128
_STEPS = 127
_COUNTS_PER_DOUBLING = 8


class Known(NamedTuple):
    """A feature, its weight, and how many examples have it."""

    number: int
    weight: float
    seen: int


@dataclass(frozen=True)
class Table:
    """A code of `counts` is 0 for what is not known; `largest` is the weight of the highest code."""

    among: int
    largest: float
    weights: bytes
    counts: bytes

    @cached_property
    def _weight_of(self) -> list[float]:
        """Square steps: a light feature is kept as exactly as a heavy one."""
        signed = [(code - _ZERO) / _STEPS for code in range(256)]
        return [share * abs(share) * self.largest for share in signed]

    @cached_property
    def _masses(self) -> tuple[list[float], list[float]]:
        """By code of count: of general features, and of the others."""
        counts = [2.0 ** ((code - 1) / _COUNTS_PER_DOUBLING) for code in range(256)]
        general, special = ([mass(one, count=count, among=self.among) for count in counts] for one in (0, GENERAL))
        return general, special

    def known(self, numbers: Iterable[int]) -> Iterator[tuple[int, float, float]]:
        """Number, weight and mass of those features that anything is known of."""
        weights, counts, weight_of = self.weights, self.counts, self._weight_of
        general, special = self._masses
        for number in numbers:
            if code := counts[number]:
                yield number, weight_of[weights[number]], (general if number < GENERAL else special)[code]


def table(known: Iterable[Known], *, among: int) -> Table:
    kept = list(known)
    largest = max((abs(feature.weight) for feature in kept), default=0.0) or 1.0
    weights, counts = bytearray([_ZERO]) * SIZE, bytearray(SIZE)
    for number, weight, seen in kept:
        step = round(_STEPS * sqrt(abs(weight) / largest))
        weights[number] = _ZERO + (step if weight > 0 else -step)
        counts[number] = 1 + min(254, round(_COUNTS_PER_DOUBLING * log2(seen)))
    return Table(among, largest, bytes(weights), bytes(counts))
