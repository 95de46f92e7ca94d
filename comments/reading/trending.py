"""How much is talked about: the comments of each thread, and which threads had most of them lately."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from comments.errors import UnknownSite
from comments.models import Gate, Site, Thread
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


class Counted(NamedTuple):
    """Numbers of comments by the key of the thread; `new` of them, where that was asked for.

    `reads_signed_in` is whether they are told to signed-in readers alone.
    """

    counts: dict[str, int]
    new: dict[str, int] | None
    reads_signed_in: bool


def counts(site: str, keys: Iterable[str]) -> dict[str, int]:
    """Published comments of each of these threads, 0 of one that is not there; raises UnknownSite."""
    return counted(site, keys).counts


def counted(site: str, keys: Iterable[str]) -> Counted:
    """As `counts`, with who reads the site; raises UnknownSite."""
    keys = list(keys)
    asked = FilteredRelation("threads", condition=Q(threads__key__in=keys))
    found = Site.objects.filter(slug=site).annotate(asked=asked).order_by()
    rows = list(found.values_list("asked__key", "asked__count", "reading"))
    if not rows:
        raise UnknownSite(site)
    numbers = {key: count for key, count, _reading in rows}
    return Counted({key: numbers.get(key, 0) for key in keys}, None, rows[0][-1] == Gate.SIGNED_IN)


def counted_since(site: str, keys: Sequence[str], moment: datetime) -> Counted:
    """As `counted`, and how many of these comments were first published after `moment`: MOST_NEW of a thread at most.

    Raises UnknownSite.
    """
    rows = queries.counts_since(site, keys, moment, at_most=MOST_NEW)
    if not rows:
        raise UnknownSite(site)
    numbers = {key: (count or 0, new) for key, count, new, _reading in rows}
    all_of, new_of = ({key: numbers.get(key, (0, 0))[place] for key in keys} for place in (0, 1))
    return Counted(all_of, new_of, rows[0][-1] == Gate.SIGNED_IN)


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
