"""Two web servers on one port: the second is told."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from project.datadir import BASE_DIR
from project.up import preflight
from tests.support.servers import free_port, wait_until

pytestmark = pytest.mark.once


class Webs:
    """`project.web` on one port, as often as somebody starts it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        environ = {**os.environ, "PORT": str(self.port), "HOST": "127.0.0.1", "SECRET_KEY": "k3y-" * 20 + "for-tests"}
        environ["DATABASE_URL"] = f"sqlite:///{self.folder}/{len(self.started)}.sqlite3"
        command = [sys.executable, "-m", "project.web"]
        web = subprocess.Popen(
            command, cwd=BASE_DIR, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        self.started.append(web)
        return web

    def ended(self) -> list[subprocess.Popen[str]]:
        return [web for web in self.started if web.poll() is not None]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as web:
                web.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                return web.recv(20).startswith(b"HTTP/1.1 200")
        except OSError:
            return False


@pytest.fixture
def webs(tmp_path: Path) -> Iterator[Webs]:
    webs = Webs(tmp_path)
    yield webs
    for web in webs.started:
        if web.poll() is None:
            os.killpg(web.pid, signal.SIGKILL)
        web.communicate()


def test_it_starts_one_of_several_at_once_and_tells_the_others_in_one_sentence(webs: Webs) -> None:
    for _ in range(3):
        webs.start()
    wait_until(lambda: len(webs.ended()) == 2, seconds=30, what="two refusals")
    wait_until(webs.answers, seconds=30, what="an answer of the one")
    late = webs.start()
    assert late.wait(30) == 1
    for web in webs.ended():
        assert web.returncode == 1
        assert web.stderr is not None
        (sentence,) = web.stderr.read().splitlines()
        assert sentence.startswith(f"Port {webs.port} of 127.0.0.1 cannot be used")
    assert len(webs.ended()) == 3


def test_it_takes_a_port_again_at_once_after_connections_were_ended_there() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server, socket.create_connection(("127.0.0.1", port)):
        server.accept()[0].close()  # who closes first keeps the port busy for a minute
    preflight.hold_port("127.0.0.1", port).close()
