"""What waits, and for what."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from comments import conf
from comments.housekeeping import stuck
from comments.invariants.rule import Rows, rule
from comments.models import Comment
from comments.statuses import Status

_OVERDUE = timedelta(hours=1)


def _ring_again(comment_ids: list[int], now: datetime) -> None:
    while stuck.ring_again(now):
        continue


@rule(_("What waits unscreened is due, or was given up."), repair=_ring_again)
def waiting_is_due(now: datetime) -> Rows:
    return stuck.forgotten()


@rule(_("Nothing is due later than anything is ever put off."), repair=_ring_again)
def due_in_time(now: datetime) -> Rows:
    return stuck.put_off(now)


@rule(_("Nothing has been due for an hour."))
def nothing_overdue(now: datetime) -> Rows:
    return Comment.objects.filter(due__lt=now - _OVERDUE)


@rule(_("Only what waits is due, and only what is due is leased."))
def due_while_waiting(now: datetime) -> Rows:
    waits = Q(status__in=[Status.PENDING, Status.SPAM])  # spam that was edited is screened again
    return Comment.objects.filter(Q(~waits, due__isnull=False) | Q(due=None, leased_until__isnull=False))


@rule(_("No comment is tried more often than it may."))
def attempts_bounded(now: datetime) -> Rows:
    return Comment.objects.filter(attempts__gt=conf.ATTEMPTS + F("rechecks"))
