"""What goes wrong, one or two things at a time, and is put right again before the next."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable

from django.db import Error as DatabaseError
from django.db import connection

from comments import doorbell
from comments.models import Comment
from tests.chaos.told import Told
from tests.support.servers import Postgres
from tests.support.stack import Stack

LONGEST_SECONDS = 4.0


class Storm:
    """Strikes by its seed; `struck` counts the faults by kind."""

    def __init__(self, stack: Stack, postgres: Postgres | None, told: Told, seed: int) -> None:
        self._stack = stack
        self._told = told
        self._postgres = postgres
        self._chance = random.Random(seed)
        self.struck = Counter[str]()
        self.kinds: dict[str, Callable[[], None]] = {
            "web killed": stack.web.kill,
            "worker killed": stack.worker.kill,
            "worker's child killed": self._kill_child,
            "worker told to stop": self._tell_to_stop,
            "worker frozen": stack.worker.freeze,
            "beat killed": stack.beat.kill,
            "broker killed": stack.broker.kill,
            "broker frozen": stack.broker.freeze,
            "broker wiped": self._wipe,
            "messages lost": self._lose_messages,
            "messages repeated": self._repeat_messages,
            "mail server down": told.stop,
            "mail server hangs": told.hang,
            "mail refused for now": told.refuse,
            "mail server dies after DATA": told.die_after_data,
        }
        if postgres:
            self.kinds["database restarted"] = lambda: self._crash(postgres)

    @property
    def kills(self) -> int:
        return sum(count for kind, count in self.struck.items() if "killed" in kind or "wiped" in kind)

    @property
    def worker_deaths(self) -> int:
        """Each of them can fall between the mail server's 250 and the commit, for each sender of the worker once."""
        return self.struck["worker killed"] + self.struck["worker told to stop"]

    def strike(self) -> None:
        """One fault, or two at once; after a while everything works again."""
        chosen = self._chance.sample(sorted(self.kinds), 2 if self._chance.random() < 0.3 else 1)
        pause = self._chance.random() * LONGEST_SECONDS
        # What calls the broker comes before the broker goes.
        for kind in sorted(chosen, key=lambda kind: not kind.startswith("messages")):
            self.kinds[kind]()
            self.struck[kind] += 1
        time.sleep(pause)
        self.heal()

    def heal(self) -> None:
        if self._postgres and not self._postgres.running():
            self._postgres.start()
        self._stack.heal()
        self._told.heal()

    def _kill_child(self) -> None:
        if children := self._stack.worker.children():
            os.kill(self._chance.choice(children), signal.SIGKILL)

    def _tell_to_stop(self) -> None:
        """As an upgrade does; what it is working on goes back or is finished."""
        self._stack.worker.thaw()
        try:
            self._stack.worker.stop(seconds=20)
        except subprocess.TimeoutExpired:
            self._stack.worker.kill()

    def _wipe(self) -> None:
        self._stack.broker.kill()
        self._stack.broker.lose_everything()

    def _lose_messages(self) -> None:
        self._stack.broker.ask(b"DEL comments:comments")

    def _repeat_messages(self) -> None:
        try:
            ids = list(Comment.objects.order_by("-pk").values_list("pk", flat=True)[:20])
        except DatabaseError:
            connection.close()
            return
        for _ in range(20):
            doorbell.queue_screening(ids)

    def _crash(self, postgres: Postgres) -> None:
        """An immediate shutdown, which recovers from its log at the next start."""
        postgres.stop(signal.SIGQUIT, seconds=30)
