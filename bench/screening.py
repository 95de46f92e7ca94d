"""How many comments a worker screens in a second with every check on, and what Celery itself costs."""

import statistics
import time

from bench.processes import cpu_seconds, tree
from bench.scene import Scene
from comments import conf, tasks
from comments.models import Comment
from tests.servers import Queue, wait_until

COMMENTS = 600
EMPTY_TASKS = 500
RUNS = 5


def measure(scene: Scene, worker: Queue) -> list[tuple[str, str]]:
    rates, costs = zip(*(_screened(scene, worker) for _ in range(RUNS)), strict=True)
    empty = statistics.median(_empty(scene, worker) for _ in range(RUNS)) * 1000
    handful = conf.SCREEN_HANDFUL
    return [
        ("screened, median of 5 runs", f"{statistics.median(rates):.0f} comments/s"),
        ("  lowest and highest run", f"{min(rates):.0f} and {max(rates):.0f} comments/s"),
        ("  CPU of the worker", f"{statistics.median(costs) * 1000:.2f} ms a comment"),
        ("an empty Celery task", f"{empty:.2f} ms of CPU in the worker"),
        (f"  in handfuls of {handful}", f"{empty / handful:.2f} ms a comment"),
    ]


def _screened(scene: Scene, worker: Queue) -> tuple[float, float]:
    """Comments a second, and CPU seconds a comment."""
    ids = scene.waiting(COMMENTS)
    began, cpu = time.perf_counter(), cpu_seconds(tree(worker.group))
    for start in range(0, len(ids), conf.SCREEN_HANDFUL):
        tasks.ring(ids[start : start + conf.SCREEN_HANDFUL])
    _wait_for(ids)
    seconds = time.perf_counter() - began
    return COMMENTS / seconds, (cpu_seconds(tree(worker.group)) - cpu) / COMMENTS


def _empty(scene: Scene, worker: Queue) -> float:
    """CPU seconds of a task that finds nothing to do; one comment behind them all tells when they are through."""
    last = scene.waiting(1)
    cpu = cpu_seconds(tree(worker.group))
    for _ in range(EMPTY_TASKS):
        tasks.ring([])
    tasks.ring(last)
    _wait_for(last)
    return (cpu_seconds(tree(worker.group)) - cpu) / EMPTY_TASKS


def _wait_for(ids: list[int]) -> None:
    left = Comment.objects.filter(pk__in=ids, due__isnull=False)
    wait_until(lambda: not left.exists(), seconds=120, what="the end of screening")
