"""What only a real web server shows: bodies that never end, and proxies at a unix socket."""

import os
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from project.up import services
from tests.support.servers import Server, free_port, wait_until

pytestmark = pytest.mark.once

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
FORWARDED = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.9\r\n\r\n"
HALF = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"


class Edge(Server):
    """Granian as the service starts it, before an application of the tests."""

    def __init__(self, folder: Path, *where: str, address: tuple[str, int] | str, **settings: str) -> None:
        service = services.web("127.0.0.1", 1, workers=1)
        argv = [
            "tests.support.edge:application" if word == "project.wsgi:application" else word for word in service.argv
        ]
        place = argv.index("--host")
        argv[place : place + 4] = where
        self.address = address
        super().__init__("edge", argv, folder, env={**os.environ, **service.env, **settings})

    def connect(self) -> socket.socket:
        visitor = socket.socket(socket.AF_UNIX if isinstance(self.address, str) else socket.AF_INET)
        visitor.settimeout(10)
        visitor.connect(self.address)
        return visitor

    def ask(self, request: bytes) -> bytes:
        with self.connect() as visitor:
            visitor.sendall(request)
            return visitor.recv(4096)

    def is_ready(self) -> bool:
        try:
            return self.ask(GET).startswith(b"HTTP/1.1 200")
        except OSError:
            return False


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    port = str(free_port())
    where = ("--host", "127.0.0.1", "--port", port)
    with Edge(tmp_path_factory.mktemp("edge"), *where, address=("127.0.0.1", int(port))) as edge:
        yield edge


def test_it_hangs_up_on_bodies_that_never_end_and_on_nobody_else(edge: Edge) -> None:
    with edge.connect() as silent, edge.connect() as dripping:
        silent.sendall(HALF)
        dripping.sendall(HALF)
        heard: dict[socket.socket, bytes] = {}
        while len(heard) < 2:
            assert edge.ask(GET).startswith(b"HTTP/1.1 200")
            with suppress(OSError):
                dripping.sendall(b".")
            for late in select.select({silent, dripping} - heard.keys(), [], [], 0.05)[0]:
                heard[late] = late.recv(4096)
        assert {answer[:12] for answer in heard.values()} == {b"HTTP/1.1 408"}
        wait_until(lambda: silent.recv(4096) == b"", seconds=5, what="the end of the connection")


def test_it_receives_so_many_bodies_of_one_sender_and_tells_the_next_at_once(edge: Edge) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(edge.connect()) for _ in range(4)]
        for visitor in slow:
            visitor.sendall(HALF)
        answers = sorted(visitor.recv(4096)[:12] for visitor in slow)
        assert answers == [b"HTTP/1.1 408"] * 3 + [b"HTTP/1.1 503"]
    assert edge.ask(HALF + b"." * 96).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("length", [20_000, 400_000])
def test_it_refuses_long_headers_before_it_has_read_them(edge: Edge, length: int) -> None:
    with edge.connect() as visitor:
        try:
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: " + b"x" * length)
            answer = visitor.recv(100)
        except ConnectionResetError:
            answer = b"HTTP/1.1 431"  # it was not even received to its end
    assert answer.startswith(b"HTTP/1.1 431")


@pytest.mark.parametrize(("proxies", "said"), [("unix:", b"198.51.100.9"), ("", b"")])
def test_it_believes_a_proxy_at_a_unix_socket_where_that_is_declared(tmp_path: Path, proxies: str, said: bytes) -> None:
    path = f"/tmp/edge-{os.getpid()}-{free_port()}.sock"
    try:
        with Edge(tmp_path, "--uds", path, address=path, TRUSTED_PROXIES=proxies) as edge:
            assert edge.ask(FORWARDED).partition(b"\r\n\r\n")[2] == said
    finally:
        Path(path).unlink(missing_ok=True)
