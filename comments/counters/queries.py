"""How many comments a thread has, and how many of the last days."""
# ruff: noqa: S608 - nothing but names of columns is put into these statements

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from comments import limits
from comments.db.times import as_stored

_COLUMNS = [f"recent_{days}" for days in limits.TREND_DAYS]
# Written out, because each decision that readers see comes by here. What drifted is no reason to refuse a decision.
_ADDED = ", ".join(
    f"{name} = case when {name} + %({name})s > 0 then {name} + %({name})s else 0 end" for name in _COLUMNS
)
_ADD_COUNTS = f"""
update comments_thread set
  count = case when count + %(all)s > 0 then count + %(all)s else 0 end, {_ADDED},
  recent_until = case when recent_until < %(until)s then recent_until else coalesce(%(until)s, recent_until) end
where id = %(thread)s
"""
_COUNTED = ", ".join(f"{name} = column{place}" for place, name in enumerate(_COLUMNS, 3))
_WRITE_RECENT = f"""
update comments_thread set recent_at = %s, recent_until = column2, {_COUNTED}
from (values {{rows}}) as counted where id = column1
"""
_RECENT = f"({', '.join(['%s'] * (2 + len(_COLUMNS)))})"


@dataclass(frozen=True)
class Recent:
    """Of one thread: when the first of these comments leaves its days, and how many there are by TREND_DAYS."""

    thread_id: int
    until: datetime
    counts: Sequence[int]


def add_counts(thread_id: int, *, published: int, recent: Mapping[str, int], until: datetime | None) -> None:
    """Add to what a thread counts; one of what is added leaves its days then."""
    [moment] = as_stored(until) if until else [None]
    numbers = {name: recent.get(name, 0) for name in _COLUMNS}
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
