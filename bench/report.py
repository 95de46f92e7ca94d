"""What is written down of a run: machine, versions, date, command, table, profile."""

import datetime
import importlib.metadata
import os
import platform
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.options import Options
from bench.peers import isso
from bench.table import LEGEND
from project.datadir import BASE_DIR

PAGE = BASE_DIR / "docs" / "measurements" / "bench.md"
HEAD = """# The last complete run of make bench

`make bench` writes this page. How it measures, and what the limits are for: [Performance](../performance.md).
"""
_PACKAGES = ("Django", "djangorestframework", "granian", "psycopg")


def written(options: Options, postgresql: str, *, table: str, profile: str, notes: Sequence[str]) -> str:
    """As Markdown; `postgresql` is the version of the server."""
    lines = [
        f"`{options.command}` on {datetime.datetime.now(datetime.UTC):%d %B %Y}: {_machine()}.",
        "",
        _versions(postgresql) + ".",
    ]
    behind = f"{options.comments:,} comments behind the threads that are read"
    lines += ["", f"Medians of {options.rounds} rounds of {options.seconds} s, with {behind}."]
    if table:
        lines += ["", table, "", LEGEND]
    lines += [f"\n{note}" for note in notes]
    if profile:
        lines += ["", "## Where the time goes", "", profile]
    return "\n".join(lines)


def keep(text: str, page: Path = PAGE) -> None:
    """Write it as the page of the last complete run, in place of the run before."""
    page.write_text(f"{HEAD}\n{text}\n", encoding="utf-8")


def _machine() -> str:
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores ({model[1].strip() if model else platform.machine()}) shared with what measures, "
        f"{memory:.0f} GiB of memory, {platform.system()} {platform.release()}, fsync on"
    )


def _versions(postgresql: str) -> str:
    found = [
        f"Python {platform.python_version()}",
        *(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES),
    ]
    found += [f"SQLite {sqlite3.sqlite_version}", f"PostgreSQL {postgresql}"]
    if shutil.which("wrk"):
        found.append(_first_line("wrk", "-v").split(" [")[0])
    if shutil.which("nginx"):
        found.append(_first_line("nginx", "-v").removeprefix("nginx version: ").replace("/", " "))
    if isso.is_installed():
        found.append(f"Isso {isso.version()}")
    return ", ".join(found)


def _first_line(*argv: str) -> str:
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0]
