"""The learned filter: judges a comment, says why, and is kept as one blob."""

import math
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

from comments.classifier.calibration import Curve
from comments.classifier.features import FEATURE_VERSION, features_of_parts
from comments.classifier.machine import margin
from comments.classifier.table import SIZE, Table
from comments.classifier.thresholds import Thresholds
from comments.classifier.traits import NAMES

LEAST_OF_EACH = 50
REASONS = 5

# Raised when a blob would be read otherwise than it was meant.
_FORMAT = 1
_START = b"learned filter " + bytes([_FORMAT, FEATURE_VERSION])
_COUNTS = struct.Struct("<IIII?")
_NUMBERS = struct.Struct("<5d")


class UnknownBlob(ValueError):  # noqa: N818 - said of what was stored
    """Of another version, or damaged: the filter is to be built anew."""


@dataclass(frozen=True)
class Score:
    """The probability of spam, and what weighed most for the more likely side, the weightiest first."""

    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Filter:
    spam_seen: int
    ham_seen: int
    thresholds: Thresholds
    curve: Curve
    table: Table

    @property
    def abstains(self) -> bool:
        """Until it has seen LEAST_OF_EACH of spam and of real comments."""
        return min(self.spam_seen, self.ham_seen) < LEAST_OF_EACH

    def judge(self, text: str, *, name: str = "", url: str = "") -> Score:
        """By the worst part of a long text."""
        whole, *windows = features_of_parts(text, name=name, url=url)
        best, found = self._margin(whole), whole
        for window in windows:
            # The more looks, the likelier one of them goes wrong.
            if (further := self._margin(window) - self.curve.handicap(1 + len(windows))) > best:
                best, found = further, window
        probability = self.curve.probability(best)
        return Score(probability, self._reasons(found, 1.0 if probability >= 0.5 else -1.0))

    def _margin(self, found: Iterable[int]) -> float:
        known = list(self.table.known(found))
        return margin(math.fsum(weight for _, weight, _ in known), math.fsum(mass for _, _, mass in known))

    def _reasons(self, found: Mapping[int, str], side: float) -> tuple[str, ...]:
        return _reasons(found, ((number, side * weight) for number, weight, _ in self.table.known(found)))

    def to_bytes(self) -> bytes:
        limits = self.thresholds
        counts = (self.spam_seen, self.ham_seen, self.table.among, limits.measured_on, limits.holds_in_budget)
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
        """Raises UnknownBlob."""
        body = _opened(blob)
        spam_seen, ham_seen, among, measured_on, holds_in_budget = _COUNTS.unpack_from(body)
        hold, spam, slope, offset, largest = _NUMBERS.unpack_from(body, _COUNTS.size)
        weights = body[_COUNTS.size + _NUMBERS.size : -SIZE]
        limits = Thresholds(_number(hold), _number(spam), measured_on, holds_in_budget)
        return cls(spam_seen, ham_seen, limits, Curve(slope, offset), Table(among, largest, weights, body[-SIZE:]))


def _opened(blob: bytes) -> bytes:
    if not blob.startswith(_START):
        raise UnknownBlob
    size = _COUNTS.size + _NUMBERS.size + 2 * SIZE
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(blob[len(_START) :], size + 1)
    except zlib.error as error:
        raise UnknownBlob from error
    if len(body) != size or not unpacker.eof or unpacker.unused_data:
        raise UnknownBlob
    return body


def _number(stored: float) -> float | None:
    return None if math.isnan(stored) else stored


def _reasons(names: Mapping[int, str], weights: Iterable[tuple[int, float]]) -> tuple[str, ...]:
    """The weightiest names; what several features say of the same words counts together, and words are named once."""
    together: dict[str, float] = {}
    for number, weight in weights:
        together[names[number]] = together.get(names[number], 0.0) + weight
    reasons: list[str] = []
    for name in sorted(together, key=lambda name: (-together[name], name)):
        if len(reasons) == REASONS or together[name] <= 0:
            break
        if all(_words(name).isdisjoint(_words(named)) for named in reasons):
            reasons.append(name)
    return tuple(str(NAMES.get(name, name)) for name in reasons)


def _words(name: str) -> set[str]:
    return set(name.strip('"').split()) - {"…"} if name.startswith('"') else {name}
