"""Short write transactions, and what the errors of a database mean."""

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

# SQLSTATEs of PostgreSQL, or how they begin: no connection, no resources, shutting down, read-only as a standby, and
# connections that it ended because it, or this process, was frozen within a transaction.
_AWAY = ("08", "53", "57P", "25006", "25P03", "25P04")
# Names of SQLite's errors, or how they begin: no file, disk full, disk error, read-only.
_AWAY_SQLITE = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY")
_writers = threading.Lock()


def _renew_lock() -> None:
    global _writers
    _writers = threading.Lock()


os.register_at_fork(after_in_child=_renew_lock)


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes.

    SQLite has one writer and makes the others poll; letting this process's threads queue for a lock keeps the slowest
    of a burst near 40 ms, where polling takes a second. What runs on commit has released the lock, and may write too.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _writer_lock() as release, transaction.atomic():
        transaction.on_commit(release)
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
def _writer_lock() -> Iterator[Callable[[], None]]:
    """Holds the lock of this process's writers; yields a function that releases it before the block ends."""
    held = [_writers]
    held[0].acquire()

    def release() -> None:
        if held:
            held.pop().release()

    try:
        yield release
    finally:
        release()


def is_away(error: BaseException) -> bool:
    """Whether the database itself could not be used; then the statement that failed may be right."""
    if not isinstance(error, DatabaseError):
        return False
    driver = error.__cause__
    if code := getattr(driver, "sqlite_errorname", None):
        return str(code).startswith(_AWAY_SQLITE)
    state = getattr(driver, "sqlstate", "")
    return str(state).startswith(_AWAY) if state else state is None and isinstance(error, OperationalError)


def is_unavailable(error: Exception) -> bool:
    """Whether the statement may succeed later: the database is away, locked or busy."""
    return isinstance(error, OperationalError | InterfaceError) or is_away(error)


def cause(error: BaseException) -> str:
    """A database's error in one line for the log, without the statement and its values.

    One class of error is raised whether the database refuses, is frozen, locked or full, or has no connection free:
    only the first line tells them apart.
    """
    message, name = first_line(error), type(error).__name__
    return f"{name}: {message}" if message != name else name


def first_line(error: BaseException) -> str:
    """The first line of an error's message; the name of its class if it has none."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
