"""What can be queued, and what a worker does unasked. A task is an interface: it calls a use case, with ids.

A name is for ever: one that changes stays registered for a release, for messages in flight and a beat of the old one.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down

from comments import doorbell, limits
from comments.akismet import feedback
from comments.chat import writing as chats
from comments.classifier import likeness, storage
from comments.db import forks
from comments.deliveries.senders import Senders
from comments.mail import backends
from comments.maintenance import chores, host_keys
from comments.moderation import handfuls
from comments.moderation.notices import writing
from comments.screening import backlog, run
from comments.similarity import floods
from comments.trials import trials

log = logging.getLogger(__name__)

WATCH_SECONDS = 5.0

_Function = Callable[..., None]


def _renamed(name: str, *, was: str) -> Callable[[_Function], Any]:  # Any: Celery's proxy of a task
    """Register a task under its name, and until the next release under its former one."""

    def registered(function: _Function) -> Any:
        shared_task(name=was)(function)
        return shared_task(name=name)(function)

    return registered


@shared_task(name="comments.screen")
def screen(ids: list[int]) -> None:
    """Screen these comments and as many others as nobody has begun with: a batch costs little more than one."""
    run.screen(backlog.with_new(ids))


@_renamed("comments.screen_alone", was="comments.screen_these")
def screen_alone(ids: list[int]) -> None:
    """Screen these comments and no others, so that what failed before fails alone."""
    run.screen(ids)


@shared_task(name="comments.sweep")
def sweep() -> None:
    """Queue again what is due and was not claimed; until the broker does not take a message."""
    for ids in backlog.sweep():
        if not doorbell.queue_screening_alone(ids):
            return


@_renamed("comments.send_akismet_feedback", was="comments.tell")
def send_akismet_feedback() -> None:
    """Tell Akismet where moderators disagreed with it."""
    feedback.send()


@_renamed("comments.watch_floods", was="comments.watch")
def watch_floods() -> None:
    """Notice where floods of comments begin and end."""
    floods.watch()


@shared_task(name="comments.decide_clusters")
def decide_clusters() -> None:
    """Carry out a handful of a decision on many comments, and queue the next, so that screening has its turns too."""
    if handfuls.carry_out_next():
        doorbell.queue_decisions_on_many()


@shared_task(name="comments.try_rules")
def try_rules() -> None:
    """Look at a handful of comments for a trial of a rule, and queue the next, so that screening has its turns too."""
    if trials.carry_out_next():
        doorbell.queue_trials()


@shared_task(name="comments.fetch_key_sets")
def fetch_key_sets() -> None:
    """Fetch the public keys of hosts that are due."""
    host_keys.fetch_due()


@_renamed("comments.run_chores", was="comments.keep_house")
def run_chores() -> None:
    """Forget what is kept for a time only, and put right what is not as it must be."""
    chores.run()


_stopping = threading.Event()


@worker_ready.connect
def start_watching(**_: Any) -> None:
    """In each worker's main process: do here what neither doorbell nor beat's sweep brought in time.

    So comments are screened and decided while the broker is dead or frozen, or beat is silent. Whoever is to hear that
    comments wait is found here alone: it needs no broker.
    """
    if backends.sends_to_nobody():
        log.warning("There is no mail server: nobody is sent mails. See EMAIL_URL in docs/mail.md")
    _stopping.clear()
    # A gate for each: neither waits for the other, and a fork waits for both.
    for name, loop in (("watch", _do_overdue), ("learn", _learn)):
        threading.Thread(target=loop, name=name, args=[forks.ForkGate()], daemon=True).start()
    threading.Thread(target=Senders().send_until, args=(_stopping,), name="deliver", daemon=True).start()


@worker_shutting_down.connect
def stop_watching(**_: Any) -> None:
    _stopping.set()


def _do_overdue(gate: forks.ForkGate) -> None:
    while not _stopping.wait(WATCH_SECONDS):
        with gate.using_database():
            backlog.screen_overdue(limit=limits.SWEEP_ROWS)
        with gate.using_database():
            handfuls.carry_out_overdue()
        with gate.using_database():
            trials.carry_out_overdue()
        with gate.using_database():
            writing.write_next()
        with gate.using_database():
            chats.write_next()


def _learn(gate: forks.ForkGate) -> None:
    """Beside the pool and not in it: while a classifier is built, says anew what it makes of what waits, or is measured
    for a trial, all of which may take seconds, screening goes on.
    """
    while not _stopping.wait(WATCH_SECONDS):
        with gate.using_database():
            storage.learn_in_background()
        with gate.using_database():
            likeness.write_in_background(storage.learn_in_background)
        with gate.using_database():
            trials.measure_in_background()
