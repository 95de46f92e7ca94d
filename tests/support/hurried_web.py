"""The web server's application with a clock that a test sets forward: what was kept is too old to be sent at once."""

import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from project import wsgi
from project.shared_cache.application import SharedCache

LATER = "/let-everything-kept-be-old"
LONGEST_SECONDS = 2 * 3600.0  # nothing may be sent for so long, not even in place of an error
_ahead = 0.0

assert isinstance(wsgi.kept, SharedCache)
wsgi.kept._clock = lambda: time.monotonic() + _ahead


def application(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    global _ahead
    if environ["PATH_INFO"] != LATER:
        return wsgi.application(environ, start)
    _ahead += LONGEST_SECONDS
    start("204 No Content", [])
    return []
