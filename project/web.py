"""The web server with the options that `manage.py up` gives it, for containers and system services."""

import os

# Read here too, so that a value that cannot be used is said once, and not by each process of the server.
os.environ.setdefault("PROCESS", "web")

from project import datadir, settings  # noqa: F401
from project.up import preflight, readiness, services


def main() -> None:
    datadir.write_privately()
    service = services.web(*readiness.address(), workers=services.web_workers())
    preflight.allow_files(services.FILES)
    holder = preflight.hold_port(*readiness.address())  # noqa: F841 - open until the web server ends
    os.execve(service.argv[0], service.argv, {**os.environ, **service.env})  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
