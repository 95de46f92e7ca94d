"""Asking a service outside behind a circuit breaker that all workers share in one row (Nygard, Release It!, 2007)."""

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
    """Ask `question` of the service `name`, and return its answer; raises NoAnswer, at once while the service rests.

    Failures and answers are counted in the service's row. Do not call it inside a transaction, which would last as
    long as the question.
    """
    now = now or timezone.now()
    row, _made = Service.objects.get_or_create(name=name)
    asked = backoff.before_asking(_breaker(row), now=now)
    if asked is None or (asked != _breaker(row) and not _wins_trial(row, asked)):
        raise NoAnswer(Fault.RESTING)
    try:
        answer = question()
    except NoAnswer as silence:
        _record_failure(row, silence.fault, asked=asked, now=now)
        raise
    _record_answer(row)
    return answer


def resting_until(name: str) -> datetime | None:
    """Until when nobody asks a service that failed several times; None if it is asked."""
    return Service.objects.filter(name=name).values_list("resting_until", flat=True).first()


def forget(name: str) -> None:
    """Ask a service again at once, whose address was changed or which somebody saw answer."""
    with writing():
        Service.objects.filter(name=name).update(failures=0, resting_until=None)


def _breaker(row: Service) -> BreakerState:
    return BreakerState(row.failures, row.resting_until)


def _wins_trial(row: Service, asked: BreakerState) -> bool:
    """Whether this worker is the one that asks after a rest: only the first guarded UPDATE finds the row as it was."""
    same = Service.objects.filter(pk=row.pk, failures=row.failures, resting_until=row.resting_until)
    with writing():
        return same.update(resting_until=asked.resting_until) == 1


def _record_failure(row: Service, fault: Fault, *, asked: BreakerState, now: datetime) -> None:
    """Count a failure on the row as it is by now, under its lock, so that failures at the same moment all count."""
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


def _record_answer(row: Service) -> None:
    """Forget earlier failures. It reads first, because on SQLite even an UPDATE of no row locks out other writers."""
    failed = Service.objects.filter(pk=row.pk).exclude(failures=0, resting_until=None)
    if not failed.exists():
        return
    whole = backoff.after_success()
    with writing():
        failed.update(failures=whole.failures, resting_until=whole.resting_until)
    if row.resting_until:
        log.warning("%s answers again", row.name)
