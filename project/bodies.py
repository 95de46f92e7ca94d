"""Takes a request's body in before Django does, so that people who send slowly cannot hold every thread."""

import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

# What has arrived is read in less, even when eight send in the same instant; who sends slowly is not waited for.
A_MOMENT = 0.05
BUSY = b"Too many are sending at once. Go back and send it again: your text is still in the form.\n"
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Bodies:
    """WSGI middleware: at most `at_once` bodies are being received; reading pages goes on whatever they do.

    A body longer than `most` bytes is not read at all, and Django refuses it by its Content-Length. Below the path
    `long_below` it may have `most_there`.
    """

    def __init__(
        self, application: Application, *, most: int, at_once: int, long_below: str = "", most_there: int = 0
    ) -> None:
        self._application = application
        self._most = most
        self._long_below, self._most_there = long_below, most_there
        self._slots = threading.BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdecimal()):
            return _answer(start, "400 Bad Request", b"The Content-Length is not a number.\n")
        if int(length) > self._most_of(environ):
            if environ.get("CONTENT_TYPE", "").startswith("multipart/"):  # Django would not look at its length
                return _answer(start, "413 Content Too Large", b"Go back: your text is still in the form.\n")
            environ["wsgi.input"] = BytesIO()
        elif int(length):
            if not self._slots.acquire(timeout=A_MOMENT):
                return _answer(start, "503 Service Unavailable", BUSY, ("Retry-After", "2"))
            try:
                body = environ["wsgi.input"].read(int(length))
            finally:
                self._slots.release()
            if len(body) < int(length):
                return _answer(start, "400 Bad Request", b"The request ended early.\n")
            environ["wsgi.input"] = BytesIO(body)
        return self._application(environ, start)

    def _most_of(self, environ: dict[str, Any]) -> int:
        is_there = self._long_below and environ.get("PATH_INFO", "").startswith(self._long_below)
        return self._most_there if is_there else self._most


def _answer(start: Start, status: str, text: bytes, *headers: tuple[str, str]) -> list[bytes]:
    ours = [("Content-Type", "text/plain"), ("Content-Length", str(len(text))), ("Connection", "close")]
    start(status, [*ours, ("Access-Control-Allow-Origin", "*"), *headers])
    return [text]
