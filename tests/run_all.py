"""Runs the suite in three passes side by side: SQLite, PostgreSQL, and what needs no database; fails when one fails.

Arguments go to pytest. All passes shuffle the tests by one seed; with the one that a run printed, --randomly-seed=…
repeats it. Branch coverage is measured where it costs least: not on PostgreSQL, and not in servers of their own.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

MEASURED = ("-m", "coverage", "run")
NO_TESTS = 5  # pytest's exit code: the arguments choose none of this pass


@dataclass
class Pass:
    name: str
    database: str
    chosen: str
    measured: bool
    output: IO[bytes] | None = field(default_factory=tempfile.TemporaryFile)

    def begin(self, arguments: list[str], folder: Path) -> "subprocess.Popen[bytes]":
        environ = {**os.environ, "TEST_DATABASE": self.database, "COVERAGE_FILE": str(folder / self.name)}
        if self.database == "sqlite":
            environ.pop("TEST_DATABASE_URL", None)  # a server of the caller's own is for the other pass
        argv = [sys.executable, *(MEASURED if self.measured else ()), "-m", "pytest", "-m", self.chosen, *arguments]
        return subprocess.Popen(
            argv, env=environ, stdout=self.output, stderr=subprocess.STDOUT if self.output else None
        )

    def said(self) -> str:
        if self.output is None:
            return ""
        self.output.seek(0)
        return self.output.read().decode("utf-8", "replace")


PASSES = (
    Pass("sqlite", "sqlite", "not once", measured=True, output=None),
    Pass("postgres", "postgres", "not once", measured=False),
    Pass("no database", "sqlite", "once", measured=True),
)


def run(arguments: list[str], folder: Path) -> dict[str, int]:
    """The exit code of each pass; what the others say is printed behind the first."""
    running = [each.begin(arguments, folder) for each in PASSES]
    codes = {}
    try:
        for each, process in zip(PASSES, running, strict=True):
            print(f"\n== {each.name} ==", flush=True)
            codes[each.name] = process.wait()
            print(each.said(), flush=True)
    finally:
        for process in running:
            process.terminate()
    return codes


def coverage(folder: Path) -> str:
    """The percentage, of the files that the passes left; the whole stays in .coverage."""
    argv = [sys.executable, "-m", "coverage"]
    kept = [str(path) for path in folder.iterdir()]
    subprocess.run([*argv, "combine", "--quiet", *kept], check=True)
    report = [*argv, "report", "--format=total"]
    return subprocess.run(report, check=True, capture_output=True, text=True).stdout.strip()


def main(arguments: list[str]) -> int:
    began, seed = time.monotonic(), str(secrets.randbelow(2**32))
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(143))  # the passes are ended with us
    print(f"All passes run in the order of --randomly-seed={seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        codes = run([f"--randomly-seed={seed}", f"--hypothesis-seed={seed}", *arguments], Path(folder))
        covered = coverage(Path(folder))
    if any(code == 0 for code in codes.values()):
        codes = {name: code for name, code in codes.items() if code != NO_TESTS}
    words = ", ".join(f"{name} {'passed' if code == 0 else f'failed ({code})'}" for name, code in codes.items())
    print(f"Seed {seed}. Branch coverage {covered} %; `.venv/bin/coverage report -m` says where it is missing.")
    print(f"The suite took {time.monotonic() - began:.0f} s: {words}.")
    return int(any(codes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
