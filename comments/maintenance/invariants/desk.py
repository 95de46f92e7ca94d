"""What the moderators' desk goes by: open reports, the filter's opinion, deletion for ever, the numbers of days."""

from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from comments.counters import rollups
from comments.maintenance.chores import clock, erasing
from comments.maintenance.invariants.rule import Rows, rule
from comments.models import Comment, DayRollup, Report, SetAside
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


@rule(_("A comment is picked, pinned, or published and unseen, only while it is published."))
def picked_is_published(now: datetime) -> Rows:
    marked = Comment.objects.filter(Q(picked_at__isnull=False) | Q(pinned_at__isnull=False) | Q(unseen=True))
    return marked.exclude(status=Status.APPROVED)


@rule(_("A comment is set aside only while it waits."), site="comment__site")
def aside_waits(now: datetime) -> Rows:
    return SetAside.objects.exclude(comment__status=Status.PENDING)


@rule(_("The learned filter has an opinion only of what waits."))
def opinion_of_what_waits(now: datetime) -> Rows:
    return Comment.objects.filter(likeness__isnull=False).exclude(status=Status.PENDING)


@rule(_("What is deleted for ever is erased in time."), repair=_erase)
def erased_in_time(now: datetime) -> Rows:
    return Comment.objects.filter(erase_at__lt=now - timedelta(hours=1) - clock.LONGEST_REST)


def _has_enough(row: DayRollup) -> bool:
    """Comments are purged, and may not be screened yet: their number may be lower, never higher."""
    start = datetime.combine(row.day, time(), UTC)
    there = Comment.objects.filter(site=row.site_id, source="", html__isnull=False)
    return there.filter(created_at__gte=start, created_at__lt=start + timedelta(days=1)).count() <= row.number


@rule(
    _("On no day more comments were posted than were counted, from the second day of counting on."),
    sample=True,
    holds=_has_enough,
)
def received_is_counted(now: datetime) -> Rows:
    counted = DayRollup.objects.filter(what=rollups.RECEIVED, check_name="")
    earlier = DayRollup.objects.filter(site=OuterRef("site"), day__lt=OuterRef("day"))
    return counted.filter(Exists(earlier))
