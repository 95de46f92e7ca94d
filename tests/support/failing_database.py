"""A database that fails at one statement of a transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Nothing can be inserted there; what else is asked is answered."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lower().startswith("insert") and table in sql:
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield
