"""Whatever PEP 3333 allows an application passes through whole."""

import sys
from collections.abc import Callable, Iterable, Iterator
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.validate import validator

import pytest

from tests.project.shared_cache.origin import PUBLIC, Closing, House, ask

pytestmark = pytest.mark.once

HEADERS = [("Content-Type", "text/plain"), ("Cache-Control", PUBLIC)]
PRIVATE = [("Content-Type", "text/plain"), ("Cache-Control", "private")]
Headers = list[tuple[str, str]]


def answers(body: Iterable[bytes], headers: Headers = HEADERS) -> Callable[..., Iterable[bytes]]:
    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", list(headers))
        return body

    return render


def test_it_joins_an_answer_in_pieces_and_closes_it(house: House) -> None:
    body = Closing(b"one ", b"", b"two")
    house.origin.render = answers(body)

    assert house.get().body == house.get().body == b"one two"
    assert (body.closed, house.times_asked) == (1, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_closes_an_answer_that_it_does_not_keep(house: House, method: str) -> None:
    body = Closing(b"one ", b"two")
    house.origin.render = answers(body, PRIVATE)

    assert house.get(method=method).body == (b"one two" if method == "GET" else b"")
    assert body.closed == 1


def test_it_hands_on_the_very_body_that_it_has_not_read(house: House) -> None:
    body = [b"whole"]
    house.origin.render = answers(body, PRIVATE)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "a", "wsgi.url_scheme": "http"}

    assert house.cache(environ, lambda *_: lambda _: None) is body


@pytest.mark.parametrize("headers", [HEADERS, [*HEADERS, ("Content-Length", "100000")]])
def test_it_streams_what_is_too_large_to_keep(headers: Headers) -> None:
    house = House(capacity=80_000)
    read: list[int] = []

    class Long(Closing):
        def __iter__(self) -> Iterator[bytes]:
            for number in range(10):
                read.append(number)
                yield b"x" * 10_000

    body = Long()
    house.origin.render = answers(body, headers)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "a", "wsgi.url_scheme": "http"}
    streamed = house.cache(environ, lambda *_: lambda _: None)

    assert len(read) <= 2
    assert b"".join(streamed) == b"x" * 100_000
    streamed.close()  # type: ignore[attr-defined]
    assert body.closed == 1
    assert house.get().body == b"x" * 100_000
    assert house.times_asked == 2


@pytest.mark.parametrize("said", ["8", "4", "x", "-1"])
def test_it_keeps_nothing_that_is_not_as_long_as_it_says(house: House, said: str) -> None:
    house.origin.render = answers([b"seven..", b""], [*HEADERS, ("Content-Length", said)])

    assert house.get().headers["Content-Length"] == said
    house.get()
    assert house.times_asked == 2


def test_it_keeps_nothing_that_broke_off_and_closes_it(house: House) -> None:
    body = Closing(b"half", fails=True)
    house.origin.render = answers(body)

    with pytest.raises(ConnectionError):
        house.get()

    assert body.closed == 1
    house.origin.render = None
    assert house.get().body == b"answer 2"


@pytest.mark.parametrize("headers", [HEADERS, PRIVATE])
def test_it_waits_for_an_application_that_starts_with_its_first_piece(house: House, headers: Headers) -> None:
    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        yield b""
        start("200 OK", headers)
        yield b"one "
        yield b"two"

    house.origin.render = render

    assert house.get().body == house.get().body == b"one two"
    assert house.times_asked == (1 if headers is HEADERS else 2)


@pytest.mark.parametrize("headers", [HEADERS, PRIVATE])
def test_it_keeps_the_order_of_what_is_written(house: House, headers: Headers) -> None:
    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        write = start("200 OK", headers)
        write(b"1")
        yield b"2"
        write(b"3")
        yield b"4"
        write(b"5")

    house.origin.render = render

    assert house.get().body == house.get().body == b"12345"


@pytest.mark.parametrize("headers", [HEADERS, PRIVATE])
def test_it_takes_what_is_written_while_the_body_is_read(house: House, headers: Headers) -> None:
    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        write = start("200 OK", headers)

        def pieces() -> Iterator[bytes]:
            write(b"1")
            yield b"2"
            write(b"3")

        return pieces()

    house.origin.render = render

    assert house.get().body == house.get().body == b"123"


def test_it_lets_an_application_change_its_mind_before_anything_is_sent(house: House) -> None:
    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", list(HEADERS))
        try:
            raise ValueError("too late for this page")
        except ValueError:
            start("500 Error", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"sorry"]

    house.origin.render = render

    assert (house.get().status, house.get().body) == ("500 Error", b"sorry")
    assert house.times_asked == 2


@pytest.mark.parametrize("headers", [HEADERS, PRIVATE])
def test_it_raises_what_went_wrong_after_the_first_piece(house: House, headers: Headers) -> None:
    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", headers)
        yield b"half"
        try:
            raise ValueError("too late for this page")
        except ValueError:
            start("500 Error", [], sys.exc_info())
        yield b"sorry"

    house.origin.render = render

    with pytest.raises(ValueError, match="too late"):
        house.get()
    house.origin.render = None
    assert house.get().body == b"answer 2"


def test_it_refuses_an_application_that_starts_twice(house: House) -> None:
    def render(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        start("200 OK", [])
        return []

    house.origin.render = render

    with pytest.raises(AssertionError):
        house.get()


def test_it_refuses_an_application_that_never_starts(house: House) -> None:
    house.origin.render = lambda environ, start: []

    with pytest.raises(AssertionError):
        house.get()


def test_it_is_not_changed_by_what_a_server_does_to_its_headers(house: House) -> None:
    taken: list[Headers] = []

    def start(status: str, headers: Headers, *_: object) -> Callable[[bytes], object]:
        taken.append(list(headers))
        headers.clear()
        return lambda _: None

    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "a", "wsgi.url_scheme": "http"}
    for _ in range(3):
        list(house.cache(environ, start))

    assert taken[0] == taken[1] == taken[2]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize("headers", [HEADERS, PRIVATE])
def test_it_satisfies_the_validator_of_the_standard_library(method: str, headers: Headers) -> None:
    house = House()
    house.origin.render = validator(answers([b"text"], headers))
    checked = validator(house.cache)

    for _ in range(2):
        assert ask(checked, "/", "a=b", method).code == 200
