"""The learned filter: trained from judged comments, judges a comment and says why, and is stored as one blob."""

import math
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from comments.classifier.features import BITS, FEATURE_VERSION, GENERAL, features_of_windows, is_decodable
from comments.classifier.svm import (
    Example,
    LinearSVM,
    TrainingSet,
    cross_validated_margins,
    fit,
    margin,
    squared_idf,
    training_set,
)
from comments.classifier.thresholds import PlattCurve, Thresholds, fit_curve, measure_thresholds
from comments.classifier.traits import TRAIT_NAMES

# A filter that has seen fewer of spam or of real comments abstains.
LEAST_OF_EACH = 50
REASONS = 5
# More features than that would change no judgement that matters, and make a blob of more than half a megabyte.
MOST_FEATURES = 150_000

# Of each of the two byte strings of a weight table: a byte for every number that a feature may have.
_TABLE_SIZE = 1 << BITS

# The weight byte of weight 0; heavier ones lie above it and negative ones below.
_ZERO = 128
_STEPS = 127
_COUNT_CODES_PER_DOUBLING = 8

# Raised when a blob would be read otherwise than it was meant.
_FORMAT = 1
_START = b"learned filter " + bytes([_FORMAT, FEATURE_VERSION])
_COUNTS = struct.Struct("<IIII?")
_NUMBERS = struct.Struct("<5d")


class KnownFeature(NamedTuple):
    """The number of a feature, its weight, and how many examples have it."""

    number: int
    weight: float
    examples: int


@dataclass(frozen=True)
class WeightTable:
    """By feature number, a byte for its weight and a byte for how many of the `examples` have it.

    A count byte is 0 for a feature that is not known; `largest` is the weight of the highest weight byte.
    """

    examples: int
    largest: float
    weights: bytes
    counts: bytes

    def known(self, numbers: Iterable[int]) -> Iterator[tuple[int, float, float]]:
        """Yield number, weight and squared idf of those features that anything is known of."""
        weights, counts, weight_of = self.weights, self.counts, self._weight_of
        general, special = self._squared_idf_of
        for number in numbers:
            if code := counts[number]:
                yield number, weight_of[weights[number]], (general if number < GENERAL else special)[code]

    @cached_property
    def _weight_of(self) -> list[float]:
        """Square steps: a light feature is kept as exactly as a heavy one."""
        signed = [(code - _ZERO) / _STEPS for code in range(256)]
        return [share * abs(share) * self.largest for share in signed]

    @cached_property
    def _squared_idf_of(self) -> tuple[list[float], list[float]]:
        """By code of count: of general features, and of the others."""
        counts = [2.0 ** ((code - 1) / _COUNT_CODES_PER_DOUBLING) for code in range(256)]
        general, special = (
            [squared_idf(number, count=count, examples=self.examples) for count in counts] for number in (0, GENERAL)
        )
        return general, special


class UnknownBlob(ValueError):  # noqa: N818 - said of what was stored
    """A stored filter of another version, or a damaged one: the filter is to be built anew."""


@dataclass(frozen=True)
class Score:
    """The probability of spam, and what weighed most for the more likely side, the weightiest first."""

    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Filter:
    """A trained filter; it never changes. `spam_seen` and `ham_seen` count the examples, repeated ones too."""

    spam_seen: int
    ham_seen: int
    thresholds: Thresholds
    curve: PlattCurve
    table: WeightTable

    @property
    def abstains(self) -> bool:
        """Whether it has seen too few of spam or of real comments (LEAST_OF_EACH) to be listened to."""
        return min(self.spam_seen, self.ham_seen) < LEAST_OF_EACH

    def judge(self, text: str, *, name: str = "", url: str = "") -> Score:
        """Score a comment as it was typed, with its author's name and website; a long one by its worst part."""
        whole, *windows = features_of_windows(text, name=name, url=url)
        best, found = self._margin(whole), whole
        for window in windows:
            # The more looks, the likelier one of them goes wrong.
            if (further := self._margin(window) - self.curve.handicap(1 + len(windows))) > best:
                best, found = further, window
        probability = self.curve.probability(best)
        side = 1.0 if probability >= 0.5 else -1.0
        known = self.table.known(found)
        return Score(probability, _reasons(found, ((number, side * weight) for number, weight, _ in known)))

    def to_bytes(self) -> bytes:
        """Return the blob that `from_bytes` reads: version bytes, then compressed counts, thresholds and weights."""
        limits = self.thresholds
        counts = (self.spam_seen, self.ham_seen, self.table.examples, limits.measured_on, limits.holds_in_budget)
        numbers = (limits.hold, limits.spam, *astuple(self.curve), self.table.largest)
        body = [
            _COUNTS.pack(*counts),
            _NUMBERS.pack(*(math.nan if number is None else number for number in numbers)),
            self.table.weights,
            self.table.counts,
        ]
        return _START + zlib.compress(b"".join(body), 6)

    @classmethod
    def from_bytes(cls, blob: bytes) -> "Filter":
        """Read a stored filter. Raises UnknownBlob."""
        body = _decompress(blob)
        spam_seen, ham_seen, examples, measured_on, holds_in_budget = _COUNTS.unpack_from(body)
        hold, spam, slope, offset, largest = _NUMBERS.unpack_from(body, _COUNTS.size)
        weights = body[_COUNTS.size + _NUMBERS.size : -_TABLE_SIZE]
        hold, spam = (None if math.isnan(stored) else stored for stored in (hold, spam))
        limits = Thresholds(hold, spam, measured_on, holds_in_budget)
        table = WeightTable(examples, largest, weights, body[-_TABLE_SIZE:])
        return cls(spam_seen, ham_seen, limits, PlattCurve(slope, offset), table)

    def _margin(self, found: Iterable[int]) -> float:
        known = list(self.table.known(found))
        return margin(math.fsum(weight for _, weight, _ in known), math.fsum(square for _, _, square in known))


def train(examples: Iterable[Example], *, hold_budget: int, spam_budget: int) -> Filter:
    """Learn from scratch, so that an undone judgement leaves no trace; the order of the examples changes nothing.

    A budget of N: at most 1 in N real comments held, or called spam, by mistake. Examples that another version encoded
    teach nothing, and neither does the same one again, though it is counted as seen.
    """
    seen = [example for example in examples if is_decodable(example.features)]
    spam_seen = sum(example.is_spam for example in seen)
    material = training_set(seen)
    svm = fit(material)
    margins = cross_validated_margins(material, svm)
    curve = fit_curve(margins, [row.sign > 0 for row in material.rows])
    real = [margin for margin, row in zip(margins, material.rows, strict=True) if row.sign < 0]
    return Filter(
        spam_seen=spam_seen,
        ham_seen=len(seen) - spam_seen,
        thresholds=measure_thresholds(real, curve, hold_budget=hold_budget, spam_budget=spam_budget),
        curve=curve,
        table=_weight_table(_known_features(material, svm), examples=len(material.rows)),
    )


def _known_features(material: TrainingSet, svm: LinearSVM) -> Iterator[KnownFeature]:
    """The commonest features, and of the lone ones those of the rows that pull most, as far as there is room."""
    shared = map(KnownFeature, material.numbers, svm.weights, material.counts)
    yield from islice(shared, MOST_FEATURES)
    room = MOST_FEATURES - len(material.numbers)
    by_pull = sorted(zip(svm.alphas, material.rows, strict=True), key=lambda one: -one[0] * one[1].scale)
    for alpha, row in by_pull:
        room -= len(row.lone)
        if room < 0 or not alpha:
            return
        pull = alpha * row.sign * row.scale
        squares = (squared_idf(number, count=1, examples=len(material.rows)) for number in row.lone)
        yield from (KnownFeature(number, pull * one, 1) for number, one in zip(row.lone, squares, strict=True))


def _weight_table(known: Iterable[KnownFeature], *, examples: int) -> WeightTable:
    """Make the table of features learnt from so many examples; weights are rounded to 255 steps."""
    features = list(known)
    largest = max((abs(feature.weight) for feature in features), default=0.0) or 1.0
    weights, counts = bytearray([_ZERO]) * _TABLE_SIZE, bytearray(_TABLE_SIZE)
    for number, weight, having in features:
        step = round(_STEPS * math.sqrt(abs(weight) / largest))
        weights[number] = _ZERO + (step if weight > 0 else -step)
        counts[number] = 1 + min(254, round(_COUNT_CODES_PER_DOUBLING * math.log2(having)))
    return WeightTable(examples, largest, bytes(weights), bytes(counts))


def _decompress(blob: bytes) -> bytes:
    if not blob.startswith(_START):
        raise UnknownBlob
    size = _COUNTS.size + _NUMBERS.size + 2 * _TABLE_SIZE
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(blob[len(_START) :], size + 1)
    except zlib.error as error:
        raise UnknownBlob from error
    if len(body) != size or not unpacker.eof or unpacker.unused_data:
        raise UnknownBlob
    return body


def _reasons(names: Mapping[int, str], weights: Iterable[tuple[int, float]]) -> tuple[str, ...]:
    """The weightiest names; what several features say of the same words counts together, and words are named once."""
    together: dict[str, float] = {}
    for number, weight in weights:
        together[names[number]] = together.get(names[number], 0.0) + weight
    reasons: list[str] = []
    for name in sorted(together, key=lambda name: (-together[name], name)):
        if len(reasons) == REASONS or together[name] <= 0:
            break
        if all(_words_in(name).isdisjoint(_words_in(named)) for named in reasons):
            reasons.append(name)
    return tuple(str(TRAIT_NAMES.get(name, name)) for name in reasons)


def _words_in(name: str) -> set[str]:
    return set(name.strip('"').split()) - {"…"} if name.startswith('"') else {name}
