"""The statements behind the moderators' queues: a few short ranges of indexes, one for each site, put together."""
# ruff: noqa: S608 - nothing but constants of this package is put into these statements

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models.expressions import RawSQL

from comments import limits
from comments.access.staff import Moderator
from comments.db.rows import as_read, fetch
from comments.db.subqueries import subquery
from comments.db.times import as_stored
from comments.models import Comment
from comments.statuses import Status

Key = tuple[Any, ...]  # the values by which an order sorts a comment, as the database gives them
Params = dict[str, Any]

# What an unfinished screening has not looked at yet comes to people only when it is overdue.
_OVERDUE = timedelta(seconds=limits.OVERDUE_SECONDS)
_SCREENED = "(c.due is null or c.html is not null or c.created_at < %(overdue)s)"
# `in` a list, and not `exists`: PostgreSQL would join, and sort everything, where it has to read twenty rows.
_ASIDE = "c.id {} (select comment_id from comments_setaside where until is null or until > %(now)s)"
WAITS = f"c.status = 'pending' and {_SCREENED} and {_ASIDE.format('not in')}"
_SAMPLED = "c.id in (select comment_id from comments_reviewsample where settled_at is null)"
_LEASED = "c.id not in (select comment_id from comments_reviewlease where until > %(now)s and by_id <> %(by)s)"
# Constants, as in the indexes' conditions: SQLite knows an index's condition by its words.
_LIKELY = f"c.likeness >= {limits.LIKELY_SPAM}"
_UNLIKELY = f"(c.likeness is null or c.likeness < {limits.LIKELY_SPAM})"


@dataclass(frozen=True)
class Ordering:
    """In which columns an order sorts, and whether the greatest comes first."""

    columns: tuple[str, ...]
    descending: bool = False

    @property
    def sql(self) -> str:
        return ", ".join(f"{column} desc" if self.descending else column for column in self.columns)

    def beyond(self, key: Key | None, params: Params) -> str:
        """The condition for what comes after this key, whose values go into the params."""
        if key is None:
            return ""
        names = [f"key{number}" for number in range(len(key))]
        params.update(zip(names, key, strict=True))
        columns, values = ", ".join(f"c.{one}" for one in self.columns), ", ".join(f"%({name})s" for name in names)
        return f" and ({columns}) {'<' if self.descending else '>'} ({values})"


ORDERS = {
    "oldest": Ordering(("id",)),
    "newest": Ordering(("id",), descending=True),
    "likeness": Ordering(("likeness", "id"), descending=True),
    "reported": Ordering(("reported_at", "id")),
    "latest": Ordering(("decided_at", "id"), descending=True),
}


@dataclass(frozen=True)
class Range:
    """A condition and the index along which it is read, for each site alone where it says {site}.

    SQLite is told the index: without statistics, or with old ones, it takes one that only looks closer.
    """

    condition: str
    index: str = ""


RANGES: Mapping[str, Sequence[Range]] = {
    # `decide` and `spam` together.
    "waiting": [Range(f"c.site_id = {{site}} and {WAITS}", "queue_of_site")],
    "decide": [Range(f"c.site_id = {{site}} and {_UNLIKELY} and {WAITS}", "to_decide")],
    "judged": [Range(f"c.site_id = {{site}} and c.likeness < {limits.LIKELY_SPAM} and {WAITS}", "waiting_like_spam")],
    "unjudged": [Range(f"c.site_id = {{site}} and {_UNLIKELY} and c.likeness is null and {WAITS}", "to_decide")],
    "spam": [Range(f"c.site_id = {{site}} and {_LIKELY} and {WAITS}", "waiting_like_spam")],
    "reported": [Range("c.site_id = {site} and c.reported_at is not null", "reported_of_site")],
    "unseen": [Range("c.site_id = {site} and c.unseen", "published_unseen")],
    "sample": [Range(f"{_SAMPLED} and c.site_id in ({{sites}})")],
    "aside": [Range(f"{_ASIDE.format('in')} and c.site_id in ({{sites}}) and c.status = 'pending'")],
    "decided": [
        Range(f"c.site_id = {{site}} and c.status = '{status}' and c.decided_at is not null", "what_teaches_site")
        for status in ("approved", "rejected", "spam")
    ],
}

# SQLite joins no more than 500 ranges in a statement.
MOST_RANGES = 400

# A queue in an order that not all of it has: its parts, each in its own order, one behind the other.
PARTS: Mapping[tuple[str, str], tuple[tuple[str, str], tuple[str, str]]] = {
    ("decide", "likeness"): (("judged", "likeness"), ("unjudged", "newest")),
}


@dataclass(frozen=True)
class Scope:
    """Whose queue, of which sites, at which time; of one thread alone, if it is given.

    `by` is None where nobody looks, and so nobody's leases matter.
    """

    site_ids: Sequence[int]
    by: Moderator | None
    now: datetime
    thread_id: int | None = None

    def params(self) -> Params:
        now, overdue = as_stored(self.now, self.now - _OVERDUE)
        return {"now": now, "overdue": overdue, "by": self.by and _stored(self.by), "thread": self.thread_id}


def ids(
    queue: str, order: str, scope: Scope, *, beyond: Key | None = None, limit: int, free: bool = False
) -> list[int]:
    """Ids of the first comments of a queue behind a key, `free` ones alone: without those that colleagues have."""
    return _first(RANGES[queue], order, scope, _LEASED if free else "", beyond=beyond, limit=limit)


def ids_with_status(
    statuses: Sequence[Status], order: str, scope: Scope, *, beyond: Key | None = None, limit: int
) -> list[int]:
    """Ids of the first comments with one of these statuses, behind a key."""
    if len(statuses) * len(scope.site_ids) <= MOST_RANGES:
        ranges = [Range(f"c.site_id = {{site}} and c.status = '{one.value}'", "queue_of_site") for one in statuses]
    else:
        condition = "c.status = '{status}' and c.site_id in ({{sites}})"
        ranges = [Range(condition.format(status=one.value), "queue_newest_first") for one in statuses]
    return _first(ranges, order, scope, "", beyond=beyond, limit=limit)


def _first(
    ranges: Sequence[Range], order: str, scope: Scope, also: str, *, beyond: Key | None, limit: int
) -> list[int]:
    params, ordering = scope.params(), ORDERS[order]
    extra = ordering.beyond(beyond, params) + (f" and {also}" if also else "")
    found = union(ranges, scope, extra, ordering, limit)
    if not found:
        return []
    rows = fetch(f"select id from ({found}) as found order by {ordering.sql} limit {limit:d}", params)
    return [row[0] for row in rows]


def everything(queue: str, scope: Scope) -> RawSQL:
    """Ids of all comments of a queue, in no order, as a part of another statement."""
    whole = (f"select c.id from comments_comment c {each}" for each in _conditions(RANGES[queue], scope))
    return subquery(" union all ".join(whole) or "select 0", scope.params())


def key_of(comment_id: int, order: str) -> Key | None:
    """By which values an order sorts a comment now; None if it is gone, or has none."""
    columns = ORDERS[order].columns
    if columns == ("id",):
        return (comment_id,)
    rows = fetch(f"select {', '.join(columns)} from comments_comment where id = %s", [comment_id])
    return rows[0] if rows and None not in rows[0] else None


def counts(queues: Sequence[str], scope: Scope, *, cap: int, since_of: str) -> tuple[list[int], datetime | None]:
    """How many comments each queue has, counted up to the cap, and since when one of them has any, by one statement."""
    whole = [union(RANGES[queue], scope, "", None, cap) for queue in queues]
    columns = [f"(select count(*) from ({each} limit {cap:d}) as q)" if each else "0" for each in whole]
    first = union(RANGES[since_of], scope, "", ORDERS["oldest"], 1)
    oldest = f"(select id from ({first}) as found order by id limit 1)" if first else "null"
    columns.append(f"(select created_at from comments_comment where id = {oldest})")
    [(*numbers, since)] = fetch(f"select {', '.join(columns)}", scope.params())
    return numbers, as_read(Comment._meta.get_field("created_at"), since)


def union(ranges: Sequence[Range], scope: Scope, extra: str, ordering: Ordering | None, limit: int) -> str:
    """A select of the columns of an order, of the id without one, from the first rows of each range; "" of no site."""
    columns = ", ".join(f"c.{column}" for column in (ordering.columns if ordering else ("id",)))
    order = f"order by {ordering.sql}" if ordering else ""
    end = f"{'' if scope.thread_id is None else 'and c.thread_id = %(thread)s'} {extra} {order} limit {limit:d}"
    whole = (f"select {columns} from comments_comment c {each} {end}" for each in _conditions(ranges, scope))
    return " union all ".join(f"select * from ({select}) as r{number}" for number, select in enumerate(whole))


def _conditions(ranges: Sequence[Range], scope: Scope) -> Iterator[str]:
    """What each range is, with the index for SQLite; of one thread there are fewer, by any index."""
    sites = ", ".join(f"{site_id:d}" for site_id in scope.site_ids)
    for one in ranges:
        is_told = connection.vendor == "sqlite" and one.index and scope.thread_id is None
        for site_id in scope.site_ids if "{site}" in one.condition else scope.site_ids[:1]:
            condition = one.condition.format(site=site_id, sites=sites)
            yield f"{f'indexed by {one.index}' if is_told else ''} where {condition}"


_TAKE_LEASE = """
insert into comments_reviewlease (comment_id, by_id, until) values (%(comment)s, %(by)s, %(until)s)
on conflict (comment_id) do update set by_id = excluded.by_id, until = excluded.until
where comments_reviewlease.until <= %(now)s or comments_reviewlease.by_id = excluded.by_id
returning comment_id
"""


def take_lease(comment_id: int, by: Moderator, *, now: datetime, until: datetime) -> bool:
    """Give the comment to a moderator until then, if no other has it now; returns whether it is theirs."""
    at, end = as_stored(now, until)
    return bool(fetch(_TAKE_LEASE, {"comment": comment_id, "by": _stored(by), "now": at, "until": end}))


def _stored(by: Moderator) -> Any:
    """A moderator's id, whatever a host's model has, as the database takes it."""
    return get_user_model()._meta.pk.get_db_prep_value(by.pk, connection)
