"""Reads rows into model instances and inserts them, several times as fast as the ORM.

Columns and converters are worked out once for each model, where Django does so for each statement. For the statements
of a post and of a page alone: docs/decisions/0007-hand-written-sql.md has the figures.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
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


def find_one(found: models.QuerySet[M]) -> M | None:
    """The row of a queryset that finds one at most, by a key; None if there is none.

    `first()` would have it sorted, for which Django works out each selected column: half the time of a wide row.
    """
    return next(iter(found.order_by()), None)


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows that a statement returns, their values as the database's driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def load(model: type[M], sql: str, params: Sequence[Any]) -> list[M]:
    """Instances of a model from the rows of a statement, in which `{columns}` stands for the model's columns."""
    columns = _columns(model)
    return [_instance(model, columns, row) for row in fetch(sql.format(columns=columns.listed), params)]


def load_pairs(first: type[M], second: type[N], sql: str, params: Sequence[Any]) -> list[tuple[M, N, Sequence[Any]]]:
    """Instances of two models from each row of a statement, in which `{columns}` stands for the columns of both.

    With them come the values of what the statement selects behind these columns, as the database's driver gives them.
    """
    mine, other = _columns(first), _columns(second)
    listed = f"{mine.qualified}, {other.qualified}"
    count, end = len(mine.names), len(mine.names) + len(other.names)
    return [
        (_instance(first, mine, row[:count]), _instance(second, other, row[count:end]), row[end:])
        for row in fetch(sql.format(columns=listed), params)
    ]


def _instance(model: type[M], columns: _Columns, row: Sequence[Any]) -> M:
    values = list(row)
    for index, convert in columns.converters:
        values[index] = convert(values[index])
    return model.from_db(connection.alias, columns.names, values)


def insert(row: models.Model) -> None:
    """Insert a new instance, and set its id. Sends no signal, and calls neither save() nor pre_save of its fields."""
    insertion = _insertion(type(row))
    values = [
        prepare(getattr(row, name), connection) if prepare else getattr(row, name) for name, prepare in insertion.values
    ]
    [(row.pk,)] = fetch(insertion.sql, values)
    row._state.adding, row._state.db = False, connection.alias


def update_rows(model: type[models.Model], changes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> int:
    """Update rows, each found by its guard, the first values, and given the second; returns how many were found.

    Values are by the name of a field. Rows that get new values in the same fields are sent together.
    """
    prepare = {field.name: partial(field.get_db_prep_save, connection=connection) for field in model._meta.fields}
    columns = {field.name: f'"{field.column}"' for field in model._meta.fields}
    sent: dict[tuple[tuple[str, ...], tuple[str, ...]], list[list[Any]]] = {}
    for guard, values in changes:
        row = [prepare[name](value) for part in (values, guard) for name, value in part.items()]
        sent.setdefault((tuple(values), tuple(guard)), []).append(row)
    found = 0
    with connection.cursor() as cursor:
        for (new, known), rows in sent.items():
            given = ", ".join(f"{columns[name]} = %s" for name in new)
            where = " and ".join(f"{columns[name]} = %s" for name in known)
            cursor.executemany(f"update {model._meta.db_table} set {given} where {where}", rows)  # noqa: S608 - our names
            found += cursor.rowcount
    return found


@cache
def _columns(model: type[models.Model]) -> _Columns:
    fields = model._meta.concrete_fields
    converters = [(index, convert) for index, field in enumerate(fields) if (convert := _converter(field))]
    names, table = [field.attname for field in fields], model._meta.db_table
    qualified = ", ".join(f'{table}."{field.column}"' for field in fields)
    return _Columns(frozenset(names), _listed(fields), qualified, converters)


def as_read(field: Any, value: Any) -> Any:
    """A value that a statement returned of a column, as Python has it: a datetime, where SQLite has text."""
    converted = _converter(field)
    return converted(value) if converted else value


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """What turns a driver's value into the field's, in the order of Django's compiler; None if nothing has to."""
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
    """In quotes, since one is called "order"."""
    return ", ".join(f'"{field.column}"' for field in fields)
