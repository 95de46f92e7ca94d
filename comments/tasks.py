"""What can be queued. A task is an interface: it loads, calls and is done; its arguments are ids."""

import logging
import threading
from collections.abc import Sequence
from typing import Any

from celery import current_app, shared_task
from celery.exceptions import OperationalError
from celery.signals import worker_ready, worker_shutting_down
from django.db import connection

from comments import conf

log = logging.getLogger(__name__)

MESSAGE_SECONDS = 60
WATCH_SECONDS = 5.0


@shared_task(name="comments.screen")
def screen(ids: list[int]) -> None:
    """What was just posted, and what else waits for the first time: a handful costs little more than one."""
    from comments import screening

    screening.screen(screening.with_others(ids))


@shared_task(name="comments.screen_these")
def screen_these(ids: list[int]) -> None:
    """These and no others, so that what failed before fails alone."""
    from comments import screening

    screening.screen(ids)


@shared_task(name="comments.sweep")
def sweep() -> None:
    """Ring again for what is due and was not claimed; what was tried before gets a task of its own."""
    from comments import screening

    handfuls = screening.sweep()
    for ids in handfuls:
        if not ring_for_these(ids):
            return


@shared_task(name="comments.tell")
def tell() -> None:
    """Tell an outside service where moderators disagreed with it."""
    from comments import corrections

    corrections.tell()


@shared_task(name="comments.watch")
def watch_floods() -> None:
    from comments import floods

    floods.watch()


@shared_task(name="comments.decide_clusters")
def decide_clusters() -> None:
    """A handful of each decision on a cluster at a time, so that screening has its turns between them."""
    from comments import cluster_decisions

    if cluster_decisions.go_on():
        ring_for_clusters()


@shared_task(name="comments.keep_house")
def keep_house() -> None:
    from comments import housekeeping

    housekeeping.run()


def ring(ids: Sequence[int]) -> bool:
    """Queue a screening. False when the broker did not take it; the sweep will find the rows."""
    return _is_queued(screen, list(ids))


def ring_for_these(ids: Sequence[int]) -> bool:
    """Queue a screening of these and no others. False when the broker did not take it."""
    return _is_queued(screen_these, list(ids))


def ring_for_clusters() -> bool:
    """Queue the carrying out of decisions on clusters. False when the broker did not take it."""
    return _is_queued(decide_clusters)


def scheduled() -> set[str]:
    """The tasks that beat starts, by the schedule of the application that Django knows."""
    return {entry["task"] for entry in current_app.conf.beat_schedule.values()}


def _is_queued(task: Any, *args: list[int]) -> bool:  # Any: Celery's own type of a task says nothing
    try:
        task.apply_async(args, expires=MESSAGE_SECONDS)
    except (OperationalError, OSError) as error:
        log.debug("broker not reached: %s", error)
        return False
    return True


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
    from comments import cluster_decisions, screening

    while not _stopping.wait(WATCH_SECONDS):
        screening.screen_overdue(limit=conf.SWEEP_ROWS)
        cluster_decisions.go_on_with_overdue()
        connection.close()  # so that no pool child is forked with it


def _learn() -> None:
    """Beside the pool and not in it: while a filter is built, which may take seconds, screening goes on."""
    from comments import learned

    while not _stopping.wait(WATCH_SECONDS):
        learned.learn_what_is_new()
        connection.close()
