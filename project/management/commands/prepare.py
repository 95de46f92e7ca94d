"""Makes ready what the service starts on: tables, static files, the first administrator, the demo publication."""

import hashlib
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from project import datadir, env

# Any number does, as long as every release asks for the same one.
MIGRATION_LOCK = 5_262_018


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()  # a second start should take a moment; `make check` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--wait", type=int, default=0, metavar="SECONDS", help=_("wait this long for the database"))

    def handle(self, *args: Any, wait: int, **options: Any) -> None:  # Any: what Django's parser gives
        wait_for_database(wait)
        with one_at_a_time():
            migrate()
            make_administrator()
            if settings.DEMO:
                call_command("demo")
        collect_static()


def wait_for_database(seconds: int) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() >= deadline:
                reason = str(error).strip().splitlines()[0]
                raise CommandError(_("The database does not answer: %(reason)s") % {"reason": reason}) from None
        time.sleep(0.5)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process at a time prepare a shared database; an embedded one is guarded by the supervisor's lock."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        # Asked again and again: who waits inside a statement holds up an index that is built beside it, for ever.
        while not _is_ours(cursor):
            time.sleep(0.2)
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _is_ours(cursor: Any) -> bool:  # Any: either database's wrapper
    cursor.execute("select pg_try_advisory_lock(%s)", [MIGRATION_LOCK])
    return bool(cursor.fetchone()[0])


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Copy and compress static files when one of them changed. An image brings its own, outside DATA_DIR."""
    if not settings.STATIC_ROOT.is_relative_to(settings.DATA_DIR):
        return
    stamp = settings.DATA_DIR / "static-files"
    found = fingerprint()
    if settings.STATIC_ROOT.is_dir() and datadir.kept(settings.DATA_DIR, stamp.name) == found:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(found, encoding="utf-8")


def fingerprint() -> str:
    paths = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
    sources = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]
    return hashlib.sha256(repr(sorted(sources)).encode()).hexdigest()


def make_administrator() -> None:
    """Make the user `admin` unless somebody already administers, with a password from the environment or of its own."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return
    # The password is kept before the user is made: a start that ends in between finds it again.
    given = env.text("ADMIN_PASSWORD")
    password = given or datadir.keep(settings.DATA_DIR, "admin-password", datadir.random_password)
    users.create_superuser("admin", password=password)
