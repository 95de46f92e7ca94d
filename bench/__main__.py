"""`make bench`: everything in one run, interleaved, and one table at the end."""

import json
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from bench import hot, load, memory, misses, options, posting, profiles, report
from bench.options import Options
from bench.peers.competitors import start_competitors
from bench.peers.names import ISSO, NGINX
from bench.progress import say
from bench.rounds import Results
from bench.servers import Testbed, prepare_testbed
from bench.table import Limit, Row, failures, markdown

_BESIDE_OTHERS = {"hot", "miss", "posting"}
_TELLING = {
    "ratio": Limit(least=0.9),
    "webhook calls that came twice": Limit(most=0),
    "deliveries that failed": Limit(most=0),
}
_SCREENING = {"p99, ms": Limit(most=50), "other answers than 200": Limit(most=0)}


def main() -> int:
    chosen = options.read()
    if chosen.needs_wrk and not load.has_wrk():
        print(load.NO_WRK, file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _stop)
    try:
        _measure(chosen)
    except KeyboardInterrupt:
        say("stopped, and everything that was started with it")
        return 130
    return 0


def _stop(*_arguments: object) -> None:
    raise KeyboardInterrupt


def _measure(chosen: Options) -> None:
    results = Results()
    with tempfile.TemporaryDirectory(prefix="comments-bench-") as folder, prepare_testbed(chosen, Path(folder)) as made:
        rows, notes = _rows(made, chosen, results)
        profile = profiles.measure(made, results) if "profile" in chosen.parts else ""
        table = markdown(rows) if rows else ""
        text = report.written(chosen, made.postgresql, table=table, profile=profile, notes=notes)
    print(f"\n{text}\n\n{failures(rows)} figures outside their limits")
    if chosen.json:
        chosen.json.write_text(
            json.dumps({"rows": [asdict(row) for row in rows], "runs": list(results.raw())}, default=list)
        )
    if chosen.is_for_the_record:
        report.keep(text)
        say(f"written into {report.PAGE}")


def _rows(made: Testbed, chosen: Options, results: Results) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    notes: list[str] = []
    with ExitStack() as stack:
        others = stack.enter_context(start_competitors(made)) if _BESIDE_OTHERS & set(chosen.parts) else None
        if "hot" in chosen.parts and others:
            rows += hot.measure(made, others, chosen, results)
        if "miss" in chosen.parts and others:
            rows += misses.measure(made, others, chosen, results)
        if "screening" in chosen.parts:
            rows += _screening(made)
        if "telling" in chosen.parts:
            rows += _telling(made)
        if "posting" in chosen.parts and others:
            rows += posting.measure(made, others, chosen, results)
        if others:
            absent = [name for name, server in ((NGINX, others.nginx), (ISSO, others.isso)) if server is None]
            notes += [f"{name} was not there: its column is empty." for name in absent]
    if "memory" in chosen.parts:
        rows += memory.measure(made, chosen)
    return rows, notes


def _screening(made: Testbed) -> list[Row]:
    """To be measured before posting, whose unscreened comments would keep the worker busy."""
    what = "screening, then reading and posting together; about a minute and a half"
    return _inside(made, "screening", made.hot, what=what, limits=_SCREENING)


def _telling(made: Testbed) -> list[Row]:
    what = "screening while people and programs listen, then a flood; about eight minutes"
    return _inside(made, "telling", what=what, limits=_TELLING)


def _inside(made: Testbed, part: str, *argv: str, what: str, limits: Mapping[str, Limit]) -> list[Row]:
    """A part that runs over each full database in a process of its own."""
    figures: dict[tuple[str, str], dict[str, float]] = {}
    for seeded in made.full:
        say(f"{seeded.system}: {what}")
        folder = seeded.folder / part
        folder.mkdir()
        for figure in seeded.run_inside("bench.run", part, str(folder), *argv):
            figures.setdefault((figure["work"], figure["measure"]), {})[seeded.system] = figure["value"]
    return [Row(work, measure, by_system, limits.get(measure)) for (work, measure), by_system in figures.items()]


if __name__ == "__main__":
    sys.exit(main())
