"""What waits, and for what."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comments import limits
from comments.maintenance.chores import stuck
from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Comment
from comments.statuses import Status

_OVERDUE = timedelta(hours=1)


def _ring_again(comment_ids: list[int], now: datetime) -> None:
    while stuck.make_due_again(now):
        continue


@rule(_("A waiting comment that is not screened is due, or its screening was given up."), repair=_ring_again)
def waiting_is_due(now: datetime) -> Rows:
    return stuck.forgotten()


@rule(_("No comment is due later than the longest delay."), repair=_ring_again)
def due_in_time(now: datetime) -> Rows:
    return stuck.put_off(now)


@rule(_("No comment has been due for more than an hour."))
def nothing_overdue(now: datetime) -> Rows:
    return Comment.objects.filter(due__lt=now - _OVERDUE)


@rule(_("Only waiting comments are due, and only due comments are leased."))
def due_while_waiting(now: datetime) -> Rows:
    waits = Q(status__in=[Status.PENDING, Status.SPAM])  # spam that was edited is screened again
    return Comment.objects.filter(Q(~waits, due__isnull=False) | Q(due=None, leased_until__isnull=False))


@rule(_("No comment has been tried more often than allowed."))
def attempts_bounded(now: datetime) -> Rows:
    return Comment.objects.filter(attempts__gt=limits.ATTEMPTS + F("rechecks"))
