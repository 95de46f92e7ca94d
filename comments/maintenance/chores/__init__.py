"""What is done every minute: what is kept for a time only is deleted, and what is wrong is put right.

Each chore does a limited amount of work in a run.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import Error as DatabaseError
from django.utils import timezone

from comments.counters import recount, samples
from comments.deliveries import listening, sending
from comments.maintenance.chores import ageing, clock, erasing, forgetting, indexing, purge, stuck
from comments.reading import feeds, guidelines

log = logging.getLogger(__name__)

Chore = Callable[[datetime], int]  # how many rows it dealt with

MENDING: dict[str, Chore] = {
    "stuck comments made due again": stuck.make_due_again,
    "threads with wrong counts repaired": recount.repair_next_threads,
    "threads with recounted recent comments": ageing.threads,
    "comments indexed for searching": indexing.catch_up,
    "comments drawn for moderators to look at": samples.draw,
    "sites that show the guidelines of all sites again": lambda now: guidelines.repair(),
    "deliveries made due again": sending.bring_forward,
    "sites that know their webhooks again": lambda now: listening.repair_sites(),
    "sites given the beginning of the ids in their feeds": lambda now: feeds.fill_tags(),
}
FORGETTING: dict[str, Chore] = {
    "comments deleted for ever": erasing.due,
    "spam purged": purge.spam,
    "rejected comments purged": purge.rejected,
    "addresses erased": forgetting.addresses,
    "settled reports deleted": forgetting.reports,
    "submission keys deleted": forgetting.submissions,
    "flood limits deleted": forgetting.rate_limits,
    "remembered browsers deleted": forgetting.commenters,
    "text hashes deleted": forgetting.bands,
    "empty clusters deleted": forgetting.clusters,
    "comments of old decisions on many deleted from their lists": forgetting.batch_items,
    "log entries deleted": forgetting.audit_entries,
    "hashes of recommending readers deleted": forgetting.recommendations,
    "sessions of readers deleted": forgetting.reader_sessions,
    "accounts of hosts deleted": forgetting.identities,
    "refused origins deleted": forgetting.refused_origins,
    "addresses for mail deleted": forgetting.subscribers,
    "trials of rules deleted": forgetting.trials,
    "old deliveries deleted": forgetting.deliveries,
}


def run(*, now: datetime | None = None) -> dict[str, int]:
    """Do every chore once, each failing alone; returns how many rows each dealt with, by its name, without zeros.

    Nothing is deleted while the clock is not steady.
    """
    now = now or timezone.now()
    chores = {**MENDING, **FORGETTING} if clock.is_steady(now) else MENDING
    done = {name: count for name, chore in chores.items() if (count := _done(name, chore, now))}
    if done:
        log.info("housekeeping: %s", ", ".join(f"{count} {name}" for name, count in done.items()))
    return done


def _done(name: str, chore: Chore, now: datetime) -> int:
    try:
        return chore(now)
    except DatabaseError as error:
        log.warning("housekeeping, %s: postponed to the next run: %s", name, error)
        return 0
