"""Slow and long bodies: who sends them cannot keep others from sending or reading."""

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from project.bodies import Bodies
from tests.support.servers import wait_until

pytestmark = pytest.mark.once


def application(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


def guard(*, most: int = 10, at_once: int = 2, each: int = 2, **options: Any) -> Bodies:
    """REMOTE_ADDR tells who sends."""
    return Bodies(application, most=most, at_once=at_once, each=each, sender=lambda it: it["REMOTE_ADDR"], **options)


def ask(
    bodies: Bodies, body: Any = None, *, length: str = "", kind: str = "", path: str = "/", who: str = "ada"
) -> tuple[bytes, str]:
    said: list[str] = []
    environ = {"CONTENT_LENGTH": length, "CONTENT_TYPE": kind, "wsgi.input": body or io.BytesIO()}
    environ |= {"PATH_INFO": path, "REMOTE_ADDR": who}
    return b"".join(bodies(environ, lambda status, _headers: said.append(status))), said[0]


class Slow(io.BytesIO):
    """A body that does not come to its end before it is told to."""

    def __init__(self) -> None:
        super().__init__(b"x")
        self.began, self.go = threading.Event(), threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        self.began.set()
        self.go.wait(10)
        return super().read(size)


@contextmanager
def sending_slowly(bodies: Bodies, *senders: str) -> Iterator[None]:
    slow = [Slow() for _ in senders]
    with ThreadPoolExecutor(len(senders)) as threads:
        both = zip(slow, senders, strict=True)
        answers = [threads.submit(ask, bodies, body, length="1", who=who) for body, who in both]
        for body in slow:
            wait_until(body.began.is_set, seconds=5, what="the slow body")
        try:
            yield
        finally:
            for body in slow:
                body.go.set()
        assert {answer.result()[1] for answer in answers} == {"200 OK"}


def test_it_hands_a_body_on() -> None:
    assert ask(guard(), io.BytesIO(b"text"), length="4") == (b"text", "200 OK")


def test_it_takes_the_bodies_of_others_while_one_sender_holds_all_that_one_may() -> None:
    bodies = guard(at_once=3, each=2)
    with sending_slowly(bodies, "ada", "ada"):
        assert ask(bodies, io.BytesIO(b"t"), length="1", who="ada")[1] == "503 Service Unavailable"
        assert ask(bodies, io.BytesIO(b"t"), length="1", who="bob")[1] == "200 OK"
        assert ask(bodies, who="ada")[1] == "200 OK", "nothing is sent"
    assert ask(bodies, io.BytesIO(b"t"), length="1", who="ada")[1] == "200 OK"


def test_it_receives_so_many_at_once_and_no_more_whoever_sends() -> None:
    bodies = guard(at_once=3, each=2)
    with sending_slowly(bodies, "ada", "bob", "eve"):
        assert ask(bodies, io.BytesIO(b"t"), length="1", who="zoe")[1] == "503 Service Unavailable"
        assert ask(bodies, who="zoe")[1] == "200 OK"
    assert bodies._senders == {}, "who is gone takes no memory"


def test_it_does_not_read_what_is_too_long() -> None:
    body = io.BytesIO(b"x" * 11)
    assert ask(guard(), body, length="11") == (b"", "200 OK")
    assert body.tell() == 0


def test_it_reads_more_below_one_path_and_not_without_end() -> None:
    bodies = guard(long_below="/admin/", most_there=20)

    assert ask(bodies, io.BytesIO(b"x" * 20), length="20", path="/admin/login/") == (b"x" * 20, "200 OK")
    assert ask(bodies, io.BytesIO(b"x" * 21), length="21", path="/admin/login/") == (b"", "200 OK")
    assert ask(bodies, io.BytesIO(b"x" * 20), length="20", path="/administration/") == (b"", "200 OK")


def test_it_refuses_a_long_upload_itself_since_django_would_read_it() -> None:
    assert ask(guard(), length="11", kind="multipart/form-data; boundary=x")[1] == "413 Content Too Large"


@pytest.mark.parametrize("count", [6, 12])
def test_it_refuses_parts_whose_headers_would_take_long_to_read(count: int) -> None:
    body = count * (b'--x\r\nContent-Disposition: form-data; name="' + b";" * 900 + b'"\r\n\r\n\r\n')
    answer = ask(guard(most=20_000), io.BytesIO(body), length=str(len(body)), kind="Multipart/form-data; boundary=x")
    assert answer[1] == "413 Content Too Large"


def test_it_refuses_a_body_that_ends_early() -> None:
    assert ask(guard(), io.BytesIO(b"ab"), length="3")[1] == "408 Request Timeout"


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "x"])
def test_it_refuses_a_length_that_is_no_number(length: str) -> None:
    assert ask(guard(), length=length)[1] == "400 Bad Request"
