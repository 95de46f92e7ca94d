"""The last good answer is sent where no new one can be had, for as long as it allows, and says that it is old."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from tests.project.shared_cache.origin import House
from tests.support.servers import wait_until

pytestmark = pytest.mark.once

KEPT = "public, max-age=1, stale-while-revalidate=2, stale-if-error=60"


@pytest.fixture
def house() -> House:
    house = House(patience=0)
    house.origin.says(KEPT)
    house.get()
    return house


@pytest.fixture
def renewing() -> Iterator[House]:
    """One whose answers are renewed aside."""
    with ThreadPoolExecutor(2) as aside:
        house = House(aside=aside, grace=5)
        house.origin.says(KEPT)
        house.get()
        yield house


def fails(house: House, status: str = "503 Down") -> None:
    house.origin.status = status


@pytest.mark.parametrize("status", ["500 Error", "502 Bad Gateway", "503 Down", "504 Late"])
@pytest.mark.parametrize(("after", "sent"), [(1.5, True), (3.5, True), (60.9, True), (61.1, False)])
def test_it_sends_the_last_good_answer_for_so_long(house: House, status: str, after: float, sent: bool) -> None:
    house.clock.forward(after)
    fails(house, status)
    answer = house.get()
    assert (answer.code == 200, answer.body == b"answer 1") == (sent, sent)
    assert answer.headers.get("Age") == (str(int(after + 1)) if sent else None)


def test_it_says_of_an_answer_that_it_is_old_and_since_when(house: House) -> None:
    fails(house)
    house.clock.forward(2)
    assert "Cache-Status" not in house.get().headers
    house.clock.forward(8.5)
    assert house.get().headers["Cache-Status"] == "shared-cache; fwd=stale; ttl=-10"
    assert house.get(method="HEAD").headers["Cache-Status"] == "shared-cache; fwd=stale; ttl=-10"


def test_it_sends_the_new_answer_once_there_is_one(house: House) -> None:
    house.clock.forward(30)
    fails(house)
    assert house.get().body == b"answer 1"
    house.origin.status = "200 OK"
    answer = house.get()
    assert answer.body == b"answer 3"
    assert "Cache-Status" not in answer.headers


@pytest.mark.parametrize("control", ["must-revalidate", "proxy-revalidate", "s-maxage=1"])
def test_it_sends_nothing_old_where_that_is_forbidden(control: str) -> None:
    house = House()
    house.origin.says(f"{KEPT}, {control}")
    house.get()
    house.clock.forward(1.5)
    fails(house)
    assert house.get().code == 503


def test_it_sends_nothing_old_without_leave() -> None:
    house = House()
    house.get()
    house.clock.forward(3.5)
    fails(house)
    assert house.get().code == 503


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "302 Found", "403 Forbidden"])
def test_it_does_not_bring_back_what_the_application_took_away(house: House, status: str) -> None:
    house.clock.forward(5)
    house.origin.says("no-store")
    house.origin.status = status
    assert house.get().status == status
    fails(house)
    assert house.get().code == 503


def test_it_does_not_bring_back_what_was_changed(house: House) -> None:
    house.get(method="POST")
    fails(house)
    assert house.get().code == 503


def test_it_asks_again_after_a_second_and_not_for_everybody_who_comes_meanwhile(renewing: House) -> None:
    fails(renewing)
    renewing.clock.forward(2)
    for _ in range(10):
        assert renewing.get().body == b"answer 1"
    assert renewing.times_asked == 2
    renewing.clock.forward(5)
    for _ in range(10):
        assert renewing.get().body == b"answer 1"
    wait_until(lambda: renewing.cache._turns == {}, seconds=5, what="the end of the try")
    assert renewing.times_asked == 3


def test_it_lets_nobody_wait_for_an_application_that_hangs() -> None:
    with ThreadPoolExecutor(2) as aside:
        house, hangs, go = House(aside=aside, grace=0), threading.Event(), threading.Event()
        house.origin.says(KEPT)
        house.get()

        def hang(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
            hangs.set()
            go.wait(10)
            start("503 Down", [])
            return []

        house.origin.render = hang
        house.clock.forward(2)
        assert house.get().body == b"answer 1"
        assert hangs.wait(5)
        assert house.get().body == b"answer 1"
        go.set()
        wait_until(lambda: house.cache._turns == {}, seconds=5, what="the end of the try")
        house.clock.forward(30)
        assert house.get().body == b"answer 1", "it failed, so the old one may be sent for longer"


def test_it_renews_aside_as_well_as_by_itself(renewing: House) -> None:
    renewing.clock.forward(2)
    assert renewing.get(cookie="theme=dark").body == b"answer 2"
    assert "HTTP_COOKIE" not in renewing.origin.asked[-1]
    renewing.clock.forward(2)
    renewing.origin.says("private")
    assert renewing.get().body != b"answer 2"
