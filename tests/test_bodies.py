"""Slow and long bodies: who sends them cannot keep others from reading."""

import io
import threading
from typing import Any

import pytest

from project.bodies import Bodies
from tests.servers import wait_until

pytestmark = pytest.mark.once


def application(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [])
    return [environ["wsgi.input"].read()]


def ask(bodies: Bodies, body: Any = None, *, length: str = "", kind: str = "", path: str = "/") -> tuple[bytes, str]:
    said: list[str] = []
    environ = {"CONTENT_LENGTH": length, "CONTENT_TYPE": kind, "wsgi.input": body or io.BytesIO(), "PATH_INFO": path}
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


def test_it_hands_a_body_on() -> None:
    assert ask(Bodies(application, most=10, at_once=1), io.BytesIO(b"text"), length="4") == (b"text", "200 OK")


def test_it_answers_who_sends_nothing_while_all_slots_wait_for_slow_senders() -> None:
    bodies, slow = Bodies(application, most=10, at_once=1), Slow()
    sender = threading.Thread(target=lambda: ask(bodies, slow, length="1"))
    sender.start()
    wait_until(slow.began.is_set, seconds=5, what="the slow body")
    assert ask(bodies)[1] == "200 OK"
    assert ask(bodies, io.BytesIO(b"t"), length="1")[1] == "503 Service Unavailable"
    slow.go.set()
    sender.join()
    assert ask(bodies, io.BytesIO(b"t"), length="1")[1] == "200 OK"


def test_it_does_not_read_what_is_too_long() -> None:
    body = io.BytesIO(b"x" * 11)
    assert ask(Bodies(application, most=10, at_once=1), body, length="11") == (b"", "200 OK")
    assert body.tell() == 0


def test_it_reads_more_below_one_path_and_not_without_end() -> None:
    bodies = Bodies(application, most=10, at_once=1, long_below="/admin/", most_there=20)

    assert ask(bodies, io.BytesIO(b"x" * 20), length="20", path="/admin/login/") == (b"x" * 20, "200 OK")
    assert ask(bodies, io.BytesIO(b"x" * 21), length="21", path="/admin/login/") == (b"", "200 OK")
    assert ask(bodies, io.BytesIO(b"x" * 20), length="20", path="/administration/") == (b"", "200 OK")


def test_it_refuses_a_long_upload_itself_since_django_would_read_it() -> None:
    answer = ask(Bodies(application, most=10, at_once=1), length="11", kind="multipart/form-data; boundary=x")
    assert answer[1] == "413 Content Too Large"


def test_it_refuses_a_body_that_ends_early() -> None:
    assert ask(Bodies(application, most=10, at_once=1), io.BytesIO(b"ab"), length="3")[1] == "400 Bad Request"


@pytest.mark.parametrize("length", ["-1", "1e3", "٣", "x"])
def test_it_refuses_a_length_that_is_no_number(length: str) -> None:
    assert ask(Bodies(application, most=10, at_once=1), length=length)[1] == "400 Bad Request"
