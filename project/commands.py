"""Django's commands for people: what they write is private, and a database that is away is one sentence."""

import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line
from django.db import Error as DatabaseError

from project import datadir
from project.sentences import _

# Its files are for a web server that may run as somebody else.
PUBLIC = "collectstatic"


def run(arguments: Sequence[str]) -> None:
    """Run the command; ends with 1 and a sentence when the database fails it. `--traceback` shows where."""
    if PUBLIC not in arguments[1:2]:
        datadir.write_privately()
    try:
        execute_from_command_line(list(arguments))
    except DatabaseError as error:
        if "--traceback" in arguments:
            raise
        sys.exit(why(error))


def why(error: DatabaseError) -> str:
    """Say what the database objected to, without the statement, and what helps."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return _(
        "The database cannot be used: %(reason)s. `manage.py prepare` creates and upgrades it.",
        reason=lines[0].strip(" ."),
    )
