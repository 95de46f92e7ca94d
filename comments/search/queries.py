"""The statements of the search, which each database has in its own words: what is stored, and what is asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from comments.db.rows import fetch
from comments.db.times import as_stored
from comments.text.search_words import Phrase

# PostgreSQL counts no further, and keeps no more places of one word.
_LAST_PLACE = 16_383
_MOST_PLACES = 255
# Stands where another field begins, so that no phrase goes across. No word is like it.
_GAP = "="

_ENTRY = """
insert into comments_searchentry ({columns}) values {rows}
on conflict (comment_id) do update set {changes}
"""
_ENTRY_COLUMNS = ("comment_id", "text_version", "form", "title")
_FTS5 = "insert or replace into comments_search (rowid, words, marks) values {rows}"

Clause = Sequence[Sequence[Phrase]]  # of which one alternative must hold: all of its phrases


class IndexedText(NamedTuple):
    """A comment's words, line by line, and its marks."""

    comment_id: int
    text_version: int
    form: int
    title: str
    lines: Sequence[Sequence[str]]
    marks: Sequence[str]


def store(texts: Sequence[IndexedText]) -> None:
    """Index these comments, in place of what was indexed of them before."""
    is_postgresql = connection.vendor == "postgresql"
    columns = (*_ENTRY_COLUMNS, "words") if is_postgresql else _ENTRY_COLUMNS
    row = "(%s, %s, %s, %s, %s::tsvector)" if is_postgresql else "(%s, %s, %s, %s)"
    params: list[Any] = []
    for text in texts:
        params += text[:4]
        if is_postgresql:
            params.append(_vector(text))
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    sql = _ENTRY.format(columns=", ".join(columns), rows=", ".join([row] * len(texts)), changes=changes)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        if not is_postgresql:
            params = [value for text in texts for value in (text.comment_id, _joined(text.lines), " ".join(text.marks))]
            cursor.execute(_FTS5.format(rows=", ".join(["(%s, %s, %s)"] * len(texts))), params)


def _joined(lines: Sequence[Sequence[str]]) -> str:
    return f" {_GAP} ".join(map(" ".join, lines))


def _vector(text: IndexedText) -> str:
    """Words and their places, as PostgreSQL reads a tsvector; not by its parser, which differs by locale."""
    places: dict[str, list[int]] = {}
    at = 0
    for line in text.lines:
        for word in line:
            at += 1
            places.setdefault(word, []).append(min(at, _LAST_PLACE))
        at += 1
    listed = (f"{_quoted(word)}:{','.join(map(str, found[:_MOST_PLACES]))}" for word, found in places.items())
    return " ".join([*listed, *map(_quoted, text.marks)])


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


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
    """Which part of the found is wanted: so many behind this id, from the newest or from the oldest."""

    limit: int
    after: int | None = None
    is_newest_first: bool = True


def words(clauses: Sequence[Clause], marks: Sequence[Sequence[str]]) -> Source:
    """Comments that have all of these words, and one of each group of marks."""
    if connection.vendor == "postgresql":
        wanted = " & ".join([*map(_tsquery, clauses), *(f"({' | '.join(map(_quoted, group))})" for group in marks)])
        where = Condition("s.words @@ %s::tsquery", (wanted,))
        return Source("comments_searchentry s", "s.comment_id", where, _holds("comments_searchentry s", where))
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
    where = Condition("t.thread_id in (select id from comments_thread where section = %s)", (name,))
    return Source("comments_comment t", "t.id", where, _holds("comments_comment t", where, "t.id"))


def one_of(column: str, values: Sequence[Any]) -> Condition:
    return Condition(f"c.{column} in ({_marks_for(values)})", tuple(values))


def email(mailbox: str) -> Condition:
    """By the index `comments_of_email`, whose condition has to be repeated."""
    return Condition("c.email_canonical = %s and not (c.email_canonical = '')", (mailbox,))


def came_between(since: datetime | None, before: datetime | None) -> list[Condition]:
    limits = [(">=", since), ("<", before)]
    return [Condition(f"c.created_at {sign} %s", tuple(as_stored(when))) for sign, when in limits if when]


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


_WINDOW = 20_000


def _walk(conditions: Sequence[Condition], span: Span) -> list[int]:
    """Look at one comment after another, or let the database choose an index."""
    where = _joined_conditions([*conditions, *_behind("c.id", span)])
    order = "desc" if span.is_newest_first else "asc"
    sql = f"select c.id from comments_comment c where {where.sql} order by c.id {order} limit %s"  # noqa: S608
    return _fetched(sql, [*where.params, span.limit])


def _follow(source: Source, conditions: Sequence[Condition], span: Span) -> list[int]:
    """Take what the source's index brings, in its order, until there are enough."""
    where = _joined_conditions([source.where, *_behind(source.comment_id, span), *conditions])
    order = "desc" if span.is_newest_first else "asc"
    sql = (
        f"select c.id from {source.table} cross join comments_comment c"  # noqa: S608
        f" where c.id = {source.comment_id} and {where.sql} order by {source.comment_id} {order} limit %s"
    )
    return _fetched(sql, [*where.params, span.limit])


def _gather(source: Source, conditions: Sequence[Condition], span: Span) -> list[int]:
    """Take all that the source leads to, and put it in order."""
    picked = _joined_conditions([source.where, *_behind(source.comment_id, span)])
    where = _joined_conditions(conditions)
    order = "desc" if span.is_newest_first else "asc"
    each = "distinct " if source.is_vague else ""
    found = "picked" if not conditions else "picked cross join comments_comment c where c.id = picked.id and"
    sql = (
        f"with picked as materialized (select {each}{source.comment_id} as id from {source.table}"  # noqa: S608
        f" where {picked.sql}) select picked.id from {found} {where.sql if conditions else ''}"
        f" order by picked.id {order} limit %s"
    )
    return _fetched(sql, [*picked.params, *where.params, span.limit])


def _end_of_window(span: Span) -> int:
    """The id before which, from where the span begins, there are at most _WINDOW others."""
    if span.is_newest_first:
        return (span.after or _one("select coalesce(max(id), 0) + 1 from comments_comment")) - _WINDOW
    return (span.after or _one("select coalesce(min(id), 1) - 1 from comments_comment")) + _WINDOW


def _behind(column: str, span: Span) -> list[Condition]:
    sign = "<" if span.is_newest_first else ">"
    return [] if span.after is None else [Condition(f"{column} {sign} %s", (span.after,))]


def _joined_conditions(conditions: Iterable[Condition]) -> Condition:
    listed = list(conditions) or [Condition("true")]
    sql = " and ".join(condition.sql for condition in listed)
    return Condition(sql, tuple(value for condition in listed for value in condition.params))


def _holds(table: str, where: Condition, column: str = "comment_id") -> Condition:
    name = column if "." in column else f"{table.split()[-1]}.{column}"
    return Condition(f"exists (select 1 from {table} where {name} = c.id and {where.sql})", where.params)  # noqa: S608


def _marks_for(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _tsquery(clause: Clause) -> str:
    """As PostgreSQL reads a tsquery, in which every word is quoted."""
    return _any_of([" & ".join(map(_tsquery_phrase, phrases)) for phrases in clause], " | ")


def _tsquery_phrase(phrase: Phrase) -> str:
    return f"({' <-> '.join(map(_quoted, phrase.words))}{':*' if phrase.is_open else ''})"


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
