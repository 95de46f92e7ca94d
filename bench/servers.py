"""The databases that are measured, seeded alike, and our web servers over them."""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.load import Roots
from bench.options import Options
from bench.peers.names import POSTGRESQL, SQLITE
from bench.progress import say
from project.datadir import BASE_DIR
from tests.support.servers import DurablePostgres, Web, free_port

# Every request then enters Django: what a page costs that nobody asked for lately.
PAST_THE_CACHE = {"CACHE_MB": "0"}


@dataclass(frozen=True)
class SeededDatabase:
    """A database with the measured threads in it, and the environment of processes that use it.

    `server` is the process id of the database server's root, None for SQLite.
    """

    system: str
    url: str
    folder: Path
    environ: Mapping[str, str]
    server: int | None = None

    def roots(self, web: Web) -> Roots:
        return Roots(web.group, self.server)

    def run_inside(self, module: str, *argv: str, more: Mapping[str, str] | None = None) -> Any:  # Any: what JSON holds
        """Run a module that needs Django in a process of its own, and return the JSON of the last line it prints.

        Raises CalledProcessError.
        """
        environ = {**self.environ, **(more or {})}
        done = subprocess.run(
            [sys.executable, "-m", module, *argv],
            cwd=BASE_DIR,
            env=environ,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return json.loads(done.stdout.splitlines()[-1])

    def web(self, name: str, more: Mapping[str, str] | None = None) -> Web:
        """Our web server over this database, started as the product starts it."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return Web(folder, {**self.environ, **(more or {})})


@dataclass(frozen=True)
class Testbed:
    """What is measured: a SQLite and a PostgreSQL database, twice.

    `bare` ones hold the measured threads alone; in `full` ones they stand among many others.
    """

    folder: Path
    bare: list[SeededDatabase]
    full: list[SeededDatabase]
    postgresql: str  # its version
    hot: str  # the key of the thread of which readers see twenty comments


@contextmanager
def prepare_testbed(options: Options, folder: Path) -> Iterator[Testbed]:
    """Make the databases, the full ones with `options.comments` more comments. Stops PostgreSQL at the end."""
    folder.chmod(0o755)  # PostgreSQL runs as somebody else when we are root
    with ExitStack() as stack:
        postgres = stack.enter_context(DurablePostgres(folder))
        bare = [_sqlite(folder, "bare"), _postgresql(folder, postgres, "bare")]
        hot, _ = (_seed(database) for database in bare)  # the same seed makes the same threads in both
        full = [_copy_sqlite(bare[0], _sqlite(folder, "full")), _copy_postgresql(postgres, folder)]
        for seeded in full:
            say(f"{seeded.system}: {options.comments:,} comments around them")
            seeded.run_inside("bench.run", "fill", str(options.comments))
        yield Testbed(folder, bare, full, _version(postgres), hot)


def _version(server: DurablePostgres) -> str:
    with psycopg.connect(f"{server.url}/postgres") as connection:
        return connection.info.parameter_status("server_version") or "unknown"


def _seed(database: SeededDatabase) -> str:
    """Make the tables and the measured threads; returns the key of the hot one."""
    say(f"{database.system}: tables, and the threads that are read")
    return str(database.run_inside("bench.run", "threads")["hot"])


def _sqlite(folder: Path, name: str) -> SeededDatabase:
    own = folder / f"sqlite-{name}"
    own.mkdir()
    url = f"sqlite:///{own / 'bench.sqlite3'}"
    return SeededDatabase(SQLITE, url, own, _environ(own, url))


def _postgresql(folder: Path, server: DurablePostgres, name: str, *, made: bool = False) -> SeededDatabase:
    own = folder / f"postgresql-{name}"
    own.mkdir()
    url = f"{server.url}/{name}" if made else server.create(name)
    return SeededDatabase(POSTGRESQL, url, own, _environ(own, url), server.group)


def _copy_sqlite(source: SeededDatabase, target: SeededDatabase) -> SeededDatabase:
    with sqlite3.connect(source.url.removeprefix("sqlite:///")) as database:
        database.execute("vacuum into ?", [target.url.removeprefix("sqlite:///")])
    database.close()
    return target


def _copy_postgresql(server: DurablePostgres, folder: Path) -> SeededDatabase:
    with psycopg.connect(f"{server.url}/postgres", autocommit=True) as connection:
        connection.execute('create database "full" template "bare"')
    seeded = _postgresql(folder, server, "full", made=True)
    with psycopg.connect(seeded.url, autocommit=True) as connection:
        connection.execute("analyze")
    return seeded


def _environ(folder: Path, database_url: str) -> dict[str, str]:
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "project.settings", "DATABASE_URL": database_url, "DEMO": "1",
        "DATA_DIR": str(folder), "STATIC_ROOT": str(folder.parent / "static"), "SECRET_KEY": secrets.token_urlsafe(64),
        "BROKER_URL": f"redis://127.0.0.1:{free_port()}/0", "PUBLIC_URL": f"http://127.0.0.1:{free_port()}",
        "AKISMET_KEY": "", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
