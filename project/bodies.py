"""Takes a request's body in before Django does, so that people who send slowly cannot keep others from sending."""

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from project.deadlines import Deadlines
from project.refusals import busy, refuse

# What has arrived is read in less, even when eight send in the same instant; who sends slowly is not waited for.
A_MOMENT = 0.05
# A body takes no longer than this, and a second more for so many bytes.
SECONDS, BYTES_A_SECOND = 10.0, 64 * 1024
# The parameters of each part of a multipart body are read in a time that grows with their square.
MOST_SEMICOLONS = 5000
BUSY = "Too many people are sending at the same time. Go back and send it again: your text is still in the form.\n"
LATE = "The request took too long to arrive. Go back and send it again: your text is still in the form.\n"
TOO_LONG = "This is too long. Go back: your text is still in the form.\n"

Start = Callable[..., Any]
Environ = dict[str, Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class Bodies:
    """WSGI middleware: receives bodies, at most `at_once` at a time and `each` of one sender; the others get 503.

    `sender` says who sends, as any value to compare. A body longer than `most` bytes is not read at all, and Django
    refuses it by its Content-Length; below the path `long_below` it may have `most_there`. A body may take `seconds`,
    and a second more for every 64 KiB; then its connection is ended.
    """

    def __init__(
        self,
        application: Application,
        *,
        most: int,
        at_once: int,
        each: int,
        sender: Callable[[Environ], Hashable],
        long_below: str = "",
        most_there: int = 0,
        seconds: float = SECONDS,
    ) -> None:
        self._application = application
        self._most = most
        self._long_below, self._most_there = long_below, most_there
        self._at_once, self._each, self._seconds = at_once, each, seconds
        self._sender = sender
        self._senders: Counter[Hashable] = Counter()
        self._changed = threading.Condition()
        self._deadlines = Deadlines()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):
            return refuse(start, "400 Bad Request", "The Content-Length is not a number.\n")
        if int(length) > self._most_of(environ):
            if _is_multipart(environ):  # Django would not look at its length
                return refuse(start, "413 Content Too Large", TOO_LONG)
            environ["wsgi.input"] = BytesIO()
        elif int(length):
            with self._slot(self._sender(environ)) as is_ours:
                if not is_ours:
                    return busy(start, BUSY)
                body = self._read(environ, int(length))
            if len(body) < int(length):
                return refuse(start, "408 Request Timeout", LATE)
            if _is_multipart(environ) and body.count(b";") > MOST_SEMICOLONS:
                return refuse(start, "413 Content Too Large", TOO_LONG)
            environ["wsgi.input"] = BytesIO(body)
        return self._application(environ, start)

    def _most_of(self, environ: Environ) -> int:
        is_there = self._long_below and environ.get("PATH_INFO", "").startswith(self._long_below)
        return self._most_there if is_there else self._most

    @contextmanager
    def _slot(self, sender: Hashable) -> Iterator[bool]:
        """Leave to receive one body, given back at the end. Yields False when there was none for a moment."""

        def is_free() -> bool:
            return self._senders.total() < self._at_once and self._senders[sender] < self._each

        with self._changed:
            is_ours = self._changed.wait_for(is_free, A_MOMENT)
            self._senders[sender] += is_ours
        try:
            yield is_ours
        finally:
            with self._changed:
                self._senders[sender] -= is_ours
                if not self._senders[sender]:
                    del self._senders[sender]
                self._changed.notify_all()

    def _read(self, environ: Environ, length: int) -> bytes:
        port, seconds = int(environ.get("SERVER_PORT") or 0), self._seconds + length / BYTES_A_SECOND
        with self._deadlines.of(port, seconds):
            body: bytes = environ["wsgi.input"].read(length)
        return body


def _is_multipart(environ: Environ) -> bool:
    return str(environ.get("CONTENT_TYPE", "")).lower().startswith("multipart/")
