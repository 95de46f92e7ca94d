"""The process that screens comments: Celery's worker without its command line, which would take 10 MB more."""

import os
import socket
import sys

os.environ.setdefault("PROCESS", "worker")
# Celery would run Django's checks at each start, which load every view: `manage.py` and `make check` run them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

from celery.signals import task_prerun
from django.db import close_old_connections
from kombu.transport import redis, virtual

from project import datadir
from project.celery import app


@task_prerun.connect
def check_connections(**_: object) -> None:
    """Close a database connection that failed, so that the task gets another; a sound one lasts from task to task."""
    close_old_connections()


class FreeingQoS(redis.QoS):
    """Frees the worker for its next message also where the broker could not hear that the last one is done.

    Kombu's own waits for that for ever: a worker whose broker died in this moment took no message any more.
    """

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


redis.Channel.QoS = FreeingQoS


def main() -> int:
    datadir.write_privately()
    # On one machine, too, every worker has a name of its own: a broker may take two of one name for the same.
    hostname = f"worker-{os.getpid()}@{socket.gethostname()}"
    # Mingle asks other workers for a second at each start; mingle and gossip serve features that are not used.
    worker = app.Worker(hostname=hostname, quiet=True, without_mingle=True, without_gossip=True)
    worker.start()
    return int(worker.exitcode or 0)


if __name__ == "__main__":
    sys.exit(main())
