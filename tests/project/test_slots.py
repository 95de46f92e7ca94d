"""Slots in Django: who may come in, who waits, and who is told to come again."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.urls import reverse

from project import wsgi
from project.slots import ConcurrencyLimit, Slots
from tests.project.shared_cache.origin import Answer, Closing, ask
from tests.support.servers import wait_until

pytestmark = pytest.mark.once


class Work:
    """An application in which every request stays until it is told to go."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.go = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.inside.append(environ["REQUEST_METHOD"])
        assert self.go.wait(10)
        start("200 OK", [("X-Thread", threading.current_thread().name)])
        return [b"done"]


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.go.set()


@pytest.fixture
def visitors() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(12) as visitors:
        yield visitors


def places(work: Any, *, patience: float = 0.05, waiting: int = 10, unhurried: str = "/admin/") -> Slots:
    return Slots(work, reading=2, changing=2, waiting=waiting, unhurried=unhurried, patience=patience)


def fill(
    visitors: ThreadPoolExecutor, door: Any, work: Work, *methods: str, path: str = "/admin/"
) -> list[Future[Answer]]:
    before = len(work.inside)
    futures = [visitors.submit(ask, door, path, method=method) for method in methods]
    wait_until(lambda: len(work.inside) == before + len(methods), seconds=5, what="all of them inside")
    return futures


def test_it_lets_changes_and_readers_in_whatever_the_others_wait_for(work: Work, visitors: ThreadPoolExecutor) -> None:
    door = places(work)
    changes = fill(visitors, door, work, "POST", "PATCH")
    readers = fill(visitors, door, work, "GET", "HEAD")
    for method in ("GET", "DELETE"):
        answer = ask(door, method=method)
        assert answer.code == 503
        assert int(answer.headers["Retry-After"]) > 0
    work.go.set()
    assert {future.result(5).code for future in [*changes, *readers]} == {200}
    assert len(work.inside) == 4, "who was refused is not worked for"


def test_it_waits_for_a_change_that_has_begun_and_not_for_who_only_reads(
    work: Work, visitors: ThreadPoolExecutor
) -> None:
    door = places(work)
    (change,) = fill(visitors, door, work, "POST", path="/")
    assert ask(door, "/").code == 503
    assert not change.done()
    work.go.set()
    assert change.result(5).code == 200


def test_it_refuses_at_once_when_too_many_wait(work: Work, visitors: ThreadPoolExecutor) -> None:
    door = places(work, waiting=1, patience=10)
    inside = fill(visitors, door, work, "GET", "GET", "POST", "POST")
    last = visitors.submit(ask, door, "/admin/")
    wait_until(lambda: door._reading._work_queue.qsize() == 1, seconds=5, what="one who waits")
    assert ask(door).code == 503
    work.go.set()
    assert {future.result(5).code for future in [*inside, last]} == {200}


def test_it_works_in_threads_of_its_own_and_closes_what_it_has_read() -> None:
    body = Closing(b"a", b"b")

    def application(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("X-Thread", threading.current_thread().name)])
        return body

    answer = ask(places(application, patience=5))
    assert (answer.body, body.closed) == (b"ab", 1)
    assert answer.headers["X-Thread"].startswith("reading")


def test_it_passes_on_what_the_application_raises() -> None:
    def application(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        ask(places(application, patience=5))


def test_it_lets_few_log_in_at_once_and_everybody_else_go_on(work: Work, visitors: ThreadPoolExecutor) -> None:
    door = ConcurrencyLimit(work, path="/admin/login/", at_once=1, waiting=1, patience=0.05)
    first = fill(visitors, door, work, "POST", path="/admin/login/")
    assert ask(door, "/admin/login/", method="POST").code == 503
    others = fill(visitors, door, work, "GET", path="/admin/login/") + fill(visitors, door, work, "POST", path="/")
    work.go.set()
    assert {future.result(5).code for future in first + others} == {200}
    assert ask(door, "/admin/login/", method="POST").code == 200


def test_it_lets_one_password_be_checked_at_a_time(work: Work, visitors: ThreadPoolExecutor) -> None:
    door = wsgi.guarded(work)
    login = reverse("admin:login")
    first = fill(visitors, door, work, "POST", path=login)
    second = visitors.submit(ask, door, login, method="POST")
    others = fill(visitors, door, work, "GET", path=login) + fill(visitors, door, work, "POST", "GET", path="/")
    assert work.inside.count("POST") == 2
    work.go.set()
    assert {future.result(5).code for future in [*first, second, *others]} == {200}
