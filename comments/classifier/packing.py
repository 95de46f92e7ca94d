"""How features are stored: some 3 bytes each, enough to learn from and not to tell the text by."""

import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from comments.classifier.features import BITS, FEATURE_VERSION, features

_LOW = 16
_BLOCKS = 1 << (BITS - _LOW)
_ENDS = struct.Struct(f"<{_BLOCKS}H")


class UnknownFeatures(ValueError):  # noqa: N818 - said of what was stored
    """Packed by another version of this package, or not by it at all."""


def pack(text: str, *, name: str = "", url: str = "") -> bytes:
    """The features of a comment, the same in every process."""
    return packed(features(text, name=name, url=url))


def packed(numbers: Iterable[int]) -> bytes:
    """A version byte, how many numbers lie below the end of each block of 65,536, and their low halves in order."""
    ordered = sorted(set(numbers))
    ends = [bisect_left(ordered, block << _LOW) for block in range(1, _BLOCKS + 1)]
    lows = array("H", [number & 0xFFFF for number in ordered])
    if sys.byteorder == "big":
        lows.byteswap()
    return bytes([FEATURE_VERSION]) + _ENDS.pack(*ends) + lows.tobytes()


def is_known(stored: bytes) -> bool:
    """Whether this version packed it, and whole."""
    if len(stored) < _ENDS.size + 1 or stored[0] != FEATURE_VERSION:
        return False
    ends = _ENDS.unpack_from(stored, 1)
    return list(ends) == sorted(ends) and len(stored) == 1 + _ENDS.size + 2 * ends[-1]


def unpacked(stored: bytes) -> list[int]:
    """In rising order. Raises UnknownFeatures."""
    if not is_known(stored):
        raise UnknownFeatures
    lows = array("H", stored[1 + _ENDS.size :])
    if sys.byteorder == "big":
        lows.byteswap()
    numbers: list[int] = []
    for block, (start, end) in enumerate(pairwise([0, *_ENDS.unpack_from(stored, 1)])):
        high = block << _LOW
        numbers += [high | low for low in lows[start:end].tolist()]
    return numbers
