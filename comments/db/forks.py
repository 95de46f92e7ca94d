"""Keeps threads that use the database and the forks of their process apart."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


class ForkGate:
    """For one thread that lives as long as its process: each fork from now on waits while it uses the database.

    SQLite keeps in memory what its process has locked. A child that is forked in the middle of a statement takes that
    over, and waits for a lock that nobody will give back.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        acquire, release = self._lock.acquire, self._lock.release
        os.register_at_fork(before=acquire, after_in_parent=release, after_in_child=release)

    @contextmanager
    def using_database(self) -> Iterator[None]:
        """Hold forks back, and close this thread's connection at the end."""
        with self._lock:
            try:
                yield
            finally:
                connection.close()
