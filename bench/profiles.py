"""The profile as a table: what a hot page, a cold page and a post spend their time on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench import addresses, hot, misses, posting
from bench.progress import say
from bench.rounds import Results
from bench.servers import PAST_THE_CACHE, SeededDatabase, Testbed
from bench.table import brief, grid
from tests.support.servers import Valkey

_IN_ALL, _CPU, _SERVER = "in all, µs", "of it CPU, µs", "besides: HTTP server and threads, CPU µs"
_POST = "POST"


@dataclass(frozen=True)
class _Path:
    """What is profiled, and as which work the load has measured it; "" for none."""

    name: str
    path: Callable[[Testbed], str]
    work: str
    past_the_cache: bool = True


def _cold(name: str, path: str) -> _Path:
    return _Path(f"cold, {name}", lambda _stage: path, f"miss, {misses.COMPARED[1].name}, {name}")


_PATHS = (
    _Path("hot, JSON", lambda testbed: addresses.thread(testbed.hot), hot.PAGE, past_the_cache=False),
    _Path("hot, HTML", lambda testbed: addresses.article(testbed.hot), hot.ARTICLE, past_the_cache=False),
    _cold("JSON", addresses.start("t5000")),
    _cold("HTML", addresses.article("t5000")),
    _Path("posting", lambda _stage: _POST, posting.AMONG),
)


def measure(testbed: Testbed, results: Results) -> str:
    """As a table of Markdown: microseconds, by part."""
    columns: dict[str, dict[str, float]] = {}
    for seeded in testbed.full:
        say(f"{seeded.system}: profile of the hot, the cold and the posting path")
        folder = seeded.folder / "profile"
        folder.mkdir()
        with Valkey(folder) as broker:
            for path in _PATHS:
                columns[f"{path.name}, {seeded.system}"] = _column(testbed, seeded, path, broker.url, results)
    return _table(columns)


def _column(testbed: Testbed, seeded: SeededDatabase, path: _Path, broker: str, results: Results) -> dict[str, float]:
    more = {"PROCESS": "web", "BROKER_URL": broker, **(PAST_THE_CACHE if path.past_the_cache else {})}
    where = path.path(testbed)
    found: Mapping[str, Any] = seeded.run_inside("bench.profiling", where, more=more)[where]
    column = {part: share * found["wall_us"] for part, share in found["shares"].items()}
    column |= {_IN_ALL: found["wall_us"], _CPU: found["cpu_us"]}
    served = results.median(path.work, lambda run: run.web_us).get(seeded.system)
    if served is not None:
        column[_SERVER] = max(0.0, served - found["cpu_us"])
    return column


def _table(columns: Mapping[str, Mapping[str, float]]) -> str:
    last = (_IN_ALL, _CPU, _SERVER)
    parts = {part for column in columns.values() for part in column if part not in last}
    weight = {part: sum(column.get(part, 0.0) / column[_IN_ALL] for column in columns.values()) for part in parts}
    rows = [
        [part, *(brief(column[part]) if part in column else "" for column in columns.values())]
        for part in [*sorted(parts, key=lambda part: -weight[part]), *last]
    ]
    return grid(["part, µs a request", *columns], rows, left=1)
