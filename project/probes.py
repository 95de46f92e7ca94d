"""Two questions of probes: does the process answer, and can it do its work?

They are answered before anything else, whatever the Host, and wait for no slot that others hold.
"""

import json
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = 1.0
Findings = dict[str, Any]  # the JSON of /readyz; `ready` is always there
NO_DATABASE: Findings = {"ready": False, "database": False}


class Probes:
    """WSGI middleware: /healthz says that the process answers, /readyz what `look` finds within a second.

    However many ask at once, one looks at a time.
    """

    def __init__(self, application: WSGIApplication, *, look: Callable[[], Findings], seconds: float = SECONDS) -> None:
        self._application = application
        self._look = look
        self._seconds = seconds
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._looking: Future[Findings] | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/healthz":
            return _say(environ, start, "200 OK", b"ok\n", "text/plain; charset=utf-8")
        if path == "/readyz":
            findings = self._found()
            status = "200 OK" if findings["ready"] else "503 Service Unavailable"
            return _say(environ, start, status, json.dumps(findings).encode(), "application/json")
        return self._application(environ, start)

    def _found(self) -> Findings:
        with self._lock:
            if self._looking is None or self._looking.done():
                self._looking = self._aside.submit(self._look)
            looking = self._looking
        try:
            return looking.result(self._seconds)
        except TimeoutError:
            return NO_DATABASE


def _say(environ: WSGIEnvironment, start: StartResponse, status: str, body: bytes, kind: str) -> list[bytes]:
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start(status, [*headers, ("X-Content-Type-Options", "nosniff")])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
