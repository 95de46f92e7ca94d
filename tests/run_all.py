"""Runs the suite in passes side by side, on SQLite and on PostgreSQL; fails when one fails.

Arguments go to pytest. All passes shuffle the tests by one seed; with the one that a run printed, --randomly-seed=…
repeats it. Branch coverage is that of both halves on SQLite together, as measuring costs a tenth of each pass. Not
measured is what runs in servers of their own, and what only talks to them.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

REPORT = Path("coverage.json")
SOURCE = ("--source=comments,project", "--omit=*/migrations/*")
# Immediate: it does not look again and again for what it need not count any more, which takes longer than counting.
MEASURE = ("-m", "slipcover", "--branch", "--immediate", *SOURCE, "--json", "--out")
NO_TESTS = 5  # pytest's exit code: the arguments choose none of this pass


@dataclass
class Pass:
    name: str
    chosen: str
    database: str = "sqlite"
    part: str = ""
    code: int = 0
    said: str = ""

    def run(self, arguments: list[str], folder: Path) -> "Pass":
        environ = {"TEST_DATABASE": self.database, "TEST_PART": self.part, "TEST_TEMPLATES": str(folder)}
        measured: list[str] = []
        if self.database == "sqlite":
            environ["TEST_DATABASE_URL"] = ""  # a server of the caller's own is for the other passes
        if self.database == "sqlite" and self.part != "servers":
            measured = [*MEASURE, str(folder / f"{self.name}.json")]
        process = begin([*measured, "-m", "pytest", "-m", self.chosen, *arguments], **environ)
        self.said = process.communicate()[0].decode("utf-8", "replace")
        self.code = process.returncode
        return self


# So many run at once, and the next one begins when one is over: first what takes long, at the end what is short, so
# that no core waits for the other. Those with all servers wait for them, and leave the cores to the others.
AT_ONCE = 5
PASSES = (
    Pass("sqlite, all servers", "servers", "sqlite", "servers"),
    Pass("sqlite, first half", "not servers", "sqlite", "0/2"),
    Pass("sqlite, second half", "not servers", "sqlite", "1/2"),
    Pass("postgres, first half", "not servers", "postgres", "0/2"),
    Pass("postgres, second half", "not servers", "postgres", "1/2"),
    Pass("postgres, all servers", "servers", "postgres", "servers"),
)
running: list["subprocess.Popen[bytes]"] = []


def begin(arguments: list[str], **environ: str) -> "subprocess.Popen[bytes]":
    """A Python of its own, which ends with us."""
    # Where nothing keeps compiled modules, each pass and each server compiles all of them: a fifth of the whole.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    argv, env = [sys.executable, *arguments], {**inherited, **environ}
    process = subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    running.append(process)
    return process


def make_templates(folder: Path) -> None:
    """The migrated databases that the passes begin with; ends the run where one cannot be made."""
    program = ["-m", "tests.support.templates", str(folder)]
    for making in [begin(program, TEST_DATABASE=database, TEST_DATABASE_URL="") for database in ("sqlite", "postgres")]:
        said = making.communicate()[0].decode("utf-8", "replace")
        if making.returncode:
            sys.exit(f"{said}\nThe migrations failed, so no test was run.")


def passed_through(arguments: list[str], folder: Path) -> Iterator[Pass]:
    """Each pass when it is over."""
    with ThreadPoolExecutor(AT_ONCE) as lines:
        try:
            make_templates(folder)
            todo = [lines.submit(each.run, arguments, folder) for each in PASSES]
            for over in as_completed(todo):
                yield over.result()
        finally:
            lines.shutdown(wait=False, cancel_futures=True)
            for process in running:
                process.terminate()


def coverage(folder: Path) -> str:
    """The percentage of branches that some measured pass took. The whole is kept in REPORT."""
    found = [str(path) for path in folder.glob("*.json")]
    merge = [sys.executable, "-m", "slipcover", "--json", "--out", str(REPORT), "--merge", *found]
    subprocess.run(merge, check=True)
    summary = json.loads(REPORT.read_text(encoding="utf-8"))["summary"]
    taken, missing = summary["covered_branches"], summary["missing_branches"]
    return f"{100 * taken / (taken + missing):.1f} % of {taken + missing} branches"


def main(arguments: list[str]) -> int:
    began, seed = time.monotonic(), str(secrets.randbelow(2**32))
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(143))  # the passes are ended with us
    print(f"All passes run in the order of --randomly-seed={seed}; each is shown when it is over.", flush=True)
    over = []
    with tempfile.TemporaryDirectory() as folder:
        for each in passed_through([f"--randomly-seed={seed}", f"--hypothesis-seed={seed}", *arguments], Path(folder)):
            print(f"\n== {each.name}, after {time.monotonic() - began:.0f} s ==\n{each.said}", flush=True)
            over.append(each)
        covered = coverage(Path(folder))
    counted = [each for each in over if each.code != NO_TESTS] or over
    words = ", ".join(f"{each.name} {'passed' if each.code == 0 else f'failed ({each.code})'}" for each in counted)
    print(f"Seed {seed}. On SQLite the tests take {covered}; {REPORT} names the others, file by file.")
    print(f"The suite took {time.monotonic() - began:.0f} s: {words}.")
    return int(any(each.code for each in counted))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
