"""What is kept in memory stays within its bytes. Needs no database."""

import os
from dataclasses import dataclass

import pytest

from comments.sized_cache import SizedCache, deep_size

pytestmark = pytest.mark.once

KB = 1000


@dataclass(frozen=True)
class Thing:
    name: str
    parts: dict[str, list[bytes]]


def thing(size: int) -> Thing:
    return Thing("thing", {"all": [bytes(size // 2), bytes(size - size // 2)]})


@pytest.mark.parametrize("size", [0, 1, 10, 500])
def test_it_knows_the_bytes_of_all_that_a_value_holds(size: int) -> None:
    assert size * KB <= deep_size(thing(size * KB)) <= size * KB + 2 * KB


def test_it_counts_what_is_held_twice_once() -> None:
    shared = bytes(100 * KB)

    assert deep_size([shared, {"again": shared}]) < 102 * KB


@pytest.mark.parametrize("sizes", [[10] * 50, [1, 90, 1, 90, 1], [99, 99, 99], [40, 30, 20, 10, 5]])
def test_it_holds_no_more_than_its_bytes(sizes: list[int]) -> None:
    kept = SizedCache[Thing](100 * KB)
    for key, size in enumerate(sizes):
        kept.get(key, 1, lambda size=size: thing(size * KB))  # type: ignore[misc]

        assert kept.size <= 100 * KB


def test_it_makes_a_value_once_as_long_as_there_is_room() -> None:
    kept, made = SizedCache[Thing](100 * KB), list[str]()

    def make(name: str) -> Thing:
        made.append(name)
        return thing(30 * KB)

    for name in "abcabcabd":
        kept.get(name, 1, lambda name=name: make(name))  # type: ignore[misc]
    kept.get("a", 1, lambda: make("a"))
    kept.get("c", 1, lambda: make("c"))

    assert "".join(made) == "abcdc"


def test_it_makes_another_version_and_forgets_the_one_before() -> None:
    kept = SizedCache[Thing](100 * KB)
    first, again, second = (kept.get("a", version, lambda: thing(40 * KB)) for version in (1, 1, 2))

    assert first is again
    assert second is not first
    assert len(kept) == 1


def test_it_holds_the_last_value_however_large() -> None:
    kept = SizedCache[Thing](100 * KB)
    kept.get("small", 1, lambda: thing(KB))
    large = kept.get("large", 1, lambda: thing(900 * KB))

    assert kept.get("large", 1, lambda: thing(0)) is large
    assert len(kept) == 1


def test_it_goes_on_in_a_child_that_is_forked_while_a_thread_looks() -> None:
    kept = SizedCache[Thing](100 * KB)
    with kept._lock:
        child = os.fork()
        if not child:
            kept.get("a", 1, lambda: thing(KB))
            os._exit(7)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
