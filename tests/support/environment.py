"""What the tests' Django reads from the environment, made before Django is."""

import contextlib
import os
import secrets
import shutil
import tempfile
from pathlib import Path

import django

from tests.support.servers import Postgres, Valkey, free_port, let_children_hear

_everything = contextlib.ExitStack()


def set_up() -> None:
    """Choose the database by TEST_DATABASE (sqlite or postgres), or take TEST_DATABASE_URL as it is."""
    let_children_hear()
    folder = Path(_everything.enter_context(tempfile.TemporaryDirectory(prefix="comments-tests-")))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else when we are root
    (folder / "static").mkdir()
    os.environ.update(
        DJANGO_SETTINGS_MODULE="project.settings",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # the browser's driver keeps an event loop in the thread of the tests
        DATA_DIR=str(folder),
        STATIC_ROOT=str(folder / "static"),
        SECRET_KEY=secrets.token_urlsafe(64),
        DATABASE_URL=_database(folder),
        BROKER_URL=f"redis://127.0.0.1:{free_port()}/0",
        PUBLIC_URL=f"http://127.0.0.1:{free_port()}",
        DEMO="1",
        AKISMET_KEY="",  # whatever is set here outside: no test asks a service it has not started
    )
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # A file and not memory, because a real worker reads it too.
        settings.DATABASES["default"]["TEST"] = {"NAME": str(folder / "test.sqlite3")}
        if made := template("sqlite"):
            shutil.copy(made, folder / "test.sqlite3")
    # Only a web server of its own has hashed files; tests without one do not wait for them to be made.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    django.setup()


def template(vendor: str) -> Path | None:
    """What tests/support/templates.py made for all passes, where it did."""
    folder = os.environ.get("TEST_TEMPLATES")
    return Path(folder) / vendor if folder else None


def begins_migrated() -> bool:
    """Whether the tests' database was copied from a template; a server of the caller's own has none."""
    return template(vendor()) is not None and not os.environ.get("TEST_DATABASE_URL")


def tear_down() -> None:
    _everything.close()


def vendor() -> str:
    from django.db import connection

    return connection.vendor


def port_of(name: str) -> int:
    """The port that was set aside for BROKER_URL or PUBLIC_URL."""
    return int(os.environ[name].rpartition(":")[2].partition("/")[0])


def broker(folder: Path) -> Valkey:
    return Valkey(folder, port=port_of("BROKER_URL"))


def database_url() -> str:
    """The address of the tests' own database, for processes that share it."""
    from django.db import connection

    values = connection.settings_dict
    if vendor() == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**values)


def _database(folder: Path) -> str:
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    chosen = os.environ.get("TEST_DATABASE", "sqlite")
    if chosen == "sqlite":
        return f"sqlite:///{folder / 'unused.sqlite3'}"
    if chosen == "postgres":
        server = Postgres(folder, template("postgres"))
        _everything.enter_context(server)
        return f"{server.url}/comments"  # which need not exist: the tests' database is test_comments
    raise SystemExit(f"TEST_DATABASE must be sqlite or postgres, not {chosen!r}.")
