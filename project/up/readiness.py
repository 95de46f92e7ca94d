"""Ask from outside whether a part answers; as a program, whether the web does (the health check of containers)."""

import socket
import sys
from pathlib import Path

from project import env

SECONDS = 2.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not listened on


def broker_answers(path: Path) -> bool:
    """Whether a broker answers PING at this unix socket within two seconds."""
    try:
        with socket.socket(socket.AF_UNIX) as broker:
            broker.settimeout(SECONDS)
            broker.connect(str(path))
            broker.sendall(b"PING\r\n")
            return broker.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def web_answers(host: str, port: int) -> bool:
    """Whether /readyz answers 200 within two seconds; it does so for any Host."""
    try:
        with socket.create_connection((EVERYWHERE.get(host, host), port), SECONDS) as web:
            web.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return web.recv(64).split()[1:2] == [b"200"]
    except OSError:
        return False


def address() -> tuple[str, int]:
    """Host and port on which the web listens: HOST (127.0.0.1) and PORT (8000). Raises Misconfigured."""
    return env.listen_address("HOST", "127.0.0.1"), env.number("PORT", 8000, lowest=1, highest=65535)


if __name__ == "__main__":
    sys.exit(not web_answers(*address()))
