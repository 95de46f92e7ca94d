"""One storm over one database: everything runs, everybody comes, everything goes wrong; then it is all counted."""

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support import environment
from tests.support.servers import DurablePostgres, Postgres, wait_until

if TYPE_CHECKING:
    from tests.chaos.told import Told

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
    from tests.chaos.told import Told
    from tests.chaos.verdict import verdict
    from tests.e2e.ledger import Ledger
    from tests.support import factories
    from tests.support.mail_server import MailServer
    from tests.support.stack import Stack

    make_scene()
    mail_server = everything.enter_context(MailServer())
    os.environ["EMAIL_URL"] = mail_server.url()
    stack = Stack(folder)
    everything.callback(stack.kill)
    stack.heal()
    told = Told(mail_server)
    storm = faults.Storm(stack, postgres, told, seed)
    crowd = people.Crowd(Ledger(stack.url), seed)
    crowd.come(visitors=VISITORS, moderators=[factories.moderator(f"mod{number}") for number in range(MODERATORS)])
    told.come()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        storm.strike()
    crowd.go_home()
    told.go_home()
    storm.heal()
    crowd.ask_again()
    drained = _drain(told)
    found, mails = verdict(crowd), told.count(worker_deaths=storm.worker_deaths)
    show(storm, crowd, found, mails, drained=drained, seed=seed)
    return found.is_clean and mails.is_clean


def _drain(told: "Told") -> float:
    """How long it took until nothing was left to do."""
    from django.db import connection

    from comments.models import Comment, Delivery, DeliveryState

    connection.close()  # the one before the storm may not have survived it
    began = time.monotonic()
    due = Comment.objects.filter(due__isnull=False)
    owed = Delivery.objects.filter(state=DeliveryState.OWED)
    told.ask_again()
    wait_until(lambda: not (due.exists() or owed.exists()), seconds=DRAIN_SECONDS, what="the end of all work")
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main())
