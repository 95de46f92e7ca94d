"""Short write transactions."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

# SQLSTATEs of PostgreSQL, or what they begin with: no connection, no room, shutting down, read-only as a standby is.
_AWAY = ("08", "53", "57P", "25006")
# The same of SQLite.
_AWAY_SQLITE = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")
_writers = threading.Lock()


def _renew_lock() -> None:
    global _writers
    _writers = threading.Lock()


os.register_at_fork(after_in_child=_renew_lock)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes.

    SQLite has one writer and makes the others poll; queueing this process's threads here keeps the slowest of a
    burst near 40 ms, where polling takes a second. What is done on commit comes after its turn, and may write too.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _turn() as end, transaction.atomic():
        transaction.on_commit(end)
        yield


def retried_once(error: type[Exception]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a function that is one transaction: if it raises this error, it runs once more."""

    def decorated(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except error:
                return function(*args, **kwargs)

        return run

    return decorated


@contextmanager
def _turn() -> Iterator[Callable[[], None]]:
    """A writer's turn, and what ends it before the block does."""
    taken = [_writers]
    taken[0].acquire()

    def end() -> None:
        if taken:
            taken.pop().release()

    try:
        yield end
    finally:
        end()


def is_away(error: BaseException) -> bool:
    """Whether the database itself could not be used, so that it says nothing of the statement that met it."""
    if not isinstance(error, DatabaseError):
        return False
    driver = error.__cause__
    if code := getattr(driver, "sqlite_errorname", None):
        return str(code).startswith(_AWAY_SQLITE)
    state = getattr(driver, "sqlstate", "")
    return str(state).startswith(_AWAY) if state else state is None and isinstance(error, OperationalError)


def is_unavailable(error: Exception) -> bool:
    """Whether the same may succeed later: the database is away, locked or busy."""
    return isinstance(error, OperationalError | InterfaceError) or is_away(error)


def cause(error: BaseException) -> str:
    """What a log line says of a database that did not do its work, without the statement and its values.

    Refused, frozen, without a free connection, locked and full raise the same error; only its first line tells.
    """
    said, name = first_line(error), type(error).__name__
    return f"{name}: {said}" if said != name else name


def first_line(error: BaseException) -> str:
    """What a database says first of what is wrong; the name of the error if it says nothing."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
