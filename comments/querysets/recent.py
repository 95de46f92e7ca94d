"""How many comments a thread has, and how many of the last days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from comments.querysets.times import as_stored

# Written out, because each decision that readers see comes by here. What drifted is no reason to refuse a decision.
_ADD_COUNTS = """
update comments_thread set
  count = case when count + %(all)s > 0 then count + %(all)s else 0 end,
  recent_1 = case when recent_1 + %(recent_1)s > 0 then recent_1 + %(recent_1)s else 0 end,
  recent_7 = case when recent_7 + %(recent_7)s > 0 then recent_7 + %(recent_7)s else 0 end,
  recent_30 = case when recent_30 + %(recent_30)s > 0 then recent_30 + %(recent_30)s else 0 end,
  recent_until = case when recent_until < %(until)s then recent_until else coalesce(%(until)s, recent_until) end
where id = %(thread)s
"""
_WRITE_RECENT = """
update comments_thread set
  recent_at = %s, recent_until = column2, recent_1 = column3, recent_7 = column4, recent_30 = column5
from (values {rows}) as counted where id = column1
"""
_RECENT = "(%s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Recent:
    """Of one thread: when the first of these comments leaves its days, and how many there are by TREND_DAYS."""

    thread_id: int
    until: datetime
    counts: Sequence[int]


def add_counts(thread_id: int, *, published: int, recent: Mapping[str, int], until: datetime | None) -> None:
    """Add to what a thread counts; one of what is added leaves its days then."""
    [moment] = as_stored(until) if until else [None]
    numbers = {name: recent.get(name, 0) for name in ("recent_1", "recent_7", "recent_30")}
    with connection.cursor() as cursor:
        cursor.execute(_ADD_COUNTS, {**numbers, "thread": thread_id, "all": published, "until": moment})


def write_recent(counted: Sequence[Recent], *, now: datetime) -> None:
    """The days end now; those of several threads, which are locked."""
    if not counted:
        return
    params: list[Any] = as_stored(now)
    for one in counted:
        params += [one.thread_id, *as_stored(one.until), *one.counts]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_RECENT.format(rows=", ".join([_RECENT] * len(counted))), params)
