"""How the words of comments are stored, for each database in its own way."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from comments.search.queries import quoted

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
    listed = (f"{quoted(word)}:{','.join(map(str, found[:_MOST_PLACES]))}" for word, found in places.items())
    return " ".join([*listed, *map(quoted, text.marks)])
