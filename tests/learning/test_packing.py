"""How features are stored. Needs no database."""

import random

import pytest

from comments.classifier.features import BITS, FEATURE_VERSION
from comments.classifier.packing import UnknownFeatures, is_known, packed, unpacked

pytestmark = pytest.mark.once


@pytest.mark.parametrize("numbers", [[], [0], [(1 << BITS) - 1], [65_535, 65_536], list(range(0, 1 << BITS, 999))])
def test_it_gives_back_what_was_packed(numbers: list[int]) -> None:
    assert unpacked(packed(numbers)) == numbers


def test_it_packs_in_order_and_once() -> None:
    numbers = random.Random(5).sample(range(1 << BITS), 300)

    assert unpacked(packed(numbers + numbers)) == sorted(numbers)


@pytest.mark.parametrize(
    "stored",
    [b"", b"\x00", bytes([FEATURE_VERSION]), bytes([FEATURE_VERSION + 1]) + packed([1])[1:], packed([1, 2])[:-1]],
)
def test_it_knows_its_own_version_only(stored: bytes) -> None:
    assert not is_known(stored)
    with pytest.raises(UnknownFeatures):
        unpacked(stored)


def test_it_refuses_what_contradicts_itself() -> None:
    with pytest.raises(UnknownFeatures):
        unpacked(packed([1, 2, 3])[:-2])
