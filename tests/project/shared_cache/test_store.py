"""What is kept stays within its bytes, and what is read stays longer than what is not."""

import random
from dataclasses import dataclass
from itertools import count

import pytest

from project.shared_cache.store import Store
from tests.project.shared_cache.origin import PUBLIC, House

pytestmark = pytest.mark.once


@dataclass(eq=False)
class Thing:
    size: int = 10
    visited: bool = False


def full(*, of: int = 10) -> tuple[Store[Thing], list[str]]:
    store: Store[Thing] = Store(of * 10)
    names = [f"hot {number}" for number in range(of)]
    for name in names:
        store.put(name, Thing())
    return store, names


def read(store: Store[Thing], *names: str) -> list[str]:
    """Read each; returns what was there."""
    found = []
    for name in names:
        thing = store.get(name)
        if thing:
            thing.visited = True
            found.append(name)
    return found


def test_it_holds_as_much_as_it_may() -> None:
    store, names = full()

    assert read(store, *names) == names
    assert store.total == 100


def test_it_lets_go_of_what_nobody_read() -> None:
    store, names = full()
    read(store, *names[:9])
    store.put("new", Thing())

    assert read(store, *names, "new") == [*names[:9], "new"]


def test_it_keeps_what_is_read_through_a_scan_of_any_length() -> None:
    store, names = full()
    hot = names[:5]
    for number in range(10_000):
        if number % 50 == 0:
            assert read(store, *hot) == hot
        store.put(f"scan {number}", Thing())

    assert store.total <= 100


def test_it_keeps_what_is_read_through_a_scan_that_asks_twice() -> None:
    store, names = full()
    hot = names[:5]
    for number in range(10_000):
        assert read(store, *hot) == hot
        store.put(f"scan {number}", Thing())
        read(store, f"scan {number}")


def test_it_lets_go_in_the_end_of_what_is_read_no_more() -> None:
    store, names = full()
    read(store, *names)
    fresh = [f"fresh {number}" for number in range(40)]
    for name in fresh:
        store.put(name, Thing())
        read(store, name)

    assert read(store, *names) == []


def test_it_replaces_in_place() -> None:
    store, names = full()
    for _ in range(100):
        store.put(names[0], Thing(size=5))

    assert store.total == 95
    assert read(store, *names) == names


def test_it_counts_what_grows_while_it_is_kept_and_no_longer() -> None:
    store, names = full()
    thing = store.get(names[0])
    assert thing is not None
    store.grow(names[0], thing, 15)
    assert (store.total, thing.size) == (95, 25) or store.total <= 100
    store.grow(names[0], Thing(), 1000)
    store.grow("unknown", Thing(), 1000)

    assert store.total == sum(found.size for found in map(store.get, names) if found)


@pytest.mark.parametrize("seed", range(5))
def test_it_never_holds_more_than_it_may(seed: int) -> None:
    chance = random.Random(seed)
    store: Store[Thing] = Store(1000)
    for number in count(1):
        name = f"{chance.randrange(60)}"
        thing = store.get(name)
        if thing and chance.random() < 0.5:
            thing.visited = True
        elif thing and chance.random() < 0.3:
            store.grow(name, thing, chance.randrange(100))
        else:
            store.put(name, Thing(size=chance.randrange(1, 400)))
        assert store.total <= 1000
        assert store.total == sum(found.size for found in map(store.get, map(str, range(60))) if found)
        if number == 3000:
            break


def test_it_keeps_hot_pages_while_somebody_asks_for_random_addresses() -> None:
    house = House(capacity=300_000)
    house.origin.says("public, max-age=60")
    house.origin.body = b"x" * 10_000
    for number in range(500):
        house.get("/hot/")
        house.get("/", f"random={number}")

    assert house.times_asked == 501
    assert house.cache._store.total <= 300_000


def test_it_counts_what_it_compresses_and_long_addresses() -> None:
    house = House()
    house.origin.body = random.Random(1).randbytes(20_000)
    house.get("/", "q" * 5000)
    before = house.cache._store.total
    house.get("/", "q" * 5000, accept_encoding="gzip")

    assert before > 25_000
    assert house.cache._store.total > before + 20_000


def test_it_keeps_no_answer_that_would_push_out_the_others() -> None:
    house = House(capacity=80_000)
    house.origin.body = b"x" * 10_001

    assert not house.keeps()
    assert house.get(accept_encoding="gzip").body == house.origin.body


def test_it_keeps_all_variants_within_its_bytes() -> None:
    house = House(capacity=50_000)
    house.origin.says(PUBLIC, ("Vary", "Origin"))
    for number in range(1000):
        house.get(origin=f"https://{number}.example")

    assert house.cache._store.total <= 50_000
