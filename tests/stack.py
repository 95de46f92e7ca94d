"""The whole service as users meet it: broker, web, worker and beat as processes over one database."""

import subprocess
import sys
import time
from pathlib import Path

from project.datadir import BASE_DIR
from tests import environment
from tests.servers import Queue, Server, Web, wait_until

# For so long the web server sends a page again without asking the database, which is another in the next test.
FRESH_SECONDS = 1.0


class Stack:
    def __init__(self, folder: Path) -> None:
        env = {"DATABASE_URL": environment.database_url()}
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], cwd=BASE_DIR, check=True)
        self.broker = environment.broker(folder)
        self.web = Web(folder, env, port=environment.port_of("PUBLIC_URL"))
        self.worker = Queue("worker", folder, env)
        self.beat = Queue("beat", folder, env)
        self.url = self.web.url
        self._left = time.monotonic() - FRESH_SECONDS

    @property
    def servers(self) -> list[Server]:
        return [self.broker, self.web, self.worker, self.beat]

    def heal(self) -> None:
        """Thaw what was frozen, start what does not run, wait until all of it works."""
        for server in self.servers:
            if server.running():
                server.thaw()
            else:
                server.begin()
        for server in self.servers:
            server.wait_ready()
        wait_until(lambda: time.monotonic() >= self._left + FRESH_SECONDS, seconds=5, what="the end of the last pages")

    def leave(self) -> None:
        """One test is over."""
        self._left = time.monotonic()

    def kill(self) -> None:
        for server in reversed(self.servers):
            server.kill()
