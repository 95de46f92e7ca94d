"""The service with its cache, as the web server has it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from project import wsgi
from tests.project.shared_cache.origin import Answer, Clock, ask


class CachedService:
    """Answers by the path and the query, at the time of its own `clock`."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.application = wsgi.cached(wsgi.guarded(wsgi.django_application), megabytes=1, clock=self.clock)

    def get(self, path: str, query: str, **more: str) -> Answer:
        return ask(self.application, path, query, **{"host": "localhost", "REMOTE_ADDR": "192.0.2.7", **more})


@contextmanager
def connections_kept() -> Iterator[None]:
    """Without the end of each request's connection, which holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)
