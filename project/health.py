"""Whether this process can do its work: its database answers, and has the tables that this release needs."""

import logging
import pkgutil
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.db import DatabaseError, close_old_connections, connection
from django.db.migrations.recorder import MigrationRecorder

from comments.screening.backlog import oldest_due_seconds
from project.probes import NO_DATABASE, Findings

log = logging.getLogger(__name__)


def look() -> Findings:
    """The JSON of /readyz. How long comments wait for workers is told, but is no matter of this process."""
    try:
        missing = missing_migrations()
        if missing:
            log.warning("Not ready: run `manage.py migrate`, the database has no %s", ", ".join(sorted(missing)))
            return {"ready": False, "database": True, "schema": False}
        overdue = round(oldest_due_seconds(), 1)
        return {"ready": True, "database": True, "schema": True, "oldest_due_seconds": overdue}
    except DatabaseError as error:
        log.warning("Not ready: the database does not answer (%s)", type(error).__name__)
        return NO_DATABASE
    finally:
        close_old_connections()


def missing_migrations() -> set[str]:
    """Migrations of this release, such as `comments.0001_initial`, that the database lacks. Newer ones do no harm."""
    return _needed() - {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


@cache
def _needed() -> set[str]:
    """From the names of the files alone, once: a web process has no other use for what is in them."""
    found: set[str] = set()
    for app in apps.get_app_configs():
        spec = find_spec(f"{app.name}.migrations")
        modules = pkgutil.iter_modules(spec.submodule_search_locations) if spec else ()
        found.update(f"{app.label}.{module.name}" for module in modules if not module.name.startswith("_"))
    return found
