"""The SQL of counting: a thread's published comments, those of the last days, and what happened on a day."""
# ruff: noqa: S608 - nothing but names of columns is put into these statements

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection

from comments import limits
from comments.db.times import as_stored

_COLUMNS = [f"recent_{days}" for days in limits.TREND_DAYS]
# Written by hand, because each decision that readers see comes by here. What drifted is no reason to refuse a decision.
_CHANGED = ", ".join(
    f"{name} = case when {name} + %({name})s > 0 then {name} + %({name})s else 0 end" for name in _COLUMNS
)
_CHANGE_COUNTS = f"""
update comments_thread set
  count = case when count + %(all)s > 0 then count + %(all)s else 0 end, {_CHANGED},
  recent_until = case when recent_until < %(until)s then recent_until else coalesce(%(until)s, recent_until) end
where id = %(thread)s
"""
_COUNTED = ", ".join(f"{name} = column{number}" for number, name in enumerate(_COLUMNS, 3))
_WRITE_RECENT = f"""
update comments_thread set recent_at = %s, recent_until = column2, {_COUNTED}
from (values {{rows}}) as counted where id = column1
"""
_RECENT = f"({', '.join(['%s'] * (2 + len(_COLUMNS)))})"


@dataclass(frozen=True)
class RecentCounts:
    """Of one thread: its numbers of recent comments, in the order of TREND_DAYS, and when the first of them is too old.

    `until` is when a comment leaves the shortest of the spans that it is in.
    """

    thread_id: int
    until: datetime
    counts: Sequence[int]


def change_counts(thread_id: int, *, published: int, recent: Mapping[str, int], until: datetime | None) -> None:
    """Add numbers, which may be negative, to what a thread counts; a count that would fall below 0 becomes 0.

    `recent` has a number for each column `recent_…`, or none for 0; `until` is when the first of the added leaves its
    span, None if none is recent.
    """
    [moment] = as_stored(until) if until else [None]
    numbers = {name: recent.get(name, 0) for name in _COLUMNS}
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE_COUNTS, {**numbers, "thread": thread_id, "all": published, "until": moment})


def write_recent(counted: Sequence[RecentCounts], *, now: datetime) -> None:
    """Write the numbers of recent comments of threads that are locked; their spans end at `now`."""
    if not counted:
        return
    params: list[Any] = as_stored(now)
    for one in counted:
        params += [one.thread_id, *as_stored(one.until), *one.counts]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_RECENT.format(rows=", ".join([_RECENT] * len(counted))), params)


class DayNumber(NamedTuple):
    """Of which site and day, and what is counted: of all, or of one check."""

    site_id: int
    day: date
    what: str
    check: str = ""


class ModeratorNumber(NamedTuple):
    """Of which site and day, of whom, and what is counted."""

    site_id: int
    day: date
    by_id: Any
    what: str


_ADD_TO_DAYS = """
insert into comments_dayrollup (site_id, day, what, check_name, number) values {rows}
on conflict (site_id, day, what, check_name) do update set number = comments_dayrollup.number + excluded.number
"""
_ADD_TO_MODERATOR = """
insert into comments_moderatorday (site_id, day, by_id, what, number)
select id, %s, %s, %s, %s from comments_site where id = %s and counts_moderators
on conflict (site_id, day, by_id, what) do update set number = comments_moderatorday.number + excluded.number
"""
_TAKE = "update comments_{table} set number = case when number > %s then number - %s else 0 end where {key}"
_TAKE_FROM_DAY = _TAKE.format(table="dayrollup", key="site_id = %s and day = %s and what = %s and check_name = %s")
_TAKE_FROM_MODERATOR = _TAKE.format(table="moderatorday", key="site_id = %s and day = %s and by_id = %s and what = %s")


def add_to_days(numbers: Mapping[DayNumber, int]) -> None:
    """Add to the numbers of days: one statement for all that rises, and one for each that falls, not below 0.

    Rows are locked in one order, so that nobody waits in a circle.
    """
    rising = [(*key, number) for key, number in sorted(numbers.items()) if number > 0]
    with connection.cursor() as cursor:
        if rising:
            rows = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rising))
            cursor.execute(_ADD_TO_DAYS.format(rows=rows), list(chain.from_iterable(rising)))
        for key, number in sorted(numbers.items()):
            if number < 0:
                cursor.execute(_TAKE_FROM_DAY, [-number, -number, *key])


def add_to_moderators(numbers: Mapping[ModeratorNumber, int]) -> None:
    """Add to the numbers of moderators, on sites that count them, or take from them, not below 0."""
    to_db = get_user_model()._meta.pk.get_db_prep_value
    with connection.cursor() as cursor:
        for (site_id, day, by_id, what), number in sorted(numbers.items(), key=lambda one: str(one[0])):
            by = to_db(by_id, connection)
            if number > 0:
                cursor.execute(_ADD_TO_MODERATOR, [day, by, what, number, site_id])
            else:
                cursor.execute(_TAKE_FROM_MODERATOR, [-number, -number, site_id, day, by, what])
