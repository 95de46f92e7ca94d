"""A small application behind a cache, the clock of both, and people who ask."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

from project.shared_cache.application import SharedCache

PUBLIC = "public, max-age=1, stale-while-revalidate=2"
ETAG = '"bridge"'
MEBIBYTE = 1024 * 1024

Headers = list[tuple[str, str]]
Render = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


class Clock:
    def __init__(self) -> None:
        self.now = 5000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Answer:
    status: str
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> int:
        return int(self.status[:3])


@dataclass
class Origin:
    """Answers every address by the same headers and a body that says how often it was asked."""

    headers: Headers = field(default_factory=lambda: [("Content-Type", "text/plain"), ("Cache-Control", PUBLIC)])
    status: str = "200 OK"
    body: bytes | None = None
    render: Render | None = None
    asked: list[WSGIEnvironment] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        if self.render:
            return self.render(environ, start)
        start(self.status, list(self.headers))
        return [f"answer {len(self.asked)}".encode() if self.body is None else self.body]

    def says(self, cache_control: str | None, *headers: tuple[str, str]) -> None:
        control = [("Cache-Control", cache_control)] if cache_control is not None else []
        self.headers = [("Content-Type", "text/plain"), *control, *headers]


class House:
    """A cache before an origin."""

    def __init__(self, *, capacity: int = MEBIBYTE, **options: Any) -> None:
        self.clock = Clock()
        self.origin = Origin()
        options = {"matters": lambda name: name == "session", "clock": self.clock, **options}
        self.cache = SharedCache(self.origin, capacity=capacity, **options)

    def get(self, path: str = "/", query: str = "", **more: str) -> Answer:
        return ask(self.cache, path, query, **more)

    @property
    def times_asked(self) -> int:
        return len(self.origin.asked)

    def keeps(self, path: str = "/", query: str = "", **more: str) -> bool:
        """Whether a second asking of the same kind does not reach the application."""
        self.get(path, query, **more)
        before = self.times_asked
        self.get(path, query, **more)
        return self.times_asked == before


def ask(application: Any, path: str = "/", query: str = "", method: str = "GET", **more: str) -> Answer:
    """Ask as a web server does; names in small letters are request headers, others go into the environ as they are."""
    environ: WSGIEnvironment = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method, "SCRIPT_NAME": ""}
    environ |= {(name if name.isupper() else f"HTTP_{name.upper()}"): value for name, value in more.items()}
    setup_testing_defaults(environ)
    begun: list[tuple[str, Headers]] = []
    pieces: list[bytes] = []

    def start(status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:
        if exc_info:
            raise exc_info[1]
        assert not begun, "start_response was called twice"
        begun.append((status, headers))
        return pieces.append

    body = application(environ, start)
    try:
        for piece in body:
            pieces.append(piece)  # in between the application may write
    finally:
        getattr(body, "close", lambda: None)()
    status, headers = begun[0]
    assert len({name.lower() for name, _value in headers}) == len(headers), headers
    return Answer(status, dict(headers), b"".join(pieces))


class Closing:
    """The body of an answer that notes whether it was closed, and can fail on the way."""

    def __init__(self, *pieces: bytes, fails: bool = False) -> None:
        self.pieces = pieces
        self.fails = fails
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces
        if self.fails:
            raise ConnectionError("the source ended")

    def close(self) -> None:
        self.closed += 1
