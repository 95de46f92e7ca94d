"""Rows as model instances, and back, by columns that are worked out once: Django does so anew for each statement."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
N = TypeVar("N", bound=models.Model)

# Fields whose values go into the database as they stand in an instance.
_PLAIN = (
    models.BooleanField,
    models.CharField,
    models.FloatField,
    models.ForeignKey,
    models.IntegerField,
    models.TextField,
)


class _Columns(NamedTuple):
    names: frozenset[str]
    listed: str
    qualified: str
    converters: Sequence[tuple[int, Callable[[Any], Any]]]  # Any: values of all kinds, here and below


class _Insertion(NamedTuple):
    values: Sequence[tuple[str, Callable[..., Any] | None]]
    sql: str


def fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def load(model: type[M], sql: str, params: Sequence[Any]) -> list[M]:
    """What a statement returns of the `{columns}` of a model."""
    columns = _columns(model)
    return [_made(model, columns, row) for row in fetch(sql.format(columns=columns.listed), params)]


def load_pairs(first: type[M], second: type[N], sql: str, params: Sequence[Any]) -> list[tuple[M, N]]:
    """What a statement returns of the `{columns}` of two tables."""
    mine, other = _columns(first), _columns(second)
    listed = f"{mine.qualified}, {other.qualified}"
    count = len(mine.names)
    return [
        (_made(first, mine, row[:count]), _made(second, other, row[count:]))
        for row in fetch(sql.format(columns=listed), params)
    ]


def _made(model: type[M], columns: _Columns, row: Sequence[Any]) -> M:
    values = list(row)
    for place, convert in columns.converters:
        values[place] = convert(values[place])
    return model.from_db(connection.alias, columns.names, values)


def insert(row: models.Model) -> None:
    """Insert a new row and tell it its id. No signal is sent."""
    insertion = _insertion(type(row))
    values = [
        prepare(getattr(row, name), connection) if prepare else getattr(row, name) for name, prepare in insertion.values
    ]
    [(row.pk,)] = fetch(insertion.sql, values)
    row._state.adding, row._state.db = False, connection.alias


@cache
def _columns(model: type[models.Model]) -> _Columns:
    fields = model._meta.concrete_fields
    converters = [(place, convert) for place, field in enumerate(fields) if (convert := _converter(field))]
    names, table = [field.attname for field in fields], model._meta.db_table
    qualified = ", ".join(f'{table}."{field.column}"' for field in fields)
    return _Columns(frozenset(names), _listed(fields), qualified, converters)


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """As Django's own compiler: what the database needs, then what the field needs."""
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]

    def converted(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return converted if steps else None


@cache
def _insertion(model: type[models.Model]) -> _Insertion:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = [(field.attname, None if isinstance(field, _PLAIN) else field.get_db_prep_save) for field in fields]
    table, marks = model._meta.db_table, ", ".join(["%s"] * len(fields))
    return _Insertion(values, f"insert into {table} ({_listed(fields)}) values ({marks}) returning id")  # noqa: S608


def _listed(fields: Sequence[Any]) -> str:
    """In quotes: one is called "order"."""
    return ", ".join(f'"{field.column}"' for field in fields)
