"""Connections that cost a visitor nothing, and may cost a service much."""

import contextlib
import resource
import socket
from collections.abc import Iterator

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
HALF_A_HEADER = b"GET /healthz HTTP/1.1\r\nHost: local"
HALF_A_BODY = b"POST /api/v1/comments/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"


@contextlib.contextmanager
def crowd(port: int, *, silent: int, kept_alive: int, slow: int) -> Iterator[None]:
    """Hold so many connections: some say nothing, some asked once, and some are in the middle of a request for ever."""
    with contextlib.ExitStack() as everybody, files_for(silent + kept_alive + slow):

        def come(says: bytes) -> socket.socket:
            visitor = everybody.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            visitor.sendall(says)
            return visitor

        for visitor in [come(REQUEST) for _ in range(kept_alive)]:
            assert visitor.recv(4096).startswith(b"HTTP/1.1 200")
        for number in range(slow):
            come(HALF_A_BODY if number % 2 else HALF_A_HEADER)
        for _ in range(silent):
            come(b"")
        yield


@contextlib.contextmanager
def files_for(count: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 500)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
