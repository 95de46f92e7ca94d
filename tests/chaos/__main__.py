"""Ten minutes of faults while people post, decide and read: half of them on SQLite, half on PostgreSQL.

CHAOS_MINUTES sets how long, CHAOS_SEED repeats the faults of a run, CHAOS_DATABASE takes one database only.
"""

import os
import subprocess
import sys
import time


def main() -> int:
    seed = os.environ.get("CHAOS_SEED") or str(time.time_ns() % 1_000_000)
    databases = [os.environ["CHAOS_DATABASE"]] if os.environ.get("CHAOS_DATABASE") else ["sqlite", "postgres"]
    seconds = 60 * float(os.environ.get("CHAOS_MINUTES", "10")) / len(databases)
    print(f"CHAOS_SEED={seed}: {seconds:.0f} s on {' and then on '.join(databases)}", flush=True)
    environ = {**os.environ, "CHAOS_SEED": seed, "CHAOS_SECONDS": str(seconds)}
    codes = [
        subprocess.call([sys.executable, "-m", "tests.chaos.run"], env={**environ, "TEST_DATABASE": database})
        for database in databases
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
