"""Calls made at the same instant, each in a thread with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection

Answer = TypeVar("Answer")


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call returned or raised, in the order of the calls: Any, since a test knows which of the two it is."""
    start = threading.Barrier(len(calls), timeout=30)

    def run(call: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        start.wait()
        return _with_own_connection(call)

    with ThreadPoolExecutor(len(calls)) as threads:
        futures = [threads.submit(run, call) for call in calls]
    return [future.exception() or future.result() for future in futures]


def in_background(call: Callable[[], Answer]) -> Future[Answer]:
    threads = ThreadPoolExecutor(1)
    future = threads.submit(_with_own_connection, call)
    threads.shutdown(wait=False)
    return future


def _with_own_connection(call: Callable[[], Answer]) -> Answer:
    try:
        return call()
    finally:
        connection.close()
