"""`manage.py up`: everything at once, the broker first, each child brought back when it dies, all gone at the end."""

import contextlib
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from project import datadir, env
from project.sentences import _
from project.up import preflight, readiness, services
from project.up.children import Child
from project.up.console import Console
from project.up.guardian import Guardian
from project.up.welcome import welcome

READY_SECONDS = 60.0
STOP_SECONDS = 5.0
BROKER_STOP_SECONDS = 2.0
TICK = 0.1
REST = 5.0


def main(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C or SIGTERM; 1 with a sentence when something stands in the way."""
    try:
        if arguments:
            raise env.Misconfigured(_("`manage.py up` has no arguments. Set its settings in the environment."))
        folder = datadir.data_dir()
        datadir.write_privately()
        preflight.check_packages()
        preflight.open_data_dir(folder)
        preflight.allow_files(services.FILES)
        with preflight.lock(folder), preflight.hold_port(*readiness.address()):
            return Supervisor(folder, services.all_services(folder)).run()
    except env.Misconfigured as refusal:
        print(refusal, file=sys.stderr)
        return 1


class Supervisor:
    """Starts the processes in order, prints what they say, and restarts those that end, until it is told to stop."""

    def __init__(self, folder: Path, parts: list[services.ProcessSpec]) -> None:
        self._folder = folder
        self._parts = parts
        self._console = Console()
        self._asked_to_stop = 0
        self._wakeup = self._hear_signals()
        self._guardian = Guardian()
        self._children: list[Child] = []

    def run(self) -> int:
        """Run until told to stop; the exit code, 1 where the preparation failed."""
        first_time = datadir.kept(self._folder, "admin-password") is None
        try:
            code = self._prepare()
            if code == 0 and not self._asked_to_stop:
                self._serve(show_password=first_time)
            return code
        finally:
            self._stop()

    def _hear_signals(self) -> socket.socket:
        """Let signals wake the loop; what they ask for is done there, not in a handler."""
        listen, self._write_end = socket.socketpair()
        for end in (listen, self._write_end):
            end.setblocking(False)
        signal.set_wakeup_fd(self._write_end.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda *_arguments: None)
        return listen

    def _ask_to_stop(self, *_arguments: object) -> None:
        self._asked_to_stop += 1

    def _prepare(self) -> int:
        """Run the preparation to its end; 1 when it failed, and said why."""
        if not env.given("SECRET_KEY"):
            datadir.keep(self._folder, "secret-key", datadir.random_key)
        os.environ.setdefault("DEMO", "1")
        child = self._start(services.prepare())
        while child.running and not self._asked_to_stop:
            self._tick(REST)
            child.reap()
        return 1 if child.exit_code else 0

    def _serve(self, *, show_password: bool) -> None:
        self._children = []
        for service in self._parts:
            self._start(service)
        deadline = time.monotonic() + READY_SECONDS
        greeting: str | None = welcome(self._folder, show_password=show_password)
        while not self._asked_to_stop:
            everything_works = all(child.works() for child in self._children)
            if greeting and (everything_works or time.monotonic() > deadline):
                self._console.say(greeting if everything_works else self._excuse())
                greeting = None
            self._tick(REST if everything_works else TICK)
            self._bring_back()

    def _excuse(self) -> str:
        names = ", ".join(child.service.name for child in self._children if not child.ready)
        return _("Not everything is ready yet. Still waiting for: %(names)s.", names=names)

    def _start(self, service: services.ProcessSpec) -> Child:
        child = Child(service, self._console, self._guardian)
        child.start()
        self._children.append(child)
        return child

    def _tick(self, seconds: float) -> None:
        """Wait for a line, a signal or the time; print what was said."""
        speaking = {child.output.fileno(): child for child in self._children if child.speaks}
        heard, _write, _error = select.select([self._wakeup.fileno(), *speaking], [], [], seconds)
        for source in heard:
            if source == self._wakeup.fileno():
                with contextlib.suppress(BlockingIOError):
                    self._wakeup.recv(4096)
            else:
                speaking[source].listen()
        self._guardian.revive()

    def _bring_back(self) -> None:
        for child in self._children:
            if child.reap():
                child.plan_restart()
            if child.restart_due():
                child.start()

    def _stop(self) -> None:
        if self._asked_to_stop:
            self._console.say(_("Stopping."))
        brokers = [child for child in self._children if child.service.name == "broker"]
        self._end([child for child in self._children if child not in brokers], STOP_SECONDS)
        self._end(brokers, BROKER_STOP_SECONDS)
        self._guardian.dismiss()

    def _end(self, children: Iterable[Child], seconds: float) -> None:
        """Ask all at once, wait for them, and kill what is left. Who asks a second time does not wait."""
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + seconds
        while any(child.running for child in children) and time.monotonic() < deadline and self._asked_to_stop < 2:
            self._tick(TICK)
            for child in children:
                child.reap()
        for child in children:
            child.kill()
