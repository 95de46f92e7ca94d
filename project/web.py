"""The web server with the options that `manage.py up` gives it, for containers and system services."""

import os

from project import datadir
from project.up import probe, services


def main() -> None:
    datadir.write_privately()
    service = services.web(*probe.address(), workers=services.web_workers())
    os.execve(service.argv[0], service.argv, {**os.environ, **service.env})  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
