"""What the moderators' desk goes by: open reports, the filter's opinion and deletion for ever."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from comments.maintenance.chores import clock, erasing
from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Comment, Report
from comments.moderation import open_reports
from comments.statuses import Status

_OPEN = Exists(Report.objects.filter(comment=OuterRef("pk"), settled_at=None))


def _queue_again(comment_ids: list[int], now: datetime) -> None:
    for comment_id in comment_ids:
        open_reports.repair(comment_id)


def _erase(comment_ids: list[int], now: datetime) -> None:
    while erasing.due(now):
        continue


@rule(_("A comment is in the queue of reported ones exactly if it has an open report."), repair=_queue_again)
def reported_is_queued(now: datetime) -> Rows:
    return Comment.objects.filter(Q(_OPEN, reported_at=None) | Q(~_OPEN, reported_at__isnull=False))


@rule(_("Reports are open only while their comment is published or waits."))
def reports_are_settled(now: datetime) -> Rows:
    return Comment.objects.filter(reported_at__isnull=False).exclude(status__in=[Status.PENDING, Status.APPROVED])


@rule(_("The learned filter has an opinion only of what waits."))
def opinion_of_what_waits(now: datetime) -> Rows:
    return Comment.objects.filter(likeness__isnull=False).exclude(status=Status.PENDING)


@rule(_("What is deleted for ever is erased in time."), repair=_erase)
def erased_in_time(now: datetime) -> Rows:
    return Comment.objects.filter(erase_at__lt=now - timedelta(hours=1) - clock.LONGEST_REST)
