"""What can be queued. A task is an interface: it loads, calls and is done; its arguments are ids."""

import logging
import threading
from collections.abc import Sequence
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.db import connection
from kombu.exceptions import OperationalError

from comments import conf

log = logging.getLogger(__name__)

MESSAGE_SECONDS = 60
WATCH_SECONDS = 5.0


@shared_task(name="comments.screen")
def screen(ids: list[int]) -> None:
    from comments import screening

    screening.screen(ids)


@shared_task(name="comments.sweep")
def sweep() -> None:
    """Ring again for what is due and was not claimed; what was tried before gets a task of its own."""
    from comments import screening

    handfuls = screening.sweep()
    for ids in handfuls:
        if not ring(ids):
            return


@shared_task(name="comments.forget")
def forget() -> None:
    from comments import housekeeping

    housekeeping.forget()


def ring(ids: Sequence[int]) -> bool:
    """Queue a screening. False when the broker did not take it; the sweep will find the rows."""
    try:
        screen.apply_async((list(ids),), expires=MESSAGE_SECONDS)
    except (OperationalError, OSError) as error:
        log.debug("broker not reached: %s", error)
        return False
    return True


_stopping = threading.Event()


@worker_ready.connect
def watch(**_: Any) -> None:
    """In each worker's main process: screen here what neither doorbell nor beat's sweep brought in time.

    So comments are screened while the broker is dead or frozen, or beat is silent.
    """
    _stopping.clear()
    threading.Thread(target=_watch, name="watch", daemon=True).start()


@worker_shutting_down.connect
def stop_watching(**_: Any) -> None:
    _stopping.set()


def _watch() -> None:
    from comments import screening

    while not _stopping.wait(WATCH_SECONDS):
        screening.screen_overdue(limit=conf.SWEEP_ROWS)
        connection.close()  # so that no pool child is forked with it
