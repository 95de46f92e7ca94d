"""Where the words of comments are stored, for databases whose tables were made without migrations.

Hosts do that for their tests (`migrate --run-syncdb`, pytest's --nomigrations). Models describe no tsvector and no FTS5
table, so Django cannot make them itself.
"""

from typing import Any

from django.db import connections

# As the migration search_tables makes them.
_POSTGRESQL = (
    "alter table comments_searchentry add column words tsvector not null default ''",
    "create index comments_by_words on comments_searchentry using gin (words) with (fastupdate = off)",
)
_SQLITE = (
    "create virtual table comments_search using fts5"
    "(words, marks, tokenize = \"ascii tokenchars '='\", columnsize = 0)",
    "create trigger comments_search_gone after delete on comments_searchentry begin"
    " delete from comments_search where rowid = old.comment_id; end",
)
_THERE = {
    "postgresql": "select 1 from information_schema.columns where table_schema = current_schema()"
    " and table_name = 'comments_searchentry' and column_name = 'words'",
    "sqlite": "select 1 from sqlite_master where name = 'comments_search'",
}


def ensure(sender: Any, using: str = "default", **_signal: Any) -> None:
    """After each `migrate`: make it if it is missing and the table of SearchEntry is there."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if "comments_searchentry" not in connection.introspection.table_names(cursor):  # migrated back to before it
            return
        cursor.execute(_THERE[connection.vendor])
        if cursor.fetchone():
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
