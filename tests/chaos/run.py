"""One storm over one database: everything runs, everybody comes, everything goes wrong; then it is all counted."""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.support import environment
from tests.support.servers import DurablePostgres, Postgres, wait_until

DRAIN_SECONDS = 400.0
VISITORS = 6
MODERATORS = 2


def main() -> int:
    seed, seconds = int(os.environ["CHAOS_SEED"]), float(os.environ["CHAOS_SECONDS"])
    with ExitStack() as everything:
        folder = Path(everything.enter_context(tempfile.TemporaryDirectory(prefix="chaos-")))
        folder.chmod(0o755)
        postgres = _postgres(everything, folder)
        everything.callback(environment.tear_down)
        environment.set_up()
        return 0 if _storm(everything, folder, postgres, seed, seconds) else 1


def _postgres(everything: ExitStack, folder: Path) -> Postgres | None:
    """One that keeps what it acknowledged when it is shut down at once."""
    if os.environ["TEST_DATABASE"] != "postgres":
        return None
    server = DurablePostgres(folder)
    everything.enter_context(server)
    os.environ["TEST_DATABASE_URL"] = server.create("comments")
    return server


def _storm(everything: ExitStack, folder: Path, postgres: Postgres | None, seed: int, seconds: float) -> bool:
    from tests.chaos import faults, people
    from tests.chaos.scene import make_scene
    from tests.chaos.table import show
    from tests.chaos.verdict import verdict
    from tests.e2e.ledger import Ledger
    from tests.support import factories
    from tests.support.stack import Stack

    make_scene()
    stack = Stack(folder)
    everything.callback(stack.kill)
    stack.heal()
    storm = faults.Storm(stack, postgres, seed)
    crowd = people.Crowd(Ledger(stack.url), seed)
    crowd.come(visitors=VISITORS, moderators=[factories.moderator(f"mod{number}") for number in range(MODERATORS)])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        storm.strike()
    crowd.go_home()
    storm.heal()
    crowd.ask_again()
    drained = _drain()
    found = verdict(crowd)
    show(storm, crowd, found, drained=drained, seed=seed)
    return found.is_clean


def _drain() -> float:
    """How long it took until nothing was left to do."""
    from django.db import connection

    from comments.models import Comment

    connection.close()  # the one before the storm may not have survived it
    began = time.monotonic()
    due = Comment.objects.filter(due__isnull=False)
    wait_until(lambda: not due.exists(), seconds=DRAIN_SECONDS, what="the end of all work")
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
