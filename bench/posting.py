"""Comments taken in, by eight clients at once, each comment kept on the disk before it is answered."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench.load import Load, Roots, Run, pack, post_request
from bench.options import Options
from bench.peers import isso
from bench.peers.competitors import Competitors
from bench.peers.names import DJANGO, ISSO, POSTGRESQL
from bench.peers.reference_servers import Listening
from bench.rounds import Case, Results, interleaved, steady
from bench.servers import SeededDatabase, Testbed
from bench.table import Limit, Row
from bench.texts import Texts
from tests.support.servers import Valkey, Web

CLIENTS = 8
KEYS = tuple(f"post-{number}" for number in range(20))
LONE_KEY = "post-alone"
AMONG, ALONE = "posting over 20 threads, 8 clients", "posting on one thread, 8 clients"
EMPTY = "an empty Django view, 8 clients"
# More than anybody takes in a second; a run that uses them up counts as failed.
_A_SECOND = 1500
_CREATED = "201"

Requests = Callable[[int, object], Iterator[bytes]]  # how many, and what makes them differ from all others


@dataclass(frozen=True)
class _Files:
    """Posts that were never sent before: a file for each run, behind which the one before it is deleted."""

    folder: Path
    each: int
    _numbers: Iterator[int] = field(default_factory=count)

    def work(self, url: str, roots: Roots, requests: Requests) -> Callable[[], Load]:
        def prepare() -> Load:
            for old in self.folder.iterdir():
                old.unlink()
            number = next(self._numbers)
            return Load(url, roots, CLIENTS, posts=pack(self.folder / str(number), requests(self.each, number)))

        return prepare


def measure(testbed: Testbed, competitors: Competitors, options: Options, results: Results) -> list[Row]:
    folder = testbed.folder / "posts"
    folder.mkdir()
    files = _Files(folder, _A_SECOND * options.seconds)
    with ExitStack() as stack:
        empty = Load(competitors.empty.url + "/", Roots(competitors.empty.group), CLIENTS)
        cases = [Case(EMPTY, DJANGO, steady(empty))]
        for seeded in testbed.full:
            cases += _ours(seeded, stack, files)
        if competitors.isso is not None:
            cases += _isso(competitors.isso, files)
        cases.sort(key=lambda case: case.work)
        interleaved(cases, options, results)
    return [*_rows_of(results, AMONG, accepted=300), *_rows_of(results, ALONE, accepted=150)]


def _ours(seeded: SeededDatabase, stack: ExitStack, files: _Files) -> list[Case]:
    """With a broker to ring, and no worker: what screening costs is another row."""
    folder = seeded.folder / "broker"
    folder.mkdir()
    broker = stack.enter_context(Valkey(folder))
    web = stack.enter_context(seeded.web("posting", {"BROKER_URL": broker.url}))
    roots = seeded.roots(web)
    return [
        Case(work, seeded.system, files.work(web.url, roots, _to_ours(web, keys)))
        for work, keys in ((AMONG, KEYS), (ALONE, (LONE_KEY,)))
    ]


def _to_ours(web: Web, keys: tuple[str, ...]) -> Requests:
    def requests(many: int, seed: object) -> Iterator[bytes]:
        texts, choice = Texts(seed), random.Random(str(seed))
        for number in range(many):
            body = {"site": "posts", "thread": choice.choice(keys), "name": f"Reader {number}"}
            body |= {"email": f"reader{seed}.{number}@example.org", "text": texts.one()}
            yield post_request(f"{web.url}/api/v1/comments/", json.dumps(body).encode(), {})

    return requests


def _isso(server: Listening, files: _Files) -> list[Case]:
    def to_isso(keys: tuple[str, ...]) -> Requests:
        return lambda many, seed: isso.posts(server, keys, many, seed)

    return [
        Case(work, ISSO, files.work(server.url, Roots(server.group), to_isso(keys)))
        for work, keys in ((AMONG, KEYS), (ALONE, (LONE_KEY,)))
    ]


def _rows_of(results: Results, work: str, *, accepted: float) -> list[Row]:
    cpu = {system: figure / 1000 for system, figure in results.median(work, lambda run: run.cpu_us).items()}
    empty = {system: figure / 1000 for system, figure in results.median(EMPTY, lambda run: run.cpu_us).items()}
    sqlite = {system: figure for system, figure in cpu.items() if system != POSTGRESQL} | empty
    postgresql = {system: figure for system, figure in cpu.items() if system == POSTGRESQL} | empty
    return [
        results.row(work, "accepted/s", results.median(work, _accepted), Limit(least=accepted)),
        results.row(work, "p99, ms", results.median(work, lambda run: run.p99_ms), Limit(most=200)),
        results.row(work, "CPU, ms a post", sqlite, Limit(most=10, of=DJANGO)),
        results.row(work, "CPU, ms a post", postgresql, Limit(most=18, of=DJANGO)),
        Row(work, "not accepted", results.total(work, _refused), Limit(most=0)),
    ]


def _accepted(run: Run) -> float:
    return run.codes.get(_CREATED, 0) / run.seconds


def _refused(run: Run) -> float:
    """What failed, answers from 400 on among it, and what was answered kindly but not taken."""
    kindly = (number for code, number in run.codes.items() if code != _CREATED and int(code) < 400)
    return run.failed + sum(kindly)
