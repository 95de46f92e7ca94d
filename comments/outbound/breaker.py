"""Asking a service outside with a breaker that all workers share in one row."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.utils import timezone

from comments.db.transactions import writing
from comments.models import Service
from comments.outbound import backoff
from comments.outbound.backoff import BreakerState
from comments.outbound.http import Fault, NoAnswer

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")


def ask(name: str, question: Callable[[], Answer], *, now: datetime | None = None) -> Answer:
    """What the service answers; raises NoAnswer, at once while it rests after failures in a row.

    Not to be called inside a transaction, which would last as long as the question.
    """
    now = now or timezone.now()
    row, _made = Service.objects.get_or_create(name=name)
    asked = backoff.before_asking(_breaker(row), now=now)
    if asked is None or (asked != _breaker(row) and not _is_on_trial(row, asked)):
        raise NoAnswer(Fault.RESTING)
    try:
        answer = question()
    except NoAnswer as silence:
        _failed(row, silence.fault, asked=asked, now=now)
        raise
    _answered(row)
    return answer


def _breaker(row: Service) -> BreakerState:
    return BreakerState(row.failures, row.resting_until)


def _is_on_trial(row: Service, asked: BreakerState) -> bool:
    """Whether we are the one who asks after a rest: of several who write the same, one finds the row as it was."""
    same = Service.objects.filter(pk=row.pk, failures=row.failures, resting_until=row.resting_until)
    with writing():
        return same.update(resting_until=asked.resting_until) == 1


def _failed(row: Service, fault: Fault, *, asked: BreakerState, now: datetime) -> None:
    """Counted on the row as it is by then, under its lock: failures at the same moment all count."""
    with writing():
        before = _breaker(Service.objects.select_for_update().get(pk=row.pk))
        after = backoff.after_failure(before, asked=asked, now=now)
        if after != before:
            Service.objects.filter(pk=row.pk).update(failures=after.failures, resting_until=after.resting_until)
    if after != before and after.resting_until:
        log.warning(
            "%s gave no answer (%s), %d times in a row: it is not asked again before %s",
            row.name, fault, after.failures, after.resting_until,
        )  # fmt: skip


def _answered(row: Service) -> None:
    """Read first: on SQLite even an update of nothing takes the place of the one writer."""
    failed = Service.objects.filter(pk=row.pk).exclude(failures=0, resting_until=None)
    if not failed.exists():
        return
    whole = backoff.after_success()
    with writing():
        failed.update(failures=whole.failures, resting_until=whole.resting_until)
    if row.resting_until:
        log.warning("%s answers again", row.name)
