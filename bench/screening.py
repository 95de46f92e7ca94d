"""How many comments a worker screens in a second with every check on, and what Celery itself costs."""

import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from bench import latency
from bench.processes import cpu_seconds, tree
from bench.workload import Workload
from comments import doorbell
from comments.models import Comment
from tests.support.environment import port_of
from tests.support.servers import Queue, Valkey, Web, wait_until

COMMENTS = 600
EMPTY_TASKS = 500
RUNS = 3


@dataclass(frozen=True)
class Figure:
    work: str
    measure: str
    value: float


def run(folder: Path, hot: str) -> list[dict[str, object]]:
    """Figures of screening alone, then of reading while posts come steadily and are screened, as dicts of Figure."""
    with Valkey(folder, port=port_of("BROKER_URL")), Queue("worker", folder, {}) as worker:
        workload = Workload()
        figures = list(_alone(workload, worker))
        with Web(folder, {}, port=port_of("PUBLIC_URL")) as web, Queue("beat", folder, {}):
            figures += [Figure(*figure) for figure in latency.measure(workload, web, hot)]
    return [asdict(figure) for figure in figures]


def _alone(workload: Workload, worker: Queue) -> Iterable[Figure]:
    rates, costs = zip(*(screened(workload, worker) for _ in range(RUNS)), strict=True)
    empty = statistics.median(_empty(workload, worker) for _ in range(RUNS)) * 1000
    work = f"screening, median of {RUNS} runs"
    yield Figure(work, "comments/s", statistics.median(rates))
    yield Figure(work, "comments/s, slowest run", min(rates))
    yield Figure(work, "CPU of the worker, ms a comment", statistics.median(costs) * 1000)
    yield Figure("an empty Celery task", "CPU of the worker, ms", empty)
    yield Figure(
        "an empty Celery task",
        f"ms a comment, in batches of {doorbell.SCREEN_BATCH}",
        empty / doorbell.SCREEN_BATCH,
    )


def screened(workload: Workload, worker: Queue) -> tuple[float, float]:
    """Comments a second, and CPU seconds a comment."""
    ids = workload.waiting(COMMENTS)
    began, cpu = perf_counter(), cpu_seconds(tree(worker.group))
    for start in range(0, len(ids), doorbell.SCREEN_BATCH):
        doorbell.queue_screening(ids[start : start + doorbell.SCREEN_BATCH])
    _wait_for(ids)
    seconds = perf_counter() - began
    return COMMENTS / seconds, (cpu_seconds(tree(worker.group)) - cpu) / COMMENTS


def _empty(workload: Workload, worker: Queue) -> float:
    """CPU seconds of a task that finds nothing to do; one comment behind them all tells when they are through."""
    last = workload.waiting(1)
    cpu = cpu_seconds(tree(worker.group))
    for _ in range(EMPTY_TASKS):
        doorbell.queue_screening([])
    doorbell.queue_screening(last)
    _wait_for(last)
    return (cpu_seconds(tree(worker.group)) - cpu) / EMPTY_TASKS


def _wait_for(ids: list[int]) -> None:
    left = Comment.objects.filter(pk__in=ids, due__isnull=False)
    wait_until(lambda: not left.exists(), seconds=120, what="the end of screening")
