"""The process that starts tasks by the clock: Celery's beat without its command line and Django's apps."""

import os
from logging.config import dictConfig

os.environ.setdefault("PROCESS", "beat")

from django.conf import settings

from project.celery import app

# The schedule is one line of settings: kept in memory, no file of it can be torn, and no pid file can be stale.
SCHEDULER = "celery.beat:Scheduler"


def main() -> None:
    dictConfig(settings.LOGGING)
    app.Beat(scheduler_cls=SCHEDULER, quiet=True).run()


if __name__ == "__main__":
    main()
