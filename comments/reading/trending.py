"""How much is talked about: the comments of each thread, and which threads had most of them lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FilteredRelation, Q, QuerySet

from comments.errors import UnknownSite
from comments.models import Site, Thread
from comments.models.querysets import ThreadQuerySet
from comments.reading import queries
from comments.reading.permalinks import address_of

DAYS = 7
LIMIT = 8
MOST_NEW = 100


@dataclass(frozen=True)
class TrendingThread:
    """A thread with `count` published comments, `recent` of them in the days that were asked for."""

    key: str
    title: str
    url: str
    count: int
    recent: int


def counts(site: str, keys: Iterable[str]) -> dict[str, int]:
    """Published comments of each of these threads, 0 of one that is not there; raises UnknownSite."""
    asked = FilteredRelation("threads", condition=Q(threads__key__in=list(keys)))
    rows = Site.objects.filter(slug=site).annotate(asked=asked).order_by().values_list("asked__key", "asked__count")
    found = dict(rows)
    if not found:
        raise UnknownSite(site)
    return {key: found.get(key, 0) for key in keys}


def counts_since(site: str, keys: Sequence[str], moment: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """As `counts`, and how many of these comments were first published after `moment`: MOST_NEW of a thread at most.

    Raises UnknownSite.
    """
    rows = queries.counts_since(site, keys, moment, at_most=MOST_NEW)
    if not rows:
        raise UnknownSite(site)
    found = {key: (count or 0, new) for key, count, new in rows}
    return {key: found.get(key, (0, 0))[0] for key in keys}, {key: found.get(key, (0, 0))[1] for key in keys}


def threads(site: str, *, days: int = DAYS, limit: int = LIMIT, exclude_key: str | None = None) -> list[TrendingThread]:
    """Threads by the comments published in the last days (one of TREND_DAYS), most first; as of the last minute."""
    recent = f"recent_{days}"
    needed = _ranked(site, days, exclude_key).select_related("site")
    needed = needed.only("key", "title", "url", "is_confirmed", "count", recent, "site__slug")
    return [
        TrendingThread(thread.key, thread.title, address_of(thread), thread.count, getattr(thread, recent))
        for thread in needed[:limit]
    ]


def keys(site: str, *, days: int = DAYS, limit: int = LIMIT, exclude_key: str | None = None) -> "QuerySet[Thread, str]":
    """A queryset of the keys of trending threads, most comments first.

    It is for a subquery of a host whose pages lie in the same database, and makes no statement by itself.
    """
    return _ranked(site, days, exclude_key).values_list("key", flat=True)[:limit]


def _ranked(site: str, days: int, exclude_key: str | None) -> ThreadQuerySet:
    found = Thread.objects.trending(Site.objects.filter(slug=site), days=days)
    return found if exclude_key is None else found.exclude(key=exclude_key)
