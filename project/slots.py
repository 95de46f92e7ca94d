"""Slots in Django, apart from connections: who gets none is told soon, and no wait is without end."""

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from project.refusals import busy

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# With the half second for somebody else who makes the same page, two seconds at most.
PATIENCE_SECONDS = 1.5
BUSY = "The service is too busy at the moment. Please try again in a few seconds.\n"


class BufferedResponse(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Slots:
    """WSGI middleware: at most `reading` requests by safe methods are in the application, and `changing` others.

    Each slot is a thread of its own, with its own connection to the database. At most `waiting` requests wait for one,
    for at most `patience` seconds; the others get 503. A read that has no answer by then gets 503 too; a change that
    has begun is waited for, as nobody could tell otherwise whether it was made. Below the path `unhurried`, everything
    is waited for.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        reading: int,
        changing: int,
        waiting: int,
        unhurried: str,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._application = application
        self._reading = ThreadPoolExecutor(reading, thread_name_prefix="reading")
        self._changing = ThreadPoolExecutor(changing, thread_name_prefix="changing")
        self._inside = threading.BoundedSemaphore(reading + changing + waiting)
        self._unhurried = unhurried
        self._patience = patience

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not self._inside.acquire(blocking=False):
            return busy(start, BUSY)
        try:
            answer = self._answer(environ)
        finally:
            self._inside.release()
        if answer is None:
            return busy(start, BUSY)
        start(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, environ: WSGIEnvironment) -> BufferedResponse | None:
        """None when there was no slot or no answer in time."""
        only_reads = environ["REQUEST_METHOD"] in READING
        slots = self._reading if only_reads else self._changing
        future: Future[BufferedResponse] = slots.submit(_answer_of, self._application, environ)
        if _is_done(future, self._patience):
            return future.result()
        is_hurried = only_reads and not environ["PATH_INFO"].startswith(self._unhurried)
        return None if future.cancel() or is_hurried else future.result()


class ConcurrencyLimit:
    """WSGI middleware: of the POSTs to one path at most `at_once` go on; `waiting` others wait for `patience` seconds.

    For what costs the processor much whatever is sent, such as the check of a password. The others get 503.
    """

    def __init__(self, application: WSGIApplication, *, path: str, at_once: int, waiting: int, patience: float) -> None:
        self._application = application
        self._path = path
        self._going_on = threading.BoundedSemaphore(at_once)
        self._inside = threading.BoundedSemaphore(at_once + waiting)
        self._patience = patience

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != self._path:
            return self._application(environ, start)
        if not self._inside.acquire(blocking=False):
            return busy(start, BUSY)
        try:
            if not self._going_on.acquire(timeout=self._patience):
                return busy(start, BUSY)
            try:
                return self._application(environ, start)
            finally:
                self._going_on.release()
        finally:
            self._inside.release()


def _answer_of(application: WSGIApplication, environ: WSGIEnvironment) -> BufferedResponse:
    """All of the answer, so that the slot is free while it is sent."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _exc_info: Any = None, /) -> Any:
        begun[:] = [(status, headers)]
        return pieces.append

    pieces: list[bytes] = []
    body: Any = application(environ, start)
    with closing(body) if hasattr(body, "close") else nullcontext():
        pieces.extend(body)
    return BufferedResponse(*begun[0], b"".join(pieces))


def _is_done(future: Future[BufferedResponse], seconds: float) -> bool:
    try:
        future.exception(seconds)
    except TimeoutError:
        return future.done()
    return True
