"""How much memory the web process takes after a hot load, and what the whole service takes when nobody comes."""

import os
import sys
import time
from pathlib import Path

from bench import addresses
from bench.load import Load
from bench.load import measure as load
from bench.options import Options
from bench.peers.names import SQLITE
from bench.processes import cpu_seconds, memory, tree
from bench.progress import say
from bench.servers import Testbed
from bench.table import Limit, Row
from project.up import readiness
from tests.support.servers import Server, free_port

IDLE_SECONDS = 30
_SETTLE_SECONDS = 15
WEB, WHOLE = "web process after the hot load", "all of `manage.py up`, idle"
# Read from the environment, or chosen anew by `manage.py up` for itself.
_NOT_PASSED_ON = ("DATABASE_URL", "BROKER_URL", "PUBLIC_URL", "SECRET_KEY", "STATIC_ROOT", "DEMO")


def measure(testbed: Testbed, options: Options) -> list[Row]:
    return [*_web(testbed, options), *_whole(testbed.folder / "up")]


def _web(testbed: Testbed, options: Options) -> list[Row]:
    rss, pss, largest = {}, {}, {}
    for seeded in testbed.full:
        with seeded.web("memory") as web:
            for path in (addresses.thread(testbed.hot), addresses.article(testbed.hot), addresses.article("t5000")):
                load(Load(web.url + path, seeded.roots(web)), options.seconds)
            used = memory(tree(web.group))
            rss[seeded.system], pss[seeded.system], largest[seeded.system] = used.rss, used.pss, used.largest
    say(f"{WEB}: {rss} MiB RSS, {pss} MiB PSS")
    most = Limit(most=120)
    return [
        Row(WEB, "PSS of the worker, MiB", largest, most),
        Row(WEB, "PSS of granian's parent and its worker, MiB", pss),
        Row(WEB, "RSS of both, shared pages twice, MiB", rss),
    ]


def _whole(folder: Path) -> list[Row]:
    folder.mkdir()
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    up = _Up(folder, port, {**environ, "DATA_DIR": str(folder), "PORT": str(port), "AKISMET_KEY": ""})
    with up:
        say(f"{WHOLE}: {_SETTLE_SECONDS} s to come to rest, then {IDLE_SECONDS} s")
        time.sleep(_SETTLE_SECONDS)
        before, began = cpu_seconds(tree(up.group)), time.monotonic()
        time.sleep(IDLE_SECONDS)
        busy = (cpu_seconds(tree(up.group)) - before) / (time.monotonic() - began)
        used = memory(tree(up.group))
    return [
        Row(WHOLE, "PSS, MiB", {SQLITE: used.pss}, Limit(most=400)),
        Row(WHOLE, "RSS, MiB", {SQLITE: used.rss}),
        Row(WHOLE, f"CPU, % of a core over {IDLE_SECONDS} s", {SQLITE: busy * 100}, Limit(most=1)),
    ]


class _Up(Server):
    """As `make run` starts it; asked to stop, because its children are groups of their own."""

    ready_seconds = 90.0

    def __init__(self, folder: Path, port: int, env: dict[str, str]) -> None:
        self.port = port
        super().__init__("up", [sys.executable, "manage.py", "up"], folder, env=env)

    def is_ready(self) -> bool:
        return readiness.web_answers("127.0.0.1", self.port)

    def __exit__(self, *_exception: object) -> None:
        if self.running():
            self.stop(seconds=20)
        super().__exit__()
