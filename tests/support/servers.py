"""Real servers for tests: started, frozen, killed and brought back as groups of processes."""

import contextlib
import functools
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import psycopg

from project.datadir import BASE_DIR
from project.up import readiness, services
from project.up.guardian import Guardian
from tests.support.programs import binaries, unprivileged

_POLL_SECONDS = 0.02


def wait_until(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    """Poll until it holds; a test never sleeps for a fixed time.

    The seconds are those of a quiet machine: polls are counted, and each takes longer where others work, too.
    """
    for _ in range(round(seconds / _POLL_SECONDS)):
        if condition():
            return
        time.sleep(_POLL_SECONDS)
    raise AssertionError(f"within {seconds:g} s, {what} did not happen")


# Below those that Linux gives to connections, any of which could take a port before a server has it.
_PORTS = range(15_000, 32_000)
# With numbers of its own, since all passes of a suite begin with the same seed.
_chance = random.SystemRandom()


def free_port() -> int:
    """A port at which nobody listens now, another one at each call."""
    while True:
        with socket.socket() as probe_socket, contextlib.suppress(OSError):
            probe_socket.bind(("127.0.0.1", _chance.choice(_PORTS)))
            return int(probe_socket.getsockname()[1])


def alive(group: int) -> list[int]:
    """The processes of a group that still run; one that only waits to be reaped does not."""
    found = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in found.splitlines()]
    return [int(pid) for pid, pgid, state in rows if int(pgid) == group and not state.startswith("Z")]


def let_children_hear() -> None:
    """Whoever started us in the background may have told us to ignore signals, and what is ignored is inherited.

    A handler is not: with one that does nothing we ignore them as before, and every child hears them.
    """
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_arguments: None)


@functools.cache
def guardian() -> Guardian:
    """Ends what is left when pytest itself is killed, or stops before its fixtures could clean up."""
    return Guardian()


class Server:
    """One server and its children. As a context manager it runs inside the block and is killed behind it."""

    ready_seconds = 30.0

    def __init__(self, name: str, argv: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.argv = list(argv)
        self.env = dict(os.environ if env is None else env)
        self.log = folder / f"{name}.log"
        self.user: str | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def is_ready(self) -> bool:
        return True

    @property
    def group(self) -> int:
        assert self._process is not None, f"{self.name} was not started"
        return self._process.pid

    def begin(self) -> None:
        """Start it without waiting."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.argv,
                cwd=BASE_DIR,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
            )
        guardian().born(self.group)

    def start(self) -> None:
        self.begin()
        self.wait_ready()

    def wait_ready(self) -> None:
        try:
            wait_until(
                lambda: self.exit_code() is not None or self.is_ready(), seconds=self.ready_seconds, what="ready"
            )
            assert self.exit_code() is None, f"it ended with {self.exit_code()}"
        except AssertionError as error:
            raise AssertionError(f"{self.name}: {error}; it said:\n{self.said()}") from None

    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def running(self) -> bool:
        return self._process is not None and self.exit_code() is None

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-4000:] if self.log.exists() else ""

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.group, number)

    def freeze(self) -> None:
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    def kill(self) -> None:
        """kill -9, all of it, and wait until it is gone."""
        if self._process is None:
            return
        self.send(signal.SIGKILL)
        self._process.wait()
        wait_until(lambda: not alive(self.group), seconds=5, what=f"the end of {self.name}")
        guardian().gone(self.group)

    def stop(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 10) -> int:
        """Ask it to end and wait; returns its exit code."""
        assert self._process is not None, f"{self.name} was not started"
        self._process.send_signal(number)
        return self._process.wait(seconds)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.kill()


class Valkey(Server):
    """The broker, with files and a port of its own; a start after a kill finds its messages again."""

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.port = port or free_port()
        self.folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        argv = [services.valkey(), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
        super().__init__("valkey", [*argv, "--appendonly", "yes", "--loglevel", "warning"], folder)

    def is_ready(self) -> bool:
        return self.ask(b"PING").startswith(b"+PONG")

    def lose_everything(self) -> None:
        """A killed one starts without what it held."""
        shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)

    def messages(self) -> int:
        """How many wait in the queue."""
        return int(self.ask(b"LLEN comments:comments").strip().lstrip(b":") or 0)

    def ask(self, command: bytes) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as broker:
                broker.sendall(command + b"\r\n")
                return broker.recv(4096)
        except OSError:
            return b""


class Web(Server):
    def __init__(self, folder: Path, env: Mapping[str, str], *, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        service = services.web("127.0.0.1", self.port, workers=1)
        super().__init__("web", service.argv, folder, env={**os.environ, "PUBLIC_URL": self.url, **env, **service.env})

    def is_ready(self) -> bool:
        return readiness.web_answers("127.0.0.1", self.port)


class Queue(Server):
    """A Celery worker, or the beat."""

    def __init__(self, name: str, folder: Path, env: Mapping[str, str]) -> None:
        service = services.queue(folder, name)
        assert service.life is not None
        self.life = service.life
        super().__init__(name, service.argv, folder, env={**os.environ, **env, **service.env})

    def begin(self) -> None:
        self.life.unlink(missing_ok=True)
        super().begin()

    def is_ready(self) -> bool:
        return self.life.exists()

    def children(self) -> list[int]:
        """The processes of its pool."""
        return [pid for pid in alive(self.group) if pid != self.group]


class Postgres(Server):
    """PostgreSQL from the wheel, or from PG_BIN; without fsync, because nobody keeps what is in it."""

    # Nor is anything there long enough to be vacuumed, which costs a sixth of all that PostgreSQL does for the tests.
    unneeded = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "track_counts", "jit")
    swift = tuple(f"-c{name}=off" for name in unneeded)

    def __init__(self, folder: Path, template: Path | None = None) -> None:
        """With a template, a data directory that was shut down, it begins with a copy of it."""
        self.template = template
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}"
        # PostgreSQL refuses to run as root, and then must be able to enter the folder as somebody else.
        self.data = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._bin = binaries(self.data)
        where = ["-D", str(self.data / "data"), "-p", str(self.port), "-k", str(self.data)]
        options = ["-clisten_addresses=127.0.0.1", "-cmax_connections=60", *self.swift]
        argv = [str(self._bin / "postgres"), *where, *options]
        super().__init__("postgres", argv, folder)
        self.user = unprivileged()

    def begin(self) -> None:
        if not (self.data / "data").exists():
            self._make()
        super().begin()

    def _make(self) -> None:
        if self.user:
            shutil.chown(self.data, self.user)
        if self.template:
            # Not shutil: this one keeps the owner and the modes, without which PostgreSQL does not start.
            subprocess.run(["cp", "-a", self.template, self.data / "data"], check=True)
            return
        argv = [str(self._bin / "initdb"), "-D", str(self.data / "data"), "-U", "postgres", "-A", "trust", "--no-sync"]
        argv += ["--encoding=UTF8", "--locale=C"]
        subprocess.run(argv, user=self.user, cwd=self.data, check=True, stdout=subprocess.DEVNULL)

    def is_ready(self) -> bool:
        try:
            psycopg.connect(f"{self.url}/postgres", connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True

    def send(self, number: signal.Signals) -> None:
        """To its children too, each of which is a group of its own."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.group)], capture_output=True, text=True, check=False
        )
        super().send(number)
        for pid in map(int, listed.stdout.split()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def create(self, name: str) -> str:
        """Make a database, empty or as the template's is; returns its address."""
        like = "test_comments" if self.template else "template1"
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(f'create database "{name}" template {like}')
        return f"{self.url}/{name}"

    def __exit__(self, *_exception: object) -> None:
        super().__exit__()
        shutil.rmtree(self.data, ignore_errors=True)


class DurablePostgres(Postgres):
    """As one that is kept: what was acknowledged survives a loss of power."""

    swift = ()
