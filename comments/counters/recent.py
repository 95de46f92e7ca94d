"""How many comments of a thread are of the last days: kept by each decision, and recounted as comments grow old.

`Thread.recent_7` counts the comments that are shown and were published since seven days before `recent_at`, whatever
the time is now. At `recent_until` the first of them is too old, and maintenance recounts the thread within a minute.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Func, IntegerField, OuterRef, QuerySet, Subquery

from comments import limits
from comments.counters.queries import RecentCounts, change_counts, write_recent
from comments.db.transactions import writing
from comments.models import Comment, Thread
from comments.statuses import Status

SPANS = {f"recent_{days}": timedelta(days=days) for days in limits.TREND_DAYS}  # the shortest first
_PORTION = 200  # threads that are locked together
_CLOCKS_DIFFER = timedelta(minutes=1)


def add(thread: Thread, published: Sequence[datetime]) -> None:
    """Count more comments of a thread that is locked; `published` is when each was first published."""
    numbers, until = _within_spans(thread, published)
    change_counts(thread.pk, published=len(published), recent=numbers, until=until)


def subtract(thread: Thread, published: Sequence[datetime]) -> None:
    """Count fewer comments of a thread that is locked; `published` is when each was first published."""
    numbers, _ = _within_spans(thread, published)
    fewer = {name: -number for name, number in numbers.items()}
    change_counts(thread.pk, published=-len(published), recent=fewer, until=None)


def wrong_columns(thread: Thread, published: Iterable[datetime]) -> list[str]:
    """Names of a thread's columns that do not follow from when the comments it counts were published."""
    numbers, until = _within_spans(thread, published)
    wrong = [name for name in SPANS if getattr(thread, name) != numbers[name]]
    is_late = until is not None and (thread.recent_until is None or thread.recent_until > until)
    return [*wrong, "recent_until"] if is_late else wrong


def outdated(now: datetime) -> QuerySet[Thread]:
    """Threads that count a comment which is too old by now, those that waited longest first."""
    return Thread.objects.filter(recent_until__lte=now).order_by("recent_until")


def counted_ahead(now: datetime) -> QuerySet[Thread]:
    """Threads that were counted by a clock that was ahead, and leave out what is recent now."""
    return Thread.objects.filter(recent_at__gt=now + _CLOCKS_DIFFER).order_by("-recent_at")


def recount_threads(thread_ids: Sequence[int], *, now: datetime) -> None:
    """Count the comments of the days before `now`; a portion of the threads at a time, under their locks."""
    for start in range(0, len(thread_ids), _PORTION):
        with writing():
            portion = Thread.objects.filter(pk__in=thread_ids[start : start + _PORTION]).order_by("pk")
            ids = list(portion.select_for_update().values_list("pk", flat=True))
            counted = [recent for row in spans_counted(ids, now) if (recent := _recent_counts(row))]
            write_recent(counted, now=now)
            quiet = set(ids) - {recent.thread_id for recent in counted}
            nothing = dict.fromkeys(SPANS, 0)
            Thread.objects.filter(pk__in=quiet).update(**nothing, recent_at=now, recent_until=None)


def spans_counted(thread_ids: Iterable[int], now: datetime) -> QuerySet[Thread, Any]:  # Any: rows by the names of SPANS
    """Rows of `pk`, and for each span its `…_number` of comments and `…_from`, when the first of them was published.

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


def _within_spans(thread: Thread, published: Iterable[datetime]) -> tuple[Counter[str], datetime | None]:
    """How many of these moments are in each span before `recent_at`, and when the first leaves its shortest span."""
    numbers = Counter[str]()
    leaving: list[datetime] = []
    for moment in published:
        spans = [name for name, span in SPANS.items() if moment >= thread.recent_at - span]
        numbers.update(spans)
        leaving += [moment + SPANS[name] for name in spans[:1]]
    return numbers, min(leaving, default=None)


def _recent_counts(row: Mapping[str, Any]) -> RecentCounts | None:
    """None where no comment is recent."""
    leaving = [first + span for name, span in SPANS.items() if (first := row[f"{name}_from"])]
    return RecentCounts(row["pk"], min(leaving), [row[f"{name}_number"] for name in SPANS]) if leaving else None
