"""What can be queued. A task is an interface: it loads, calls and is done; its arguments are ids."""

import threading
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.db import connection

from comments import doorbell, limits
from comments.akismet import feedback
from comments.classifier import storage
from comments.maintenance import chores
from comments.moderation import bulk
from comments.screening import run
from comments.similarity import floods

WATCH_SECONDS = 5.0


@shared_task(name="comments.screen")
def screen(ids: list[int]) -> None:
    """What was just posted, and what else waits for the first time: a handful costs little more than one."""
    run.screen(run.with_others(ids))


@shared_task(name="comments.screen_these")
def screen_these(ids: list[int]) -> None:
    """These and no others, so that what failed before fails alone."""
    run.screen(ids)


@shared_task(name="comments.sweep")
def sweep() -> None:
    """Ring again for what is due and was not claimed; what was tried before gets a task of its own."""
    for ids in run.sweep():
        if not doorbell.queue_screening_alone(ids):
            return


@shared_task(name="comments.tell")
def tell() -> None:
    """Tell an outside service where moderators disagreed with it."""
    feedback.send()


@shared_task(name="comments.watch")
def watch_floods() -> None:
    floods.watch()


@shared_task(name="comments.decide_clusters")
def decide_clusters() -> None:
    """A handful of each decision on a cluster at a time, so that screening has its turns between them."""
    if bulk.go_on():
        doorbell.queue_cluster_decisions()


@shared_task(name="comments.keep_house")
def keep_house() -> None:
    chores.run()


_stopping = threading.Event()


@worker_ready.connect
def watch(**_: Any) -> None:
    """In each worker's main process: do here what neither doorbell nor beat's sweep brought in time.

    So comments are screened and decided while the broker is dead or frozen, or beat is silent.
    """
    _stopping.clear()
    threading.Thread(target=_watch, name="watch", daemon=True).start()
    threading.Thread(target=_learn, name="learn", daemon=True).start()


@worker_shutting_down.connect
def stop_watching(**_: Any) -> None:
    _stopping.set()


def _watch() -> None:
    while not _stopping.wait(WATCH_SECONDS):
        run.screen_overdue(limit=limits.SWEEP_ROWS)
        bulk.go_on_with_overdue()
        connection.close()  # so that no pool child is forked with it


def _learn() -> None:
    """Beside the pool and not in it: while a filter is built, which may take seconds, screening goes on."""
    while not _stopping.wait(WATCH_SECONDS):
        storage.learn_in_background()
        connection.close()
