"""The statements behind notices: of each site a few short ranges of indexes, whatever waits there."""
# ruff: noqa: S608 - nothing but constants and ids is put into these statements

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from comments.counters.rollups import OBJECTIONS
from comments.db.rows import as_read, fetch
from comments.models import Comment
from comments.moderation.queries import MOST_RANGES, ORDERS, RANGES, WAITS, Params, Scope, union

# Of what waits at a site: when so many of the newest began to, and so many of those that came back last.
_NEWEST, _BACK = 50, 20

_ARRIVAL = """
select {site:d},
    (select max(d.created_at) from comments_decision d where d.to_status = 'pending' and d.comment_id in (
        select id from ({newest}) as n union all select id from (
            select c.id from comments_comment c {by_moved}
            where c.site_id = {site:d} and c.moved_at is not null and {waits} order by c.moved_at desc limit {back:d}
        ) as b
    )),
    (select max(c.reported_at) from comments_comment c {by_reported}
     where c.site_id = {site:d} and c.reported_at is not null)
"""
_COUNTS = """
select {site:d}, {numbers}, (select created_at from comments_comment where id = (select min(id) from ({first}) as f))
"""
_WHY = """
select c.site_id, f.check_name, count(*) as n
from ({newest}) as w join comments_comment c on c.id = w.id
join comments_finding f on f.comment_id = c.id and f.text_version = c.text_version
where f.verdict in ({objections}) group by c.site_id, f.check_name order by n desc, f.check_name
"""


class SiteCounts(NamedTuple):
    """Of one site: how many comments each queue has, counted up to a cap, and when the first that waits was posted."""

    site_id: int
    numbers: Sequence[int]
    oldest: datetime | None


def arrivals(site_ids: Sequence[int], *, now: datetime) -> dict[int, datetime]:
    """By site, when the latest of what waits there began to; sites without any are left out.

    A comment began to wait with the decision that held it, a reported one with the first open report.
    """

    def one(site_id: int) -> str:
        return _ARRIVAL.format(
            site=site_id, waits=WAITS, back=_BACK, newest=_newest(site_id, now, _NEWEST),
            by_moved=_by("to_purge_of_site"), by_reported=_by("reported_of_site"),
        )  # fmt: skip

    found = {}
    for site_id, *times in _rows([one(site_id) for site_id in site_ids], site_ids, now):
        read = [when for when in map(_as_time, times) if when is not None]
        if read:
            found[site_id] = max(read)
    return found


def counts(site_ids: Sequence[int], queues: Sequence[str], *, cap: int, now: datetime) -> list[SiteCounts]:
    """How many comments each queue has at each site."""

    def one(site_id: int) -> str:
        scope = Scope([site_id], None, now)
        whole = (union(RANGES[queue], scope, "", None, cap) for queue in queues)
        numbers = ", ".join(f"(select count(*) from ({each}) as q)" for each in whole)
        return _COUNTS.format(
            site=site_id, numbers=numbers, first=union(RANGES["waiting"], scope, "", ORDERS["oldest"], 1)
        )

    rows = _rows([one(site_id) for site_id in site_ids], site_ids, now)
    return [SiteCounts(site_id, numbers, _as_time(oldest)) for site_id, *numbers, oldest in rows]


def objections(site_ids: Sequence[int], *, among: int, now: datetime) -> list[tuple[int, str, int]]:
    """Site, check, and to how many of the newest that wait there it objects, the greatest number first."""
    objections = ", ".join(f"'{verdict}'" for verdict in OBJECTIONS)
    whole = [_WHY.format(newest=_newest(site_id, now, among), objections=objections) for site_id in site_ids]
    return [(site_id, check, number) for site_id, check, number in _rows(whole, site_ids, now)]


def newest(site_id: int, *, limit: int, now: datetime) -> list[int]:
    """Ids of the comments that wait at a site, the newest first."""
    rows = fetch(_newest(site_id, now, limit), Scope([site_id], None, now).params())
    return [row[0] for row in rows]


def _newest(site_id: int, now: datetime, limit: int) -> str:
    return union(RANGES["waiting"], Scope([site_id], None, now), "", ORDERS["newest"], limit)


def _rows(selects: Sequence[str], site_ids: Iterable[int], now: datetime) -> Iterator[tuple[Any, ...]]:
    """What the selects of all sites return, as many in one statement as SQLite takes."""
    params: Params = Scope(list(site_ids), None, now).params()
    at_once = MOST_RANGES // 4
    for start in range(0, len(selects), at_once):
        part = selects[start : start + at_once]
        yield from fetch(" union all ".join(f"select * from ({each}) as s{n}" for n, each in enumerate(part)), params)


def _by(index: str) -> str:
    """SQLite is told the index, as in the queues."""
    return f"indexed by {index}" if connection.vendor == "sqlite" else ""


def _as_time(value: Any) -> datetime | None:
    read: datetime | None = as_read(Comment._meta.get_field("created_at"), value)
    return read
