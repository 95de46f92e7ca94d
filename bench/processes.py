"""What process trees cost, and how busy the whole machine is."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """MiB. RSS counts a page once for each process that shares it, PSS once in all; `largest` is one process's PSS."""

    rss: float
    pss: float
    largest: float


def tree(pid: int) -> list[int]:
    """A process and everything below it."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            below.setdefault(int(stat[1]), []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        found.append(queue.pop())
        queue += below.get(found[-1], [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time, that of children already gone included."""
    return sum(sum(int(ticks) for ticks in stat[11:15]) for pid in pids if (stat := _stat(pid))) / _TICKS


def memory(pids: Iterable[int]) -> Memory:
    each = [_rollup(pid) for pid in pids]
    return Memory(
        rss=sum(one["Rss"] for one in each) / 1024,
        pss=sum(one["Pss"] for one in each) / 1024,
        largest=max((one["Pss"] for one in each), default=0) / 1024,
    )


def busy_seconds() -> float:
    """What all cores have worked since the machine started."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:8]
    user, nice, system, _idle, _waiting, interrupts, soft = map(int, fields)
    return (user + nice + system + interrupts + soft) / _TICKS


def own_seconds() -> float:
    """What this process and its ended children have used: the load generator is one of them."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def wait_for_quiet(*, seconds: float, cores: float = 0.15) -> float:
    """Wait until the machine rests, at most so long; returns how many cores were busy in the last look."""
    deadline = time.monotonic() + seconds
    while True:
        before, began = busy_seconds(), time.monotonic()
        time.sleep(0.3)
        busy = (busy_seconds() - before) / (time.monotonic() - began)
        if busy <= cores or time.monotonic() > deadline:
            return busy


def _rollup(pid: int) -> dict[str, int]:
    """Rss and Pss in KiB; zeros for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {"Rss": 0, "Pss": 0}
    fields = {line.split(":")[0]: line.split()[1] for line in lines}
    return {name: int(fields[name]) for name in ("Rss", "Pss")}


def _stat(pid: int) -> list[str]:
    """The fields behind the name, which may hold spaces: state first, then the parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
