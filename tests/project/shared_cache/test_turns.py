"""One request at a time renews an answer; the others neither crowd in nor wait for ever."""

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from tests.project.shared_cache.origin import PUBLIC, Answer, House
from tests.support.servers import wait_until

pytestmark = pytest.mark.once

SECONDS = 10


class Slow:
    """An application that answers when it is told to."""

    def __init__(self, house: House, cache_control: str = PUBLIC, *, fails: bool = False) -> None:
        self.house = house
        self.cache_control = cache_control
        self.fails = fails
        self.began = threading.Semaphore(0)
        self.go = threading.Event()
        house.origin.render = self

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        number = len(self.house.origin.asked)
        self.began.release()
        assert self.go.wait(SECONDS)
        if self.fails:
            raise ConnectionError("the database is away")
        start("200 OK", [("Cache-Control", self.cache_control)])
        return [f"slow {number}".encode()]


class Visitors(ThreadPoolExecutor):
    def __init__(self, house: House) -> None:
        super().__init__(max_workers=8)
        self.house = house

    def ask(self, path: str = "/", **more: str) -> Future[Answer]:
        return self.submit(self.house.get, path, **more)

    def queue(self, count: int) -> list[Future[Answer]]:
        """So many who ask at once; returns when all of them wait for somebody's turn to end."""
        futures = [self.ask() for _ in range(count)]
        (turn,) = self.house.cache._turns.values()
        wait_until(lambda: len(turn._cond._waiters) == count, seconds=SECONDS, what="the queue")  # type: ignore[attr-defined]
        return futures


def test_it_asks_the_application_once_for_all_who_come_at_once(house: House) -> None:
    slow = Slow(house)
    with Visitors(house) as visitors:
        first = visitors.ask()
        slow.began.acquire()
        others = visitors.queue(5)
        slow.go.set()

        bodies = {future.result(SECONDS).body for future in [first, *others]}

    assert bodies == {b"slow 1"}
    assert house.times_asked == 1


def test_it_sends_the_others_what_is_stale_without_waiting(house: House) -> None:
    house.get()
    house.clock.forward(2)
    slow = Slow(house)
    with Visitors(house) as visitors:
        first = visitors.ask()
        slow.began.acquire()

        stale = [visitors.ask().result(SECONDS) for _ in range(5)]

        slow.go.set()
        assert first.result(SECONDS).body == b"slow 2"
    assert {(answer.body, answer.headers["Age"]) for answer in stale} == {(b"answer 1", "2")}
    assert house.get().body == b"slow 2"


def test_it_renders_different_addresses_side_by_side(house: House) -> None:
    slow = Slow(house)
    with Visitors(house) as visitors:
        futures = [visitors.ask(path) for path in ("/a", "/b")]
        assert all(slow.began.acquire(timeout=SECONDS) for _ in futures)
        slow.go.set()
        assert {future.result(SECONDS).body for future in futures} == {b"slow 1", b"slow 2"}


@pytest.mark.parametrize("cache_control", ["private", "public, max-age=0", "no-store"])
def test_it_lets_each_go_on_alone_when_the_answer_is_one_visitors(house: House, cache_control: str) -> None:
    slow = Slow(house, cache_control)
    with Visitors(house) as visitors:
        first = visitors.ask()
        slow.began.acquire()
        others = visitors.queue(4)
        slow.go.set()

        bodies = [future.result(SECONDS).body for future in [first, *others]]

    assert len(set(bodies)) == 5
    assert house.times_asked == 5


def test_it_passes_an_exception_on_to_its_own_request_and_wakes_the_others(house: House) -> None:
    slow = Slow(house, fails=True)
    with Visitors(house) as visitors:
        first = visitors.ask()
        slow.began.acquire()
        others = visitors.queue(3)
        house.origin.render = None
        slow.go.set()

        with pytest.raises(ConnectionError):
            first.result(SECONDS)
        assert all(future.result(SECONDS).code == 200 for future in others)
    assert house.cache._turns == {}


def test_it_keeps_what_is_stale_through_an_exception(house: House) -> None:
    house.get()
    house.clock.forward(2)
    slow = Slow(house, fails=True)
    with Visitors(house) as visitors:
        first = visitors.ask()
        slow.began.acquire()
        slow.go.set()
        with pytest.raises(ConnectionError):
            first.result(SECONDS)
        slow.go.clear()
        second = visitors.ask()
        slow.began.acquire()

        assert visitors.ask().result(SECONDS).body == b"answer 1"

        slow.go.set()
        with pytest.raises(ConnectionError):
            second.result(SECONDS)


def test_it_waits_for_another_only_so_long() -> None:
    house = House(patience=0.05)
    slow = Slow(house)
    with Visitors(house) as visitors:
        first = visitors.ask()
        slow.began.acquire()
        second = visitors.ask()

        assert slow.began.acquire(timeout=SECONDS)

        slow.go.set()
        assert {first.result(SECONDS).body, second.result(SECONDS).body} == {b"slow 1", b"slow 2"}


def test_it_lets_who_shows_a_cookie_that_matters_past_one_who_renders_the_same_page(house: House) -> None:
    slow = Slow(house)
    with Visitors(house) as visitors:
        first = visitors.ask(cookie="theme=dark")
        slow.began.acquire()
        house.origin.render, house.origin.body = None, b"for Zoe alone"

        own = visitors.ask(cookie="session=1").result(SECONDS)

        slow.go.set()
        assert (own.body, first.result(SECONDS).body) == (b"for Zoe alone", b"slow 1")
    assert house.get().body == b"slow 1"


def test_it_stays_whole_when_many_ask_for_many_pages_while_time_passes() -> None:
    house = House(capacity=100_000)

    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Cache-Control", PUBLIC), ("Content-Type", "text/plain"), ("Vary", "Origin")])
        return [f"{environ['PATH_INFO']} {environ.get('HTTP_ORIGIN')} ".encode() * 100]

    house.origin.render = render

    def visit(visitor: int) -> int:
        wrong = 0
        for number in range(300):
            path, origin = f"/{(visitor * 7 + number * number) % 40}", f"https://{number % 3}"
            house.clock.now += 0.01
            wrong += house.get(path, origin=origin).body != f"{path} {origin} ".encode() * 100
        return wrong

    with ThreadPoolExecutor(8) as visitors:
        assert sum(visitors.map(visit, range(8))) == 0
    assert house.cache._turns == {}
    assert house.cache._store.total <= 100_000
