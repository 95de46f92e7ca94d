"""How many comments of a thread are of the last days: kept by each decision, and counted anew as they grow old.

`Thread.recent_7` is of the comments that can be seen and were published since seven days before `recent_at`, whatever
the time is now. At `recent_until` one of them leaves its days, and housekeeping moves them on, within a minute.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Func, IntegerField, OuterRef, QuerySet, Subquery
from django.utils import timezone

from comments import limits
from comments.counters.queries import Recent, add_counts, write_recent
from comments.db.transactions import writing
from comments.models import Comment, Site, Thread
from comments.statuses import Status

SPANS = {f"recent_{days}": timedelta(days=days) for days in limits.TREND_DAYS}
_PORTION = 200  # threads that are locked together
_CLOCKS_DIFFER = timedelta(minutes=1)


def add(thread: Thread, changes: Sequence[tuple[datetime, int]]) -> None:
    """Comments, by when they were published, came to be counted (1) or are not any more (-1); the thread is locked."""
    totals = Counter[str]()
    leaving: list[datetime] = []
    for published_at, change in changes:
        within = _spans_with(published_at, thread)
        totals.update(dict.fromkeys(within, change))
        if change > 0:
            leaving += [published_at + SPANS[name] for name in within[:1]]
    total = sum(change for _published_at, change in changes)
    add_counts(thread.pk, published=total, recent=totals, until=min(leaving, default=None))


def wrong_in(thread: Thread, published: Iterable[datetime]) -> list[str]:
    """Numbers of a thread that do not follow from when the comments it counts were published."""
    totals = Counter[str]()
    leaving: list[datetime] = []
    for moment in published:
        within = _spans_with(moment, thread)
        totals.update(within)
        leaving += [moment + SPANS[name] for name in within[:1]]
    wrong = [name for name in SPANS if getattr(thread, name) != totals[name]]
    is_late = bool(leaving) and (thread.recent_until is None or thread.recent_until > min(leaving))
    return [*wrong, "recent_until"] if is_late else wrong


def to_age(now: datetime) -> QuerySet[Thread]:
    """Threads of which a comment has left its days, those that waited longest first."""
    return Thread.objects.filter(recent_until__lte=now).order_by("recent_until")


def ahead(now: datetime) -> QuerySet[Thread]:
    """Threads that were counted by a clock that was ahead, and leave out what is recent now."""
    return Thread.objects.filter(recent_at__gt=now + _CLOCKS_DIFFER).order_by("-recent_at")


def recount(site: Site, *, now: datetime | None = None) -> None:
    """Count anew on all threads of a site, as after comments that came by no decision."""
    ids = list(Thread.objects.filter(site=site).order_by("pk").values_list("pk", flat=True))
    count_anew(ids, now=now or timezone.now())


def count_anew(thread_ids: Sequence[int], *, now: datetime) -> None:
    """Let the days of these threads end now, and count; some threads at a time, under their locks."""
    for start in range(0, len(thread_ids), _PORTION):
        with writing():
            portion = Thread.objects.filter(pk__in=thread_ids[start : start + _PORTION]).order_by("pk")
            ids = list(portion.select_for_update().values_list("pk", flat=True))
            counted = [recent for row in counts(ids, now) if (recent := _recent(row))]
            write_recent(counted, now=now)
            quiet = set(ids) - {recent.thread_id for recent in counted}
            nothing = dict.fromkeys(SPANS, 0)
            Thread.objects.filter(pk__in=quiet).update(**nothing, recent_at=now, recent_until=None)


def counts(thread_ids: Iterable[int], now: datetime) -> QuerySet[Thread, Any]:  # Any: rows by the names of SPANS
    """Of each thread and for each span: how many comments there are, and when the first of them was published.

    Asked of each thread alone: of many at once, and without statistics, SQLite would read all published comments.
    """
    asked: dict[str, Subquery] = {}
    for name, span in SPANS.items():
        within = Comment.objects.shown().filter(
            status=Status.APPROVED, thread=OuterRef("pk"), published_at__gte=now - span
        )
        asked[f"{name}_number"] = Subquery(
            within.order_by()
            .annotate(n=Func("published_at", function="count", output_field=IntegerField()))
            .values("n")
        )
        asked[f"{name}_from"] = Subquery(within.order_by("published_at").values("published_at")[:1])
    return Thread.objects.filter(pk__in=thread_ids).values("pk").annotate(**asked)


def _spans_with(published_at: datetime, thread: Thread) -> list[str]:
    """The shortest first: the comment leaves that first."""
    return [name for name, span in SPANS.items() if published_at >= thread.recent_at - span]


def _recent(row: Mapping[str, Any]) -> Recent | None:
    leaving = [first + span for name, span in SPANS.items() if (first := row[f"{name}_from"])]
    return Recent(row["pk"], min(leaving), [row[f"{name}_number"] for name in SPANS]) if leaving else None
