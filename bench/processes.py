"""What process trees cost."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


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


def cpu_seconds(pids: list[int]) -> float:
    """User and system time, that of children already gone included."""
    return sum(sum(int(ticks) for ticks in stat[11:15]) for pid in pids if (stat := _stat(pid))) / _TICKS


def _stat(pid: int) -> list[str]:
    """The fields behind the name, which may hold spaces: state first, then the parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
