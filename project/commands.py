"""Django's commands for people: what they write is private, and a database or a disk that fails is one sentence."""

import errno
import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line
from django.db import Error as DatabaseError

from project import datadir
from project.sentences import _

# Its files are for a web server that may run as somebody else.
PUBLIC = "collectstatic"
# What the system says of a disk, and not of a bug.
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


def run(arguments: Sequence[str]) -> None:
    """Run the command; ends with 1 and a sentence when the database or the disk fails it. `--traceback` shows where."""
    if PUBLIC not in arguments[1:2]:
        datadir.write_privately()
    try:
        execute_from_command_line(list(arguments))
    except (DatabaseError, OSError) as error:
        is_disk = isinstance(error, OSError) and error.errno in DISK
        if "--traceback" in arguments or not (is_disk or isinstance(error, DatabaseError)):
            raise
        sys.exit(why_database_failed(error) if isinstance(error, DatabaseError) else why_not_written(error))


def why_database_failed(error: DatabaseError) -> str:
    """Say what the database objected to, without the statement, and what helps."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return _(
        "The database cannot be used: %(reason)s. `manage.py prepare` creates and upgrades it.",
        reason=lines[0].strip(" ."),
    )


def why_not_written(error: OSError) -> str:
    """Say which file the system refused, where it says so, and why."""
    if error.filename is None:
        return _("A file cannot be written: %(reason)s.", reason=error.strerror)
    return _("%(path)s cannot be used: %(reason)s.", path=error.filename, reason=error.strerror)
