"""Load on one address of this machine, and what it cost the servers behind it."""

import http.client
import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bench.processes import busy_seconds, cpu_seconds, own_seconds, tree

HERE = Path(__file__).parent
NO_WRK = (
    "make bench loads servers with wrk, which is not on the PATH. Install it (on Debian and Ubuntu: apt install wrk),"
    " or measure what needs none: make bench ONLY=screening,profile"
)
# Above so many cores used by others a run is called disturbed.
DISTURBED = 0.15
_SLOW_CLIENTS = 2
# An answer that takes as many runs is asked for once, and that request is the measurement.
_TOO_SLOW = 3


@dataclass(frozen=True)
class Roots:
    """Process ids of the trees that are charged: the web server's and the database server's, None for SQLite."""

    web: int
    database: int | None = None


@dataclass(frozen=True)
class Load:
    """An address, and how many clients ask for it; each waits for its answer before it asks again."""

    url: str
    roots: Roots
    clients: int = 16
    headers: Mapping[str, str] = field(default_factory=dict)
    posts: Path | None = None  # a file of `pack` whose requests are sent; None: GET the address
    warm_seconds: int = 0  # of the same load before the measurement begins


@dataclass(frozen=True)
class Run:
    """One measurement.

    `web_seconds` and `database_seconds` are user and system CPU time; `others` is how many cores other processes used.
    """

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    web_seconds: float
    database_seconds: float
    others: float
    failed: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    clients: int = 1

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU a request, database included."""
        return (self.web_seconds + self.database_seconds) / max(1, self.requests) * 1e6

    @property
    def web_us(self) -> float:
        return self.web_seconds / max(1, self.requests) * 1e6


@dataclass(frozen=True)
class Answer:
    """Header names are in lower case; `seconds` is from the request to the end of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def measure(load: Load, seconds: int) -> Run:
    """Load the address for so many seconds with wrk.

    One that answers slowly is asked by fewer clients, each of which finishes its request; one that takes three times
    `seconds` is asked once.
    """
    if load.posts:
        return _charged(load, lambda: _wrk(load, seconds, "post.lua", str(load.posts)))
    answers: list[Answer] = []
    first = _charged(load, lambda: _ask_once(load, answers))
    took = answers[0].seconds
    if took <= _TOO_SLOW * seconds:
        took = min(took, get(load.url, load.headers).seconds)  # the first may have filled a cache, or opened a file
    if took > _TOO_SLOW * seconds:
        return first
    if took * load.clients > seconds / 4:
        clients = min(load.clients, _SLOW_CLIENTS if took > 1 else 2 * _SLOW_CLIENTS)
        return _charged(load, lambda: _ask_patiently(load, clients, seconds))
    if load.warm_seconds:
        _wrk(load, load.warm_seconds, "read.lua")
    return _charged(load, lambda: _wrk(load, seconds, "read.lua"))


def get(url: str, headers: Mapping[str, str] | None = None, *, timeout: float = 200) -> Answer:
    """One answer, on a connection of its own. Raises ValueError for an address of another machine."""
    parts = urlsplit(url)
    if parts.hostname != "127.0.0.1":
        raise ValueError(f"only this machine may be loaded, not {parts.hostname}")
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=timeout)
    began = time.perf_counter()
    try:
        connection.request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    found_headers = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, found_headers, body, time.perf_counter() - began)


def pack(path: Path, requests: Iterable[bytes]) -> Path:
    """Write whole HTTP requests to a file that post.lua reads, each to be sent once; returns the path."""
    with path.open("wb") as file:
        for request in requests:
            file.write(b"%08x\n" % len(request) + request)
    return path


def post_request(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    parts = urlsplit(url)
    lines = [f"POST {parts.path}{'?' + parts.query if parts.query else ''} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def read_said(said: str) -> dict[str, int | dict[str, int]]:
    """The figures that our scripts make wrk print as a line of JSON. Raises RuntimeError with its output."""
    line = re.search(r"^@@(\{.*\})$", said, re.MULTILINE)
    if line is None:
        raise RuntimeError(f"wrk said: {said[-800:]}")
    figures: dict[str, int | dict[str, int]] = json.loads(line[1])
    return figures


@dataclass(frozen=True)
class _Counted:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failed: int
    clients: int
    codes: Mapping[str, int] = field(default_factory=dict)


def _charged(load: Load, apply: Callable[[], _Counted]) -> Run:
    """Apply the load, and charge what the processes used meanwhile to its requests."""

    def used() -> tuple[float, float, float, float, float]:
        database = cpu_seconds(tree(load.roots.database)) if load.roots.database else 0.0
        return cpu_seconds(tree(load.roots.web)), database, busy_seconds(), own_seconds(), time.monotonic()

    before = used()
    counted = apply()
    web, database, busy, own, took = (after - first for after, first in zip(used(), before, strict=True))
    return Run(
        requests=counted.requests, seconds=counted.seconds, p50_ms=counted.p50_ms, p99_ms=counted.p99_ms,
        web_seconds=web, database_seconds=database, others=max(0.0, busy - own - web - database) / took,
        failed=counted.failed, codes=counted.codes, clients=counted.clients,
    )  # fmt: skip


def _wrk(load: Load, seconds: int, script: str, *arguments: str) -> _Counted:
    argv = ["wrk", "-t1", f"-c{load.clients}", f"-d{seconds}s", "--timeout", "30s", "-s", str(HERE / script)]
    for name, value in load.headers.items():
        argv += ["-H", f"{name}: {value}"]
    done = subprocess.run([*argv, load.url, "--", *arguments], capture_output=True, text=True, timeout=seconds + 90)
    said = read_said(done.stdout + done.stderr)
    codes = said.pop("codes", {})
    number = {name: int(value) for name, value in said.items() if not isinstance(value, dict)}
    failed = number["refused"] + number["broken"] + number["late"] + number.get("used_up", 0)
    return _Counted(
        number["requests"], number["microseconds"] / 1e6, number["p50"] / 1e3, number["p99"] / 1e3, failed,
        load.clients, codes if isinstance(codes, dict) else {},
    )  # fmt: skip


def _ask_once(load: Load, answers: list[Answer]) -> _Counted:
    answers.append(get(load.url, load.headers))
    (answer,) = answers
    took = answer.seconds
    return _Counted(1, took, took * 1e3, took * 1e3, int(answer.status >= 400), 1)


def _ask_patiently(load: Load, clients: int, seconds: float) -> _Counted:
    answers: list[Answer] = []
    broken: list[Exception] = []
    began = time.perf_counter()

    def ask() -> None:
        while time.perf_counter() - began < seconds:
            try:
                answers.append(get(load.url, load.headers))
            except (OSError, http.client.HTTPException) as error:
                broken.append(error)
                return

    crowd = [threading.Thread(target=ask, daemon=True) for _ in range(clients)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    took = time.perf_counter() - began
    waits = sorted(answer.seconds * 1e3 for answer in answers) or [took * 1e3]
    p99 = waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    failed = len(broken) + sum(answer.status >= 400 for answer in answers)
    return _Counted(len(answers), took, waits[len(waits) // 2], p99, failed, clients)
