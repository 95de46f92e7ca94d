"""How features are stored. Needs no database."""

import random

import pytest

from comments.classifier.features import BITS, FEATURE_VERSION, UnknownFeatures, decode, encode, is_decodable

pytestmark = pytest.mark.once


@pytest.mark.parametrize("numbers", [[], [0], [(1 << BITS) - 1], [65_535, 65_536], list(range(0, 1 << BITS, 999))])
def test_it_gives_back_what_was_packed(numbers: list[int]) -> None:
    assert decode(encode(numbers)) == numbers


def test_it_packs_in_order_and_once() -> None:
    numbers = random.Random(5).sample(range(1 << BITS), 300)

    assert decode(encode(numbers + numbers)) == sorted(numbers)


@pytest.mark.parametrize(
    "stored",
    [b"", b"\x00", bytes([FEATURE_VERSION]), bytes([FEATURE_VERSION + 1]) + encode([1])[1:], encode([1, 2])[:-1]],
)
def test_it_knows_its_own_version_only(stored: bytes) -> None:
    assert not is_decodable(stored)
    with pytest.raises(UnknownFeatures):
        decode(stored)


def test_it_refuses_what_contradicts_itself() -> None:
    with pytest.raises(UnknownFeatures):
        decode(encode([1, 2, 3])[:-2])
