"""The websites with accounts under examples/, as their readers would run them."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import accounts
from tests.support.node import NODE
from tests.support.servers import free_port, wait_until

_FOLDER = Path(__file__).parents[2] / "examples"
# What runs each.
EXAMPLES = {"sso_host.py": sys.executable, "sso_host.mjs": NODE}


@contextmanager
def running(example: str, service: str) -> Iterator[str]:
    """The address of an example for the site `newsroom`, with the secret of `accounts`, until the block ends."""
    port = free_port()
    arguments = [str(_FOLDER / example), str(port), service, "newsroom", accounts.SECRET]
    with subprocess.Popen([EXAMPLES[example], *arguments], stderr=subprocess.DEVNULL) as host:
        try:
            wait_until(lambda: _answers(port), seconds=10, what="the host")
            yield f"http://127.0.0.1:{port}"
        finally:
            host.kill()


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
