"""The rows of a page of a thread: short ranges of an index each, in as many columns as readers see."""
# ruff: noqa: S608 - nothing but names of columns is put into these statements

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import orjson
from django.db import connection

from comments.db.rows import fetch
from comments.db.times import as_stored
from comments.paths import WIDTH


class CommentRow(NamedTuple):
    """The columns of a comment that a page shows; a model instance takes thirty times as long to make."""

    pk: int
    parent_id: int | None
    number: int
    path: str
    depth: int
    replies: int
    recommendations: int
    status: str
    name: str
    url: str
    text: str
    html: str | None
    staff: bool
    created_at: datetime
    edited_at: datetime | None
    picked_at: datetime | None
    published_at: datetime | None
    pinned_at: datetime | None


class PageRows(NamedTuple):
    """What a page is made of, each in no order: `above` the comments that stand above the others, if it is the first
    page; `tops`, the other top-level comments and one more than there is room for; the first replies of both."""

    above: list[CommentRow]
    tops: list[CommentRow]
    replies: list[CommentRow]


class Position(NamedTuple):
    """The path of a comment; of the top-level comment that it is, or is below, the id, how many top-level comments of
    its thread come before it, and its values in the columns of the order."""

    path: str
    top_id: int
    before: int
    place: tuple[int, ...]


_NAMES = ", ".join(("id", *CommentRow._fields[1:]))
_COLUMNS = ", ".join(f"c.{name}" for name in ("id", *CommentRow._fields[1:]))

# The columns by which each order of top-level comments sorts, all the same way; together they are unique in a thread.
COLUMNS = {"oldest": ("number",), "newest": ("number",), "replies": ("replies", "number")}
COLUMNS["recommended"] = ("recommendations", "number")
RISING = frozenset({"oldest"})
# In which a comment changes its place while people reply or recommend.
MOVING = frozenset({"replies", "recommended"})
# Of what moderators pinned, so many stand above the others: the latest.
PINNED = 3

_ABOVE = f"""above as materialized (
  select id from comments_comment where thread_id = %s and shown and depth = 1 and pinned_at is not null
  order by pinned_at desc, number desc limit {PINNED}
)"""
# A page by one statement: the top-level comments and one more, on the first page with those that stand above, then
# below each of them its first replies, as long as those before have left room. `shown` and `depth = 1` are written out
# as in the partial indexes, since SQLite does not look into parameters; and it knows no lateral join, but reads as many
# ids for each row of a list.
_PAGE = f"""
with {_ABOVE}, others as (
  select {_COLUMNS} from comments_comment as c
  where thread_id = %s and shown and depth = 1 {{beyond}} and id not in (select id from above)
  order by {{order}} limit %s
), top as materialized (
  select * from others {{with_above}}
), ranked as (
  select number, path, row_number() over ranks as place, count(*) over () as tops, %s + sum(1 - depth) over () as room,
    coalesce(sum({{least}}(replies, %s)) over (ranks rows between unbounded preceding and 1 preceding), 0) as taken
  from top window ranks as (order by depth, {{order}})
), answered as materialized (
  select path as start, {{end}} as behind from ranked where place <= room and taken < %s - {{least}}(tops, room)
)
select {{fields}} from top union all {{replies}}"""
# On the first page, before which there is nothing. A depth of 0 tells them from the others.
_WITH_ABOVE = f"""
  union all select {_COLUMNS.replace("c.depth", "0")} from above cross join comments_comment as c
  where c.id = above.id"""
_IF_FIRST = " and (select count(*) from others) <= %s"
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
  where thread_id = %s and shown and number > 0 and path >= %s and path < %s order by path {{direction}} limit %s"""
_SINCE = f"""
  select {_COLUMNS} from comments_comment as c
  where thread_id = %s and shown and status = 'approved' and published_at > %s order by published_at desc limit %s"""
# Only so many of each thread, whatever moment is asked for.
_COUNTS_SINCE = """
  select thread.key, thread.count, (
    select count(*) from (
      select 1 from comments_comment
      where thread_id = thread.id and shown and status = 'approved' and published_at > %s limit %s
    ) as since_then
  ), site.reading from comments_site as site
  left join comments_thread as thread on thread.site_id = site.id and thread.key in ({keys})
  where site.slug = %s"""
_POSITION = f"""
  with {_ABOVE}
  select c.path, top.id, case when top.id in (select id from above) then 0 else (
    select count(*) from (
      select 1 from comments_comment where thread_id = %s and shown and depth = 1
      and {{before}} and id not in (select id from above) order by {{nearest}} limit %s
    ) as before_it
  ) end, {{place}} from comments_comment as c
  join comments_comment as top on top.thread_id = c.thread_id and top.path = substr(c.path, 1, {WIDTH})
  where c.id = %s and c.thread_id = %s and c.shown"""
_GET = f"select {_COLUMNS} from comments_comment as c where id = %s and thread_id = %s and shown"


def page(
    thread_id: int,
    sort: str,
    *,
    limit: int,
    beyond: Sequence[int] = (),
    backwards: bool = False,
    replies_each: int,
    in_all: int,
) -> PageRows:
    """The rows of a page of a thread.

    `sort` is one of COLUMNS, and `beyond` the values in its columns behind which they come; `backwards` those before
    them, the nearest. Once there are `in_all` comments no more replies are read; of these, tombstones are not counted.
    """
    sql = _page_sql(connection.vendor, sort, backwards=backwards, is_beyond=bool(beyond))
    most = [limit] if backwards else []
    rows = _rows(
        sql,
        [thread_id, thread_id, *beyond, limit + 1, *most, limit, replies_each, in_all, thread_id, replies_each],
    )
    return PageRows(
        [row._replace(depth=1) for row in rows if row.depth == 0],
        [row for row in rows if row.depth == 1],
        [row for row in rows if row.depth > 1],
    )


@cache
def _page_sql(vendor: str, sort: str, *, backwards: bool, is_beyond: bool) -> str:
    marks = ", ".join(["%s"] * len(COLUMNS[sort]))
    return _PAGE.format(
        least=_LEAST[vendor], beyond=f"and {_beyond(sort, marks, backwards=backwards)}" if is_beyond else "",
        with_above=_WITH_ABOVE + _IF_FIRST if backwards else "" if is_beyond else _WITH_ABOVE,
        order=_order(sort, backwards=backwards), end=_END[vendor], fields=_NAMES, replies=_REPLIES[vendor],
    )  # fmt: skip


def _order(sort: str, *, backwards: bool = False) -> str:
    direction = "asc" if _rises(sort, backwards=backwards) else "desc"
    return ", ".join(f"{column} {direction}" for column in COLUMNS[sort])


def _beyond(sort: str, place: str, *, backwards: bool = False) -> str:
    """The condition that a comment comes behind a place in an order, or before it."""
    return f"({', '.join(COLUMNS[sort])}) {'>' if _rises(sort, backwards=backwards) else '<'} ({place})"


def _rises(sort: str, *, backwards: bool) -> bool:
    return (sort in RISING) != backwards


def branch(thread_id: int, first: str, *, end: str, limit: int, backwards: bool = False) -> list[CommentRow]:
    """The first shown comments from the path `first` to before `end`, in the order of the thread; backwards the last.

    These come in reverse.
    """
    return _rows(_BRANCH.format(direction="desc" if backwards else "asc"), [thread_id, first, end, limit])


def since(thread_id: int, moment: datetime, *, limit: int) -> list[CommentRow]:
    """The comments that readers see and that were first published after this moment, the latest first."""
    return _rows(_SINCE, [thread_id, *as_stored(moment), limit])


def counts_since(
    site: str, keys: Sequence[str], moment: datetime, *, at_most: int
) -> list[tuple[str | None, int | None, int, str]]:
    """The keys of threads of a site, how many comments each has, how many of them were published after `moment`, and
    who reads the site.

    Of these it counts to `at_most`. A site none of whose threads has one of the keys gives a row of None, no site none.
    """
    sql = _COUNTS_SINCE.format(keys=", ".join(["%s"] * len(keys)))
    return fetch(sql, [*as_stored(moment), at_most, *keys, site])


def get(thread_id: int, comment_id: int) -> CommentRow | None:
    """The shown comment of this thread with this id, None if there is none."""
    return next(iter(_rows(_GET, [comment_id, thread_id])), None)


def position_of(thread_id: int, comment_id: int, sort: str, *, at_most: int) -> Position | None:
    """Where a shown comment of this thread comes in an order, None if there is none; `before` counts to `at_most`."""
    place = ", ".join(f"top.{column}" for column in COLUMNS[sort])
    # The nearest first: without an order PostgreSQL reads the thread from its beginning.
    before, nearest = _beyond(sort, place, backwards=True), _order(sort, backwards=True)
    sql = _POSITION.format(before=before, nearest=nearest, place=place)
    found = fetch(sql, [thread_id, thread_id, at_most, comment_id, thread_id])
    if not found:
        return None
    path, top_id, earlier, *values = found[0]
    return Position(path, top_id, earlier, tuple(values))


def _rows(sql: str, params: Sequence[Any]) -> list[CommentRow]:
    return _from_sqlite(sql, params) if connection.vendor == "sqlite" else [*map(CommentRow._make, fetch(sql, params))]


def _from_sqlite(sql: str, params: Sequence[Any]) -> list[CommentRow]:
    """All in one value: for each row that SQLite steps to, threads would fight for the interpreter's lock."""
    [(listed,)] = fetch(f"select json_group_array(json_array({_NAMES})) from ({sql})", params)
    return [
        # Written out, since a loop over the times would cost as much as all the rest.
        CommentRow._make((
            *same, bool(staff), _moment(created), edited and _moment(edited), picked and _moment(picked),
            published and _moment(published), pinned and _moment(pinned),
        ))
        for *same, staff, created, edited, picked, published, pinned in orjson.loads(listed)
    ]  # fmt: skip


def _moment(stored: str) -> datetime:
    """Times are kept in UTC, without saying so."""
    return datetime.fromisoformat(stored + "+00:00")
