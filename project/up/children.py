"""One child of the supervisor: a process group that is started, listened to, restarted and ended as a whole."""

import contextlib
import os
import select
import signal
import subprocess
import time
from typing import IO

from project.datadir import BASE_DIR
from project.sentences import _
from project.up.console import Console
from project.up.guardian import Guardian
from project.up.services import NOISE, ProcessSpec

# A child that dies soon after its start waits longer each time, but never so long that a visitor gives up.
PAUSES = (0.1, 0.5, 1.0, 2.0, 3.0)
STEADY_SECONDS = 30.0
LAST_WORDS_SECONDS = 1.0


class Child:
    """A process with all that it starts. `ready` is whether it said that it works since its last start."""

    def __init__(self, service: ProcessSpec, console: Console, guardian: Guardian) -> None:
        self.service = service
        self.ready = False
        self.exit_code = 0
        self.output: IO[bytes]
        self.speaks = False
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""
        self._started_at = 0.0
        self._restart_at: float | None = None
        self._failures = 0
        self._console = console
        self._guardian = guardian

    @property
    def running(self) -> bool:
        return self._process is not None

    def start(self) -> None:
        """Start it, as the first of a process group of its own."""
        service = self.service
        if service.life:
            service.life.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            service.argv,
            cwd=BASE_DIR,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **service.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if service.errors_apart else subprocess.STDOUT,
            process_group=0,
        )
        self._guardian.born(self._process.pid)
        self.ready, self._restart_at, self._started_at = False, None, time.monotonic()
        assert self._process.stdout is not None  # noqa: S101 - it was asked for as a pipe
        self.output = self._process.stdout
        os.set_blocking(self.output.fileno(), False)
        self.speaks = True

    def works(self) -> bool:
        """Whether it has been ready since its last start; asks it until it is. Prints when it came back."""
        if not self.ready and self.running and self.service.is_ready():
            self.ready = True
            if self._failures:
                self._console.line(self.service.name, _("works again"))
        return self.ready

    def listen(self) -> None:
        """Print the whole lines that it has written meanwhile."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self.output.fileno(), 65536):
                *lines, self._rest = (self._rest + chunk).split(b"\n")
                for line in lines:
                    self._print(line)
            self.speaks = False  # the last process that could say something is gone

    def _print(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip()
        if text and not NOISE.search(text):
            self._console.line(self.service.name, text)

    def reap(self) -> bool:
        """Return whether it ended just now, and then kill what is left of its group, such as a web server's workers."""
        if self._process is None or self._process.poll() is None:
            return False
        self._end_group(self._process)
        return True

    def kill(self) -> None:
        if self._process is not None:
            self._end_group(self._process)

    def ask_to_stop(self) -> None:
        self._restart_at = None
        if self._process is not None:
            self._process.terminate()

    def _end_group(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        self._guardian.gone(process.pid)
        self.exit_code = process.wait()
        self._hear_the_last()
        self._print(self._rest)
        self.output.close()
        self._process, self._rest, self.ready = None, b"", False

    def _hear_the_last(self) -> None:
        """Wait until the whole group is gone, and with it what it held, such as the port."""
        deadline = time.monotonic() + LAST_WORDS_SECONDS
        while self.speaks and (left := deadline - time.monotonic()) > 0:
            select.select([self.output], [], [], left)
            self.listen()

    def plan_restart(self) -> None:
        """Print when it starts again: later with each failure soon after a start."""
        steady = time.monotonic() - self._started_at > STEADY_SECONDS
        self._failures = 1 if steady else self._failures + 1
        pause = PAUSES[min(self._failures, len(PAUSES)) - 1]
        self._restart_at = time.monotonic() + pause
        sentence = _("ended with exit code %(code)d, starts again in %(pause).1f s", code=self.exit_code, pause=pause)
        self._console.line(self.service.name, sentence)

    def restart_due(self) -> bool:
        return self._restart_at is not None and time.monotonic() >= self._restart_at
