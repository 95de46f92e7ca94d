"""What screens comments: Celery's worker as settings describe it, without its command line, for 10 MB less."""

import os
import socket
import sys

os.environ.setdefault("PROCESS", "worker")

from project.celery import app


def main() -> int:
    # Mingle asks other workers for a second at each start; mingle and gossip serve features that are not used.
    hostname = f"worker@{socket.gethostname()}"
    worker = app.Worker(hostname=hostname, quiet=True, without_mingle=True, without_gossip=True)
    worker.start()
    return int(worker.exitcode or 0)


if __name__ == "__main__":
    sys.exit(main())
