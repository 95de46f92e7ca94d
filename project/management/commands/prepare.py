"""Prepares what the service needs to start: tables, static files, the first administrator, the demo publication."""

import gc
import hashlib
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.db.transactions import first_line
from comments.moderation import erasure_journal
from project import datadir, env
from project.up import preflight

# Any number does, as long as every release asks for the same one.
MIGRATION_LOCK = 5_262_018


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()  # a second start should take a moment; `make check` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wait", type=int, default=0, metavar="SECONDS", help=_("number of seconds to wait for the database")
        )

    def handle(self, *args: Any, wait: int, **options: Any) -> None:  # Any: what Django's parser gives
        if is_kept_here():
            preflight.open_data_dir(settings.DATA_DIR)
        wait_for_database(wait)
        with one_at_a_time():
            self._migrate()
            refuse_older_than_journal()
            if place := make_administrator():
                self.stdout.write(_("The user admin was created. The password is in %(place)s.") % {"place": place})
            if settings.DEMO:
                call_command("demo")
        collect_static()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if executor.loader.applied_migrations:
            self.stdout.write(
                _("The database is being updated to this release. With many comments that takes some minutes.")
            )
            self.stdout.flush()  # into a pipe, too, it is said before and not afterwards
        # Migrating makes some thousand models, and Python would look at all of them after each 700 objects: a fifth of
        # the time of a first start.
        gc.set_threshold(50_000)
        call_command("migrate", interactive=False, verbosity=0)


def is_kept_here() -> bool:
    """Whether the database or the static files lie in DATA_DIR, which must then exist and be writable."""
    paths = [settings.STATIC_ROOT]
    if connection.vendor == "sqlite":
        paths.append(Path(connection.settings_dict["NAME"]))
    return any(path.is_relative_to(settings.DATA_DIR) for path in paths)


def wait_for_database(seconds: int) -> None:
    """Wait until it answers; raises CommandError when it does not, and at once when its file is damaged."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() >= deadline:
                raise CommandError(
                    _("The database does not answer: %(reason)s") % {"reason": first_line(error)}
                ) from None
        except DatabaseError as error:
            sentence = _("%(path)s cannot be used: %(reason)s. Restore it from a backup, or move it away.")
            raise CommandError(
                sentence % {"path": connection.settings_dict["NAME"], "reason": first_line(error)}
            ) from None
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


def refuse_older_than_journal() -> None:
    """Raise CommandError if comments that were deleted for ever may be in the database again."""
    try:
        missing = erasure_journal.missing()
        unknown = len(missing - erasure_journal.interrupted(missing))
    except OSError as error:
        raise CommandError(_("The journal of erasures cannot be read: %(reason)s") % {"reason": error}) from None
    if unknown:
        sentence = ngettext(
            "The database is older than the journal of erasures in %(folder)s: it does not know of %(n)d comment that"
            " was deleted for ever, as after a backup was restored. Run `manage.py replay_erasures`, then start again.",
            "The database is older than the journal of erasures in %(folder)s: it does not know of %(n)d comments that"
            " were deleted for ever, as after a backup was restored. Run `manage.py replay_erasures`, then start"
            " again.", unknown,
        )  # fmt: skip
        raise CommandError(sentence % {"folder": settings.ERASURES_DIR, "n": unknown})


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


def make_administrator() -> Path | None:
    """Make the user `admin` unless somebody already administers, with a password from the environment or of its own.

    Returns the file with the password that was made. Raises CommandError for a given one that is easy to guess.
    """
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return None
    if given := env.text("ADMIN_PASSWORD"):
        _check_password(given)
        users.create_superuser("admin", password=given)
        return None
    # The password is kept before the user is made: a start that ends in between finds it again.
    preflight.open_data_dir(settings.DATA_DIR)
    password = datadir.keep(settings.DATA_DIR, "admin-password", datadir.random_password)
    users.create_superuser("admin", password=password)
    return settings.DATA_DIR / "admin-password"


def _check_password(password: str) -> None:
    try:
        validate_password(password, get_user_model()(username="admin"))
    except ValidationError as error:
        reasons = " ".join(error.messages)
        raise CommandError(_("ADMIN_PASSWORD cannot be used: %(reasons)s") % {"reasons": reasons}) from None
