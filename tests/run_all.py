"""Runs the suite on SQLite and on PostgreSQL, side by side; fails when either fails. Arguments go to pytest."""

import os
import subprocess
import sys
import tempfile
import time
from typing import IO


def begin(database: str, arguments: list[str], output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    environ = {**os.environ, "TEST_DATABASE": database}
    if database == "sqlite":
        environ.pop("TEST_DATABASE_URL", None)  # a server of the caller's own is for the other pass
    argv = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.Popen(argv, env=environ, stdout=output, stderr=subprocess.STDOUT if output else None)


def main(arguments: list[str]) -> int:
    """One pass on each of two cores; what the second says is printed behind the first."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as kept:
        second = begin("postgres", arguments, kept)
        try:
            print("\n== sqlite ==", flush=True)
            codes = {"sqlite": begin("sqlite", arguments).wait()}
            codes["postgres"] = second.wait()
        finally:
            second.terminate()
        kept.seek(0)
        print("\n== postgres ==\n" + kept.read().decode("utf-8", "replace"), flush=True)
    words = ", ".join(f"{database} {'passed' if code == 0 else f'failed ({code})'}" for database, code in codes.items())
    print(f"\nThe suite took {time.monotonic() - began:.0f} s: {words}.")
    return max(codes.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
