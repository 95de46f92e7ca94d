"""`manage.py up` as a server of its own, with everything that it starts."""

import os
import signal
import socket
import sys
from pathlib import Path

from tests.support.servers import Server, free_port


class Up(Server):
    """The supervisor with a folder and a port of its own, the way `make run` starts it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.folder = folder / "data"
        ours = {"PATH": os.environ["PATH"], "PORT": str(self.port), "DATA_DIR": str(self.folder), "DEMO": "0"}
        self.environ = {**ours, **settings}
        super().__init__("up", [sys.executable, "manage.py", "up"], folder, env=self.environ)

    def begin(self) -> None:
        self.log.unlink(missing_ok=True)
        super().begin()

    def is_ready(self) -> bool:
        return "Ready at" in self.everything_said()

    def everything_said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def returns(self) -> int:
        return self.everything_said().count("works again")

    def family(self) -> dict[int, str]:
        """Every process that knows our folder, the supervisor among them."""
        mark = os.fsencode(self.folder)
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            try:
                words = (path / "cmdline").read_bytes()
                # Valkey writes its title over its environment, and names the folder in the title.
                if mark in words + (path / "environ").read_bytes():
                    found[int(path.name)] = words.replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def find(self, part: str) -> list[int]:
        return sorted(pid for pid, words in self.family().items() if part in words)

    def answers(self) -> bool:
        with socket.socket() as web:
            web.settimeout(1)
            try:
                web.connect(("127.0.0.1", self.port))
                web.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return b" 200 " in web.recv(64)
            except OSError:
                return False


def end(server: Up) -> None:
    server.kill()
    for pid in server.family():
        os.kill(pid, signal.SIGKILL)
