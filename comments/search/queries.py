"""The statements of the search, which each database has in its own words."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from comments.db.rows import fetch
from comments.db.times import as_stored
from comments.text.search_words import Phrase

Clause = Sequence[Sequence[Phrase]]  # of which one alternative must hold: all of its phrases


class Condition(NamedTuple):
    """A condition of a statement, in which `c` is the comment."""

    sql: str
    params: tuple[Any, ...] = ()


class Source(NamedTuple):
    """Rows that lead to the comments looked for: a table, its column with a comment's id, and which rows are meant.

    `is_in_order` if an index brings them by id. `holds` says the same of one comment; `is_vague` if it says more, so
    that what the rows lead to has still to be asked, or if several rows may lead to one comment.
    """

    table: str
    comment_id: str
    where: Condition
    holds: Condition
    is_in_order: bool = False
    is_vague: bool = False


class Span(NamedTuple):
    """Which part of the found is wanted: so many behind this id, from the newest or from the oldest.

    `within` are the first and the last id that can be meant.
    """

    limit: int
    after: int | None = None
    is_newest_first: bool = True
    within: tuple[int, int] | None = None


def words(clauses: Sequence[Clause], marks: Sequence[Sequence[str]]) -> Source:
    """Comments that have all of these words, and one of each group of marks."""
    if connection.vendor == "postgresql":
        wanted = " & ".join([*map(_tsquery, clauses), *(f"({' | '.join(map(quoted, group))})" for group in marks)])
        where = Condition("s.words @@ %s::tsquery", (wanted,))
        # As a value it is asked of one comment after the other, while a condition may be asked of all first.
        holds = f"(select {where.sql} from comments_searchentry s where s.comment_id = c.id)"  # noqa: S608
        return Source("comments_searchentry s", "s.comment_id", where, Condition(holds, where.params))
    wanted = " AND ".join([*(f"words : ({_match(clause)})" for clause in clauses), *map(_marked, marks)])
    where = Condition("comments_search match %s", (wanted,))
    return Source("comments_search", "comments_search.rowid", where, Condition("true"), is_in_order=True)


def key(kind: str, first: str, last: str) -> Source:
    """Comments with a key in this range."""
    if first == last:
        where = Condition("k.kind = %s and k.value = %s", (kind, first))
    else:
        where = Condition("k.kind = %s and k.value between %s and %s", (kind, first, last))
    holds = _holds("comments_searchkey k", where)
    return Source("comments_searchkey k", "k.comment_id", where, holds, is_in_order=first == last)


def codes(listed: Sequence[str]) -> Source:
    """Comments of whose text as it is now a check said one of these."""
    where = Condition(f"f.code <> '' and f.code in ({_marks_for(listed)})", tuple(listed))
    now = Condition(f"{where.sql} and f.text_version = c.text_version", where.params)
    return Source("comments_finding f", "f.comment_id", where, _holds("comments_finding f", now), is_vague=True)


def decided_by(user_id: Any) -> Source:  # Any: a host's users may have other ids than numbers
    where = Condition("d.by_id = %s", (user_id,))
    return Source("comments_decision d", "d.comment_id", where, _holds("comments_decision d", where), is_vague=True)


def section(name: str) -> Source:
    return _own("{}.thread_id in (select id from comments_thread where section = %s)", (name,))


def threads(listed: Sequence[int]) -> Source:
    return _own(f"{{}}.thread_id in ({_marks_for(listed)})", tuple(listed))


def email(mailbox: str) -> Source:
    """By the index `comments_of_email`, whose condition has to be repeated."""
    sql = "{0}.email_canonical = %s and not ({0}.email_canonical = '')"
    return _own(sql, (mailbox,))._replace(is_in_order=True)


def came_between(since: datetime | None, before: datetime | None) -> Source | None:
    """None without any time."""
    limits = [(f"{{0}}.created_at {sign} %s", when) for sign, when in ((">=", since), ("<", before)) if when]
    times = as_stored(*(when for _sql, when in limits))
    return _own(" and ".join(sql for sql, _when in limits), tuple(times)) if limits else None


def ids_between(source: Source) -> tuple[int, int]:
    """The first and the last id that a source leads to; nothing is between them if it leads to none."""
    name = source.comment_id
    sql = f"select coalesce(min({name}), 1), coalesce(max({name}), 0) from {source.table} where {source.where.sql}"  # noqa: S608
    first, last = fetch(sql, source.where.params)[0]
    return int(first), int(last)


def one_of(column: str, values: Sequence[Any]) -> Condition:
    return Condition(f"c.{column} in ({_marks_for(values)})", tuple(values))


def on_sites(site_ids: Sequence[int], *, by_index: bool) -> Condition:
    """Without `by_index` SQLite may not take all comments of a site by an index only to put them in order."""
    column = "c.site_id" if by_index or connection.vendor != "sqlite" else "+c.site_id"
    return Condition(f"{column} in ({_marks_for(site_ids)})", tuple(site_ids))


HAS_REPLY = Condition("exists (select 1 from comments_comment r where r.parent_id = c.id)")
HAS_NO_REPLY = Condition(f"not {HAS_REPLY.sql}")


def ids(sources: Sequence[Source], conditions: Sequence[Condition], span: Span) -> list[int]:
    """Ids of the comments that every source leads to and for which all conditions hold, in the order of the span.

    Where no index brings them in order, what is common is found among the latest comments, without ordering a large
    part of all; and what is rare there is, as a rule, rare enough to be ordered.
    """
    if not sources:
        return _walk(conditions, span)
    first, *others = sorted(sources, key=lambda source: not source.is_in_order)
    whole = [*conditions, *(other.holds for other in others)]
    if first.is_in_order:
        return _follow(first, whole, span)
    until = _end_of_window(span)
    inside = Condition("c.id >= %s" if span.is_newest_first else "c.id <= %s", (until,))
    near = _walk([*whole, first.holds, inside], span)
    if len(near) >= span.limit:
        return near
    if first.is_vague:
        whole.append(first.holds)
    rest = span._replace(limit=span.limit - len(near), after=until)
    return near + _gather(first, whole, rest)


def everything(sources: Sequence[Source], conditions: Sequence[Condition]) -> RawSQL:
    """Ids of all such comments, in no order, as a part of another statement."""
    if not sources:
        where = _joined_conditions(conditions)
        return RawSQL(f"select c.id from comments_comment c where {where.sql}", where.params)  # noqa: S608, S611
    first, *others = sorted(sources, key=lambda source: not source.is_in_order)
    whole = [*conditions, *(other.holds for other in others), *([first.holds] if first.is_vague else [])]
    found = _leading(first, whole, Span(limit=0))
    return RawSQL(found.sql, found.params)  # noqa: S611 - all that was typed is in the parameters


_WINDOW = 20_000


def _walk(conditions: Sequence[Condition], span: Span) -> list[int]:
    """Look at one comment after another, or let the database choose an index."""
    where = _joined_conditions([*conditions, *_behind("c.id", span)])
    sql = f"select c.id from comments_comment c where {where.sql} order by c.id {_order(span)} limit %s"  # noqa: S608
    return _fetched(sql, [*where.params, span.limit])


def _follow(source: Source, conditions: Sequence[Condition], span: Span) -> list[int]:
    """Take what the source's index brings, in its order, until there are enough."""
    found = _leading(source, conditions, span)
    sql = f"{found.sql} order by {source.comment_id} {_order(span)} limit %s"
    return _fetched(sql, [*found.params, span.limit])


def _gather(source: Source, conditions: Sequence[Condition], span: Span) -> list[int]:
    """Take all that the source leads to, by whatever index the database finds best, and put it in order."""
    found = _leading(source, conditions, span, each="distinct " if source.is_vague else "")
    sql = f"with found as materialized ({found.sql}) select id from found order by id {_order(span)} limit %s"  # noqa: S608
    return _fetched(sql, [*found.params, span.limit])


def _leading(source: Source, conditions: Sequence[Condition], span: Span, *, each: str = "") -> Condition:
    """The statement without its end. Without conditions on comments it does not look at them."""
    where = _joined_conditions([source.where, *_behind(source.comment_id, span), *conditions])
    if not conditions:
        return Condition(f"select {each}{source.comment_id} as id from {source.table} where {where.sql}", where.params)  # noqa: S608
    # SQLite takes the tables of a cross join in their order.
    tables = f"{source.table} cross join comments_comment c"
    sql = f"select {each}c.id as id from {tables} where c.id = {source.comment_id} and {where.sql}"  # noqa: S608
    return Condition(sql, where.params)


def _order(span: Span) -> str:
    return "desc" if span.is_newest_first else "asc"


def _end_of_window(span: Span) -> int:
    """The last id of the _WINDOW ids that come first in the span."""
    first, last = span.within or (0, 0)
    if span.is_newest_first:
        end = min(filter(None, (span.after, last + 1 if span.within else None)), default=None)
        return (end or _one("select coalesce(max(id), 0) + 1 from comments_comment")) - _WINDOW
    start = max(filter(None, (span.after, first - 1 if span.within else None)), default=None)
    return (start or _one("select coalesce(min(id), 1) - 1 from comments_comment")) + _WINDOW


def _behind(column: str, span: Span) -> list[Condition]:
    sign = "<" if span.is_newest_first else ">"
    after = [] if span.after is None else [Condition(f"{column} {sign} %s", (span.after,))]
    return [*after, *([Condition(f"{column} between %s and %s", span.within)] if span.within else [])]


def _joined_conditions(conditions: Iterable[Condition]) -> Condition:
    listed = list(conditions) or [Condition("true")]
    sql = " and ".join(condition.sql for condition in listed)
    return Condition(sql, tuple(value for condition in listed for value in condition.params))


def _holds(table: str, where: Condition) -> Condition:
    column = f"{table.split()[-1]}.comment_id"
    return Condition(f"exists (select 1 from {table} where {column} = c.id and {where.sql})", where.params)  # noqa: S608


def _own(sql: str, params: tuple[Any, ...]) -> Source:
    """Of a comment's own columns, where `{}` stands for its table."""
    return Source("comments_comment o", "o.id", Condition(sql.format("o"), params), Condition(sql.format("c"), params))


def _marks_for(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _tsquery(clause: Clause) -> str:
    """As PostgreSQL reads a tsquery, in which every word is quoted."""
    return _any_of([" & ".join(map(_tsquery_phrase, phrases)) for phrases in clause], " | ")


def _tsquery_phrase(phrase: Phrase) -> str:
    return f"({' <-> '.join(map(quoted, phrase.words))}{':*' if phrase.is_open else ''})"


def _match(clause: Clause) -> str:
    """As FTS5 reads an expression, in which every phrase is quoted."""
    return _any_of([" AND ".join(map(_match_phrase, phrases)) for phrases in clause], " OR ")


def _match_phrase(phrase: Phrase) -> str:
    return '"' + " ".join(phrase.words).replace('"', '""') + ('"*' if phrase.is_open else '"')


def _marked(group: Sequence[str]) -> str:
    return "marks : (" + " OR ".join(f'"{mark}"' for mark in group) + ")"


def _any_of(alternatives: Sequence[str], between: str) -> str:
    return f"({between.join(f'({one})' for one in alternatives)})"


def _fetched(sql: str, params: Sequence[Any]) -> list[int]:
    return [row[0] for row in fetch(sql, params)]


def _one(sql: str) -> int:
    return int(fetch(sql, [])[0][0])


def quoted(word: str) -> str:
    """A word as PostgreSQL reads it in a tsvector or a tsquery."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
