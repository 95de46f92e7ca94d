"""Ends the connections of requests that do not arrive: the web server reads their bodies without a deadline."""

import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# How often one looks while anything is expected.
EVERY_SECONDS = 0.25
# Of Linux's struct tcp_info: the milliseconds since data was last sent.
LAST_DATA_SENT = struct.Struct("@44xI")


class Deadlines:
    """Watches reads that may take only so long, in one thread, which sleeps while there are none."""

    def __init__(self) -> None:
        self._running: dict[object, tuple[float, int, float]] = {}
        self._some = threading.Condition()
        self._watcher: threading.Thread | None = None

    @contextmanager
    def of(self, port: int, seconds: float) -> Iterator[None]:
        """Around a read that may take so many seconds.

        After that, connections to this port to which nothing was sent for as long are ended, and the read with them.
        """
        key = object()
        with self._some:
            self._running[key] = time.monotonic() + seconds, port, seconds
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._watcher.start()
            self._some.notify()
        try:
            yield
        finally:
            del self._running[key]

    def _watch(self) -> None:
        while True:
            with self._some:
                self._some.wait_for(lambda: self._running)
            time.sleep(EVERY_SECONDS)
            late = {(port, seconds) for until, port, seconds in [*self._running.values()] if time.monotonic() > until}
            for port, seconds in late:
                hang_up(port, seconds)


def hang_up(port: int, seconds: float) -> None:
    """Stop receiving on the connections of this port to which nothing was sent for so long.

    Their requests are not complete: what is complete has its answer by then, and granian ends the idle ones. It gives
    neither a deadline for reading nor the connection itself, but the system knows. On Linux only.
    """
    for path in Path("/dev/fd").iterdir():
        with suppress(OSError), socket.socket(fileno=os.dup(int(path.name))) as found:
            if found.family in (socket.AF_INET, socket.AF_INET6) and found.getsockname()[1] == port:
                found.getpeername()  # raises for the socket that listens
                (silent,) = LAST_DATA_SENT.unpack_from(found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104))
                if silent >= seconds * 1000 * 0.99:
                    found.shutdown(socket.SHUT_RD)
