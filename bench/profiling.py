"""Where the time of a request goes: the application called in this process, each function's own time by part."""

import cProfile
import io
import json
import pstats
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings

from bench.posting import KEYS
from bench.texts import Texts
from project.wsgi import cached, django_application, guarded

CALLS = 200
_WARM = 50
# Whose own time a function's is, by what its file's path and its name hold; the first that fits.
PARTS = (
    ("shared cache", ("/project/shared_cache/",)),
    ("template", ("/django/template/", "/templatetags/", "/utils/html", "/utils/safestring", "/utils/formats")),
    ("PostgreSQL, and waiting for it", ("/psycopg/connection.py:wait", "/psycopg/waiting", "/psycopg_pool/")),
    ("database driver", ("/psycopg", "/django/db/backends/")),
    ("ORM", ("/django/db/",)),
    ("JSON", ("/json/",)),
    ("REST framework", ("/rest_framework/",)),
    ("middleware", ("/middleware", "/whitenoise/", "/csp/", "/utils/deprecation", "/django/contrib/")),
    ("Django's request and response", ("/django/",)),
    ("comments", ("/comments/", "/project/")),
)
# Functions written in C have no file: by their names, else they count with who called them.
_C_PARTS = (
    ("SQLite itself, and the disk", ("sqlite3.",)),
    ("PostgreSQL, and waiting for it", ("psycopg_binary",)),
    ("JSON", ("json",)),
)
REST = "Python's own library"
# As served, but without slots: their threads would be invisible to the profiler, which sees its own thread alone.
application = cached(guarded(django_application), megabytes=settings.CACHE_MB)


def run(paths: Iterable[str]) -> dict[str, dict[str, Any]]:
    """For each path, or POST: seconds of wall time and of CPU a call, without the profiler, and shares by part."""
    return {path: _profiled(_poster() if path == "POST" else _asker(path)) for path in paths}


def _profiled(call: Callable[[], None]) -> dict[str, Any]:
    for _ in range(_WARM):
        call()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(CALLS):
        call()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(CALLS):
        call()
    profile.disable()
    return {"wall_us": wall / CALLS * 1e6, "cpu_us": cpu / CALLS * 1e6, "shares": shares(profile)}


def shares(profile: cProfile.Profile) -> dict[str, float]:
    """Each part's share of the whole time, the largest first."""
    spent: dict[str, float] = {}
    stats = pstats.Stats(profile, stream=io.StringIO()).stats  # type: ignore[attr-defined]  # what pstats is about
    for (file, _line, name), (_calls, _primitive, own, _with_below, callers) in stats.items():
        for part, seconds in _ascribed(file, name, own, callers):
            spent[part] = spent.get(part, 0.0) + seconds
    whole = sum(spent.values()) or 1.0
    return {part: seconds / whole for part, seconds in sorted(spent.items(), key=lambda item: -item[1])}


def _ascribed(file: str, name: str, own: float, callers: dict[Any, Any]) -> Iterable[tuple[str, float]]:
    if file != "~":
        yield _first(PARTS, f"{file}:{name}") or REST, own
    elif part := _first(_C_PARTS, name):
        yield part, own
    else:
        for (calling_file, _line, caller), (*_counts, own_for_it, _with_below) in callers.items():
            yield _first(PARTS, f"{calling_file}:{caller}") or REST, own_for_it


def _first(parts: Iterable[tuple[str, tuple[str, ...]]], text: str) -> str | None:
    return next((part for part, marks in parts if any(mark in text for mark in marks)), None)


def _asker(path: str) -> Callable[[], None]:
    where, _, query = path.partition("?")
    return lambda: _call({"PATH_INFO": where, "QUERY_STRING": query, "REQUEST_METHOD": "GET"}, b"", "200")


def _poster() -> Callable[[], None]:
    texts = Texts("profile")

    def post() -> None:
        text = texts.one()
        body = {"site": "posts", "thread": texts.random.choice(KEYS), "name": "Reader", "email": "reader@example.org"}
        sent = json.dumps({**body, "text": text}).encode()
        asked = {"PATH_INFO": "/api/v1/comments/", "REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json"}
        _call({**asked, "CONTENT_LENGTH": str(len(sent))}, sent, "201")

    return post


def _call(asked: dict[str, str], body: bytes, expected: str) -> None:
    environ: dict[str, Any] = {
        **asked,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    said: list[str] = []

    def start(status: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        said.append(status)
        return body.__add__  # must be something to call, and nothing of ours calls it

    answer = application(environ, start)
    try:
        for _ in answer:
            pass
    finally:
        if hasattr(answer, "close"):
            answer.close()
    assert said[0].startswith(expected), f"{asked} answered {said}"


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1:])))
