"""The rows of a page of a thread: short ranges of an index each, in as many columns as readers see."""
# ruff: noqa: S608 - nothing but names of columns is put into these statements

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

import orjson
from django.db import connection

from comments.db.rows import fetch
from comments.paths import WIDTH


class CommentRow(NamedTuple):
    """The columns of a comment that a page shows; a model instance takes thirty times as long to make."""

    pk: int
    parent_id: int | None
    number: int
    path: str
    depth: int
    replies: int
    status: str
    name: str
    url: str
    text: str
    html: str | None
    staff: bool
    created_at: datetime
    edited_at: datetime | None
    picked_at: datetime | None


class Position(NamedTuple):
    """The path of a comment; of the top-level comment that it is, or is below, the id, the number of replies, and how
    many top-level comments of its thread come before it."""

    path: str
    top_id: int
    replies: int
    before: int


_NAMES = ", ".join(("id", *CommentRow._fields[1:]))
_COLUMNS = ", ".join(f"c.{name}" for name in ("id", *CommentRow._fields[1:]))

_ORDERS = {"oldest": "number", "newest": "number desc", "replies": "replies desc, number desc"}
_BEHIND = {"oldest": "number > %s", "newest": "number < %s", "replies": "(replies, number) < (%s, %s)"}

# A page by one statement: the top-level comments and one more, then below each of them its first replies, as long as
# those before have left room. `shown` and `depth = 1` are written out as in the partial indexes, since SQLite does not
# look into parameters; and it knows no lateral join, but reads as many ids for each row of a list.
_PAGE = f"""
with top as materialized (
  select {_COLUMNS} from comments_comment as c
  where thread_id = %s and shown and depth = 1 {{behind}} order by {{order}} limit %s
), ranked as (
  select number, path, row_number() over ranks as place, count(*) over () as tops,
    coalesce(sum({{least}}(replies, %s)) over (ranks rows between unbounded preceding and 1 preceding), 0) as taken
  from top window ranks as (order by {{order}})
), answered as materialized (
  select path as start, {{end}} as behind from ranked where place <= %s and taken < %s - {{least}}(tops, %s)
)
select {{fields}} from top union all {{replies}}"""
_WHOSE = "thread_id = %s and shown and number > 0 and path > start and path < behind order by path limit %s"
_REPLIES = {
    "postgresql": "select reply.* from answered cross join lateral "
    f"(select {_COLUMNS} from comments_comment as c where {_WHOSE}) as reply",
    "sqlite": f"select {_COLUMNS} from answered cross join comments_comment as c "
    f"where c.id in (select id from comments_comment where {_WHOSE})",
}
_LEAST = {"postgresql": "least", "sqlite": "min"}
_END = {
    "postgresql": f"lpad((number + 1)::text, {WIDTH}, '0')",
    "sqlite": f"printf('%%0{WIDTH}d', number + 1)",
}
_BRANCH = f"""
  select {_COLUMNS} from comments_comment as c
  where thread_id = %s and shown and number > 0 and path >= %s and path < %s order by path limit %s"""
# The nearest first: without an order PostgreSQL reads the thread from its beginning.
_BEFORE = {
    "oldest": "number < top.number order by number desc",
    "newest": "number > top.number order by number",
    "replies": "(replies, number) > (top.replies, top.number) order by replies, number",
}
_POSITION = f"""
  select c.path, top.id, top.replies, (
    select count(*) from (
      select 1 from comments_comment where thread_id = %s and shown and depth = 1 and {{before}} limit %s
    ) as before_it
  ) from comments_comment as c
  join comments_comment as top on top.thread_id = c.thread_id and top.path = substr(c.path, 1, {WIDTH})
  where c.id = %s and c.thread_id = %s and c.shown"""
_GET = f"select {_COLUMNS} from comments_comment as c where id = %s and thread_id = %s and shown"


def page(
    thread_id: int, sort: str, *, limit: int, behind: Sequence[int], replies_each: int, in_all: int
) -> tuple[list[CommentRow], list[CommentRow]]:
    """Shown top-level comments, one more than `limit`, and their first replies, both in no order.

    `sort` is oldest, newest or replies; `behind` a number or (replies, number). Once there are `in_all` comments no
    more replies are read; of these, tombstones are not counted.
    """
    sql = _page_sql(connection.vendor, sort, "and " + _BEHIND[sort] if behind else "")
    rows = _rows(sql, [thread_id, *behind, limit + 1, replies_each, limit, in_all, limit, thread_id, replies_each])
    return [row for row in rows if row.depth == 1], [row for row in rows if row.depth > 1]


@cache
def _page_sql(vendor: str, sort: str, behind: str) -> str:
    return _PAGE.format(
        least=_LEAST[vendor], behind=behind, order=_ORDERS[sort], end=_END[vendor], fields=_NAMES,
        replies=_REPLIES[vendor],
    )  # fmt: skip


def branch(thread_id: int, first: str, *, end: str, limit: int) -> list[CommentRow]:
    """Shown comments from the path `first` to before `end`, in the order of the thread."""
    return _rows(_BRANCH, [thread_id, first, end, limit])


def get(thread_id: int, comment_id: int) -> CommentRow | None:
    """The shown comment of this thread with this id, None if there is none."""
    return next(iter(_rows(_GET, [comment_id, thread_id])), None)


def position_of(thread_id: int, comment_id: int, sort: str, *, at_most: int) -> Position | None:
    """Where a shown comment of this thread comes in an order, None if there is none; `before` counts to `at_most`."""
    found = fetch(_POSITION.format(before=_BEFORE[sort]), [thread_id, at_most, comment_id, thread_id])
    return Position(*found[0]) if found else None


def _rows(sql: str, params: Sequence[Any]) -> list[CommentRow]:
    return _from_sqlite(sql, params) if connection.vendor == "sqlite" else [*map(CommentRow._make, fetch(sql, params))]


def _from_sqlite(sql: str, params: Sequence[Any]) -> list[CommentRow]:
    """All in one value: for each row that SQLite steps to, threads would fight for the interpreter's lock."""
    [(listed,)] = fetch(f"select json_group_array(json_array({_NAMES})) from ({sql})", params)
    return [
        CommentRow._make((*same, bool(staff), _moment(created), edited and _moment(edited), picked and _moment(picked)))
        for *same, staff, created, edited, picked in orjson.loads(listed)
    ]


def _moment(stored: str) -> datetime:
    """Times are kept in UTC, without saying so."""
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
