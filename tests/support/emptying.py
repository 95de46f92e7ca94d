"""The database between tests that commit: as the migrations left it."""

from collections.abc import Callable

from django.db import IntegrityError, OperationalError, connection, transaction

_TIMES = 5


class Emptying:
    """Deletes the rows that tests left, table by table where there are any.

    Django's own flush empties all tables and makes content types and permissions anew, which takes a hundred times as
    long, and locks every table, against which a worker that still screens is a deadlock.
    """

    def __init__(self) -> None:
        """At the start of the tests: what is there now belongs there."""
        self._tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self._from_migrations = {table: count for table, count in self._counts().items() if count}

    def empty(self, flush: Callable[[], None]) -> None:
        """Flush after all where a test touched what the migrations made."""
        for left in reversed(range(_TIMES)):
            try:
                counts = self._counts()
                if any(counts[table] != count for table, count in self._from_migrations.items()):
                    flush()
                else:
                    self._delete([table for table in counts if counts[table] and table not in self._from_migrations])
                return
            except (OperationalError, IntegrityError):  # a server was not done: a deadlock, or rows just written
                if not left:
                    raise

    def _counts(self) -> dict[str, int]:
        counting = [f"select '{table}', count(*) from {connection.ops.quote_name(table)}" for table in self._tables]
        with connection.cursor() as cursor:
            cursor.execute(" union all ".join(counting))
            return dict(cursor.fetchall())

    def _delete(self, tables: list[str]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("pragma defer_foreign_keys = on")
            for table in tables:
                cursor.execute(f"delete from {connection.ops.quote_name(table)}")
