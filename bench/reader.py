"""Visitors who come by the clock, however long others wait: python -m bench.reader PORT RATE SECONDS PATH…

A closed loop would send less while answers are slow, and so hide what it should find. Each wait counts from the moment
at which the request was due.
"""

import contextlib
import http.client
import itertools
import json
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence

CONNECTIONS = 8


def argv(port: int, paths: Sequence[str], rate: int, seconds: int) -> list[str]:
    """To run it in a process of its own."""
    return [sys.executable, "-m", "bench.reader", str(port), str(rate), str(seconds), *paths]


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of all values stays below."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def read(port: int, paths: Sequence[str], rate: int, seconds: int) -> dict[str, float]:
    """Milliseconds, and how many answers were not 200."""
    due: Iterator[tuple[float, str]] = zip(
        (number / rate for number in range(rate * seconds)), itertools.cycle(paths), strict=False
    )
    waits: list[float] = []
    failed: list[str] = []
    lock, began = threading.Lock(), time.monotonic()

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                moment, path = next(due, (0.0, ""))
            if not path:
                return
            time.sleep(max(0.0, began + moment - time.monotonic()))
            if not _is_answered(connection, path):
                failed.append(path)
            waits.append((time.monotonic() - began - moment) * 1000)

    visitors = [threading.Thread(target=visit) for _ in range(CONNECTIONS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return {"median": statistics.median(waits), "p99": share(waits, 0.99), "failed": len(failed)}


def _is_answered(connection: http.client.HTTPConnection, path: str) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    connection.close()
    return False


if __name__ == "__main__":
    print(json.dumps(read(int(sys.argv[1]), sys.argv[4:], int(sys.argv[2]), int(sys.argv[3]))))
