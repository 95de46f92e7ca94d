"""For how long an answer is sent, and what the caches behind are told of its age."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from tests.project.shared_cache.origin import PUBLIC, House

pytestmark = pytest.mark.once


def ages(house: House, *seconds: float) -> list[tuple[bytes, str | None]]:
    """What is sent at these seconds after the first asking, and the Age it is sent with."""
    begun, found = house.clock.now, []
    for second in seconds:
        house.clock.now = begun + second
        answer = house.get()
        found.append((answer.body, answer.headers.get("Age")))
    return found


def takes(house: House, seconds: float) -> None:
    """From now on the application takes its time."""

    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body = f"as of {house.clock.now:g}".encode()
        house.clock.forward(seconds)
        start("200 OK", list(house.origin.headers))
        return [body]

    house.origin.render = render


def asks_meanwhile(house: House) -> bytes | None:
    """What another visitor gets while the first one's answer is made."""
    got: list[bytes] = []

    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        house.origin.render = None
        got.append(house.get().body)
        start("200 OK", list(house.origin.headers))
        return [b"new"]

    house.origin.render = render
    house.get()
    return got[0] if got else None


def test_it_sends_an_answer_for_as_long_as_it_is_fresh(house: House) -> None:
    house.origin.says("public, max-age=10")

    assert [body for body, _age in ages(house, 0, 5, 9.9, 10)] == [b"answer 1", b"answer 1", b"answer 1", b"answer 2"]


def test_it_rounds_the_age_up_and_sends_none_with_a_new_answer(house: House) -> None:
    house.origin.says("public, max-age=10")

    assert [age for _body, age in ages(house, 0, 0.01, 1, 1.01, 9.99, 10)] == [None, "1", "1", "2", "10", None]


def test_it_counts_from_before_the_application_was_asked(house: House) -> None:
    takes(house, 0.8)
    house.get()
    house.clock.forward(0.1)
    still = house.get()
    house.clock.forward(0.2)

    assert (still.body, still.headers["Age"]) == (b"as of 5000", "1")
    assert house.get().body == b"as of 5001.1"


def test_it_keeps_no_answer_that_came_too_late(house: House) -> None:
    takes(house, 4)

    assert house.get().body == b"as of 5000"
    assert house.get().body == b"as of 5004"


def test_it_believes_a_shared_lifetime_before_another(house: House) -> None:
    house.origin.says("public, s-maxage=1, max-age=60, stale-while-revalidate=60")

    assert [body for body, _age in ages(house, 0, 1)] == [b"answer 1", b"answer 2"]


def test_it_adds_the_age_that_an_answer_came_with(house: House) -> None:
    house.origin.says("public, max-age=10", ("Age", "7"))

    assert ages(house, 0, 2, 3) == [(b"answer 1", "7"), (b"answer 1", "9"), (b"answer 2", "7")]


@pytest.mark.parametrize("age", ["-5", "soon", ""])
def test_it_takes_no_notice_of_an_age_that_is_no_number(house: House, age: str) -> None:
    house.origin.says("public, max-age=10", ("Age", age))

    assert ages(house, 0, 9) == [(b"answer 1", None), (b"answer 1", "9")]


@pytest.mark.parametrize(("after", "meanwhile"), [(1.0, b"answer 1"), (2.99, b"answer 1"), (3.0, b"answer 3")])
def test_it_sends_a_stale_answer_only_while_another_is_made_and_not_for_long(after: float, meanwhile: bytes) -> None:
    house = House(patience=0)
    house.get()
    house.clock.forward(after)

    assert asks_meanwhile(house) == meanwhile


@pytest.mark.parametrize("also", ["must-revalidate", "proxy-revalidate", "s-maxage=1"])
def test_it_sends_nothing_stale_where_that_is_forbidden(also: str) -> None:
    house = House(patience=0)
    house.origin.says(f"{PUBLIC}, {also}")
    house.get()
    house.clock.forward(1.5)

    assert asks_meanwhile(house) == b"answer 3"


@pytest.mark.parametrize(
    "garbage", ["stale-while-revalidate=soon", "stale-while-revalidate", "stale-while-revalidate=-1"]
)
def test_it_sends_nothing_stale_on_a_word_that_it_does_not_understand(garbage: str) -> None:
    house = House(patience=0)
    house.origin.says(f"public, max-age=1, {garbage}")
    house.get()
    house.clock.forward(1.5)

    assert asks_meanwhile(house) == b"answer 3"


@pytest.mark.parametrize("status", ["500 Error", "502 Bad Gateway", "503 Down"])
def test_it_keeps_what_may_be_sent_when_the_application_fails_to_renew_it(house: House, status: str) -> None:
    house.get()
    house.clock.forward(1.5)
    house.origin.status = status
    assert house.get().body == b"answer 1"
    house.origin.status = "200 OK"

    assert asks_meanwhile(house) == b"answer 1"


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "200 OK"])
def test_it_sends_nothing_stale_once_the_answer_is_one_that_is_not_kept(status: str) -> None:
    house = House(patience=0)
    house.get()
    house.clock.forward(1.5)
    house.origin.status = status
    house.origin.says("private")

    assert house.get().body == b"answer 2"
    assert asks_meanwhile(house) != b"answer 1"


def test_it_does_not_put_an_older_answer_over_a_newer_one() -> None:
    house = House(patience=0)

    def overtaken(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        house.origin.render = None
        house.clock.forward(0.5)
        assert house.get().body == b"answer 2"
        start("200 OK", list(house.origin.headers))
        return [b"older"]

    house.origin.render = overtaken

    assert house.get().body == b"older"
    assert house.get().body == b"answer 2"


def test_it_keeps_no_answer_that_was_begun_before_a_change(house: House) -> None:
    house.get()
    house.clock.forward(1)

    def changed_meanwhile(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        house.origin.render = None
        house.clock.forward(0.1)
        house.get(method="POST")
        start("200 OK", list(house.origin.headers))
        return [b"before the change"]

    house.origin.render = changed_meanwhile

    assert house.get().body == b"before the change"
    assert house.get().body == b"answer 4"
