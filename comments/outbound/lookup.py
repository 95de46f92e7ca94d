"""Where a name leads: the addresses of a host, looked up within a deadline."""

import os
import queue
import socket
import threading
import time
from typing import Any

MOST_LOOKUPS = 4
# getaddrinfo cannot be interrupted: a resolver that hangs keeps its thread for as long as resolv.conf lets it, by
# default 10 s a server, and no more than this many of them.
_lookups = threading.BoundedSemaphore(MOST_LOOKUPS)


def _renew_lookups() -> None:
    """In a forked process: the threads that look names up stayed in the parent, and free no place here."""
    global _lookups
    _lookups = threading.BoundedSemaphore(MOST_LOOKUPS)


os.register_at_fork(after_in_child=_renew_lookups)

Address = tuple[Any, ...]  # what getaddrinfo gives: family, kind, protocol, name, and an address of that family


class Deadline:
    """So many seconds for all steps of a question together."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds; raises TimeoutError when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def look_up(host: str, port: int, deadline: Deadline) -> list[Address]:
    """In a thread that is left behind when time is up, since nothing else bounds the resolver."""
    if not _lookups.acquire(timeout=deadline.left()):
        raise TimeoutError
    found: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()
    threading.Thread(target=_find, args=(host, port, found), name="look-up", daemon=True).start()
    try:
        result = found.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(result, Exception):
        raise result
    return result


def _find(host: str, port: int, found: "queue.SimpleQueue[list[Address] | Exception]") -> None:
    try:
        found.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as error:  # UnicodeError: a label that is empty or too long
        found.put(error)
    finally:
        _lookups.release()
