"""Inserts very many rows at once, in the fastest way that each database has, with ids reserved before."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

ColumnValues = tuple[Any, ...]  # of one row, as the database takes them
Models = type[Model]

_RESERVED = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
_LAST_ID = "select max(given) from (select seq as given from sqlite_sequence where name = %s union all select 0)"


def reserve_ids(model: Models, number: int) -> Sequence[int]:
    """So many rising ids that no other row gets. Call it in the transaction that inserts the rows: SQLite's lock."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_RESERVED, [table, number])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(_LAST_ID, [table])
        last = cursor.fetchone()[0]
        return range(last + 1, last + 1 + number)


def insert_rows(model: Models, names: Sequence[str], rows: Iterable[ColumnValues]) -> None:
    """Insert rows: their values are those of the columns `names`, and other columns get their field's default."""
    # All but the id, which the database gives.
    unnamed = [field for field in model._meta.concrete_fields if not field.primary_key and field.column not in names]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in unnamed)
    columns = [*names, *(str(field.column) for field in unnamed)]
    whole = (row + defaults for row in rows)
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, columns, whole)
    else:
        _execute_many(model._meta.db_table, columns, whole)


def insert_selected(model: Models, names: Sequence[str], rows: "QuerySet[Any, Any]") -> int:
    """Insert what a query of values finds, by one statement; its columns are those of `names`. Returns their number."""
    try:
        selected, params = rows.query.sql_with_params()
    except EmptyResultSet:  # nothing can match it, so there is no statement
        return 0
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table} ({_listed(names)}) {selected}", params)
        return int(cursor.rowcount)


def analyse(*models: Models) -> None:
    """Update the statistics of these tables, by which the database plans its queries."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"analyze {connection.ops.quote_name(model._meta.db_table)}")


def _copy(table: str, columns: Sequence[str], rows: Iterable[ColumnValues]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({_listed(columns)}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _execute_many(table: str, columns: Sequence[str], rows: Iterable[ColumnValues]) -> None:
    sql = f"insert into {table} ({_listed(columns)}) values ({', '.join(['%s'] * len(columns))})"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)  # type: ignore[arg-type]  # any iterable does


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, columns))
