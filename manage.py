#!/usr/bin/env python3
"""The door to everything: Django's commands, and `up`, which starts the whole service."""

import os
import sys


def main() -> None:
    # First of all, because older Pythons cannot even read what is imported below.
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        sys.exit("This needs Python 3.11, 3.12 or 3.13, not {}.{}.".format(*sys.version_info))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    if sys.argv[1:2] == ["up"]:
        # The supervisor stays small by never importing Django; its children do.
        from project.up.supervisor import main as up

        sys.exit(up(sys.argv[2:]))
    from project.commands import run

    run(sys.argv)


if __name__ == "__main__":
    main()
