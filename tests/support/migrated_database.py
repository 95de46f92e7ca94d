"""A database that is migrated while nobody else uses it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

Old = Callable[[str], Any]  # the class of a name as a release had it


def to_release(name: str) -> Old:
    """Migrate the app forth or back to this migration; returns its models as they are there."""
    executor = MigrationExecutor(connection)
    return executor.migrate([("comments", name)]).apps.get_app_config("comments").get_model


@contextmanager
def empty_database() -> Iterator[None]:
    """Without tables, behind the default connection of every thread; that of the tests is not touched."""
    kept = connection.settings_dict["NAME"]
    name = f"{kept}_migrated"
    _statement(f'create database "{name}"')
    _connect_to(name)
    try:
        yield
    finally:
        _connect_to(kept)
        _statement(f'drop database "{name}" with (force)')
        if connection.vendor == "sqlite":
            Path(name).unlink()


def _statement(sql: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(sql)


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
