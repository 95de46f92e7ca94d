"""What readers see and count."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from comments.counters import recent, recount
from comments.maintenance.invariants.rule import Rows, number_of, rule
from comments.models import Comment, Thread
from comments.statuses import Status, public_state
from comments.text import markup

_SHOWS = Q(status__in=[status for status in Status if public_state(status, was_published=False)]) | Q(
    status__in=[status for status in Status if public_state(status, was_published=True)], published_at__isnull=False
)
_PUBLISHED = Comment.objects.shown().filter(status=Status.APPROVED, thread=OuterRef("pk"))


def _recount(thread_ids: list[int], now: datetime) -> None:
    for thread_id in thread_ids:
        recount.repair(thread_id, now=now)


def _recount_around(comment_ids: list[int], now: datetime) -> None:
    threads = Comment.objects.filter(pk__in=comment_ids).order_by().values_list("thread_id", flat=True)
    _recount(list(threads.distinct()), now)


def _count_recent(thread_ids: list[int], now: datetime) -> None:
    recent.recount_threads(thread_ids, now=now)


@rule(_("Every published comment has been rendered."))
def published_has_html(now: datetime) -> Rows:
    return Comment.objects.filter(status=Status.APPROVED, html=None)


@rule(
    _("A comment is shown exactly if its status allows it and the comment above it is shown."), repair=_recount_around
)
def shown_by_status_and_place(now: datetime) -> Rows:
    should = Q(_SHOWS, Q(parent=None) | Q(parent__shown=True))
    return Comment.objects.filter(Q(should, shown=False) | Q(~should, shown=True))


@rule(_("A comment counts the published comments shown below it."), repair=_recount_around)
def replies_counted(now: datetime) -> Rows:
    below = Comment.objects.shown().filter(
        status=Status.APPROVED, thread=OuterRef("thread"), path__gt=OuterRef("path"),
        path__lt=Concat(OuterRef("path"), Value("a")),  # letters stand behind digits in any collation
    )  # fmt: skip
    return Comment.objects.annotate(counted=number_of(below)).exclude(replies=F("counted"))


@rule(
    _("A thread counts its published comments that are shown."),
    site="site",
    repair=_recount,
)
def thread_counted(now: datetime) -> Rows:
    return Thread.objects.annotate(counted=number_of(_PUBLISHED)).exclude(count=F("counted"))


@rule(
    _("A thread's counts of recent comments are correct."),
    site="site",
    repair=_count_recent,
)
def recent_counted(now: datetime) -> Rows:
    counted = {
        f"{name}_counted": number_of(_PUBLISHED.filter(published_at__gte=OuterRef("recent_at") - span))
        for name, span in recent.SPANS.items()
    }
    right = Q(**{name: F(f"{name}_counted") for name in recent.SPANS})
    return Thread.objects.annotate(**counted).exclude(right)


@rule(_("A thread is counted again when one of its comments is no longer recent."), site="site", repair=_count_recent)
def recent_aged(now: datetime) -> Rows:
    late = [
        Exists(
            _PUBLISHED.filter(
                published_at__gte=OuterRef("recent_at") - span, published_at__lt=OuterRef("recent_until") - span
            )
        )
        for span in recent.SPANS.values()
    ]
    any_recent = Q(*[Q(**{f"{name}__gt": 0}) for name in recent.SPANS], _connector=Q.OR)
    return Thread.objects.filter(Q(*late, _connector=Q.OR) | Q(any_recent, recent_until=None))


@rule(_("No thread counts recent comments up to a time in the future."), site="site", repair=_count_recent)
def recent_not_ahead(now: datetime) -> Rows:
    return recent.counted_ahead(now).order_by()


@rule(_("The HTML that is shown is safe."), sample=True, holds=lambda comment: markup.is_safe(comment.html))
def html_is_safe(now: datetime) -> Rows:
    return Comment.objects.exclude(html=None).only("html")
