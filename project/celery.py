"""The Celery application: the web process sends to it, the worker and the beat run it."""

import os
import warnings
from pathlib import Path
from typing import Any, Self

from celery import Celery, signals
from celery.app.amqp import AMQP
from celery.exceptions import SecurityWarning
from kombu import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

# Running as root is the choice of whoever starts this, and messages are JSON, which cannot run code.
warnings.filterwarnings("ignore", category=SecurityWarning, module="celery")


class PatientConnection(Connection):
    """Looks for a lost broker at least every three seconds. Celery's own pauses grow to 30 s, as visitors would see."""

    def ensure_connection(self, *args: Any, **options: Any) -> Self:  # Any: passed on as it came
        pauses = {"interval_start": 1, "interval_step": 1, "interval_max": 3}
        return super().ensure_connection(*args, **{**pauses, **options})


class PatientAMQP(AMQP):
    Connection = PatientConnection


# Beat only sends names of tasks by the clock: without Django's apps it needs a third of the memory.
FIXUPS: list[str] | None = [] if os.environ.get("PROCESS") == "beat" else None

app = Celery("project", amqp=PatientAMQP, fixups=FIXUPS)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def leave_logging_to_django(**_: object) -> None:
    """Take part in the signal: without a receiver Celery sets up its own logging over Django's."""


@signals.worker_ready.connect
@signals.heartbeat_sent.connect
@signals.beat_init.connect
@signals.after_task_publish.connect
def show_life(**_: object) -> None:
    """Touch LIFE_FILE, by which the supervisor and the health checks of containers see that a process works.

    A worker's heart beats every two seconds while it has its broker; beat publishes the sweep every five.
    """
    if path := os.environ.get("LIFE_FILE"):
        Path(path).touch()
