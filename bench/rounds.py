"""Rounds over many systems, interleaved, so that a slow minute of the machine hits all of them alike."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field

from bench.load import DISTURBED, Load, Run, measure
from bench.options import Options
from bench.processes import wait_for_quiet
from bench.progress import say
from bench.table import Limit, Row

_QUIET_SECONDS = 5.0


@dataclass(frozen=True)
class Case:
    """One work on one system; `prepare` makes what a run uses up, such as posts that may be sent only once."""

    work: str
    system: str
    prepare: Callable[[], Load]


@dataclass
class Results:
    """The runs of each work on each system."""

    runs: dict[tuple[str, str], list[Run]] = field(default_factory=dict)

    def add(self, case: Case, run: Run) -> None:
        self.runs.setdefault((case.work, case.system), []).append(run)

    def median(self, work: str, figure: Callable[[Run], float]) -> dict[str, float]:
        """By system; only those that did this work."""
        return {
            system: statistics.median(figure(run) for run in runs)
            for (done, system), runs in self.runs.items()
            if done == work
        }

    def total(self, work: str, figure: Callable[[Run], float]) -> dict[str, float]:
        return {system: sum(figure(run) for run in runs) for (done, system), runs in self.runs.items() if done == work}

    def disturbed(self, work: str) -> frozenset[str]:
        """Systems whose median round somebody else's work got in the way of."""
        return frozenset(
            name for name, others in self.median(work, lambda run: run.others).items() if others > DISTURBED
        )

    def failed(self, work: str) -> frozenset[str]:
        return frozenset(name for name, failures in self.total(work, lambda run: run.failed).items() if failures)

    def row(self, work: str, measure: str, figures: Mapping[str, float], limit: Limit | None = None) -> Row:
        return Row(work, measure, figures, limit, self.disturbed(work), self.failed(work))

    def raw(self) -> Iterator[Mapping[str, object]]:
        for (work, system), runs in self.runs.items():
            for number, run in enumerate(runs, 1):
                yield {"work": work, "system": system, "round": number, **asdict(run)}


def steady(work: Load) -> Callable[[], Load]:
    """For a case whose work is the same in every round."""
    return lambda: work


def interleaved(cases: Iterable[Case], options: Options, results: Results) -> None:
    """Add a run of every case, then again, as many times as there are rounds."""
    cases = list(cases)
    for number in range(1, options.rounds + 1):
        for case in cases:
            run = _undisturbed(case, options.seconds)
            results.add(case, run)
            say(_line(f"{number}/{options.rounds}", case, run))


def _undisturbed(case: Case, seconds: int) -> Run:
    """The run, or a second one where somebody else got in the way of the first; the quieter of both."""
    wait_for_quiet(seconds=_QUIET_SECONDS)
    run = measure(case.prepare(), seconds)
    if run.others <= DISTURBED or run.seconds > 2 * seconds:
        return run
    wait_for_quiet(seconds=_QUIET_SECONDS)
    return min(run, measure(case.prepare(), seconds), key=lambda one: one.others)


def _line(number: str, case: Case, run: Run) -> str:
    failed = f", {run.failed} failed" if run.failed else ""
    disturbed = f", disturbed by others ({run.others:.2f} cores)" if run.others > DISTURBED else ""
    figures = f"{run.per_second:,.1f}/s, {run.cpu_us:,.0f} µs of CPU, p99 {run.p99_ms:,.1f} ms"
    return f"{number} {case.work}, {case.system}: {figures}{failed}{disturbed}"
