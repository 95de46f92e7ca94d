"""The whole service as users meet it: broker, web, worker and beat as processes over one database."""

import subprocess
import sys
import urllib.request
from pathlib import Path

from project.datadir import BASE_DIR
from tests.support import environment
from tests.support.servers import Queue, Server, Web


class Stack:
    def __init__(self, folder: Path) -> None:
        env = {"DATABASE_URL": environment.database_url()}
        subprocess.run([sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"], cwd=BASE_DIR, check=True)
        self.broker = environment.broker(folder)
        self.web = Web(folder, env, port=environment.port_of("PUBLIC_URL"))
        self.worker = Queue("worker", folder, env)
        self.beat = Queue("beat", folder, env)
        self.url = self.web.url

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

    def kill(self) -> None:
        for server in reversed(self.servers):
            server.kill()


class HurriedStack(Stack):
    """For tests, which need not wait for the seconds that the service takes when nobody calls it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.web.argv = ["tests.support.hurried_web:application" if "wsgi:" in word else word for word in self.web.argv]
        for queue in (self.worker, self.beat):
            queue.argv = [sys.executable, "-m", "tests.support.hurried_queue", queue.name]

    def begin_test(self) -> None:
        """Everything works, and no page of the last test's is sent, whose database was another."""
        self.heal()
        urllib.request.urlopen(self.url + "/let-everything-kept-be-old", timeout=10).close()
