"""Runs the suite on SQLite and then on PostgreSQL; fails when either fails. Arguments go to pytest."""

import os
import subprocess
import sys
import time

DATABASES = ("sqlite", "postgres")


def run(database: str, arguments: list[str]) -> int:
    print(f"\n== {database} ==", flush=True)
    environ = {**os.environ, "TEST_DATABASE": database}
    if database == "sqlite":
        environ.pop("TEST_DATABASE_URL", None)  # a server of the caller's own is for the second pass
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environ, check=False).returncode


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    codes = {database: run(database, arguments) for database in DATABASES}
    words = ", ".join(f"{database} {'passed' if code == 0 else f'failed ({code})'}" for database, code in codes.items())
    print(f"\nThe suite took {time.monotonic() - began:.0f} s: {words}.")
    return max(codes.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
