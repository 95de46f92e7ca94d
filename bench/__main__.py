"""Measures on SQLite and on PostgreSQL, one after the other, and prints one table."""

import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import DurablePostgres, free_port


def main() -> None:
    measured = {}
    for name in ("SQLite", "PostgreSQL"):
        print(f"Measuring on {name}; this takes a minute or two.", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="comments-bench-") as folder, _database(name, Path(folder)) as url:
            measured[name] = _run(Path(folder), url)
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores shared with what measures, fsync on\n")
    print(f"{'':34} {'SQLite':>28} {'PostgreSQL':>28}")
    for (label, sqlite), (_label, postgres) in zip(*measured.values(), strict=True):
        print(f"{label:34} {sqlite:>28} {postgres:>28}")


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    folder.chmod(0o755)  # PostgreSQL runs as somebody else when we are root
    if name == "SQLite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    with DurablePostgres(folder) as server:
        yield server.create("bench")


def _run(folder: Path, database_url: str) -> list[tuple[str, str]]:
    environ = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "project.settings", "DATABASE_URL": database_url, "DEMO": "0",
        "DATA_DIR": str(folder), "STATIC_ROOT": str(folder / "static"), "SECRET_KEY": secrets.token_urlsafe(64),
        "BROKER_URL": f"redis://127.0.0.1:{free_port()}/0", "PUBLIC_URL": f"http://127.0.0.1:{free_port()}",
        "AKISMET_KEY": "",
    }  # fmt: skip
    argv = [sys.executable, "-m", "bench.run", str(folder)]
    said = subprocess.run(argv, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [(label, figure) for label, figure in json.loads(said.splitlines()[-1])]


if __name__ == "__main__":
    main()
