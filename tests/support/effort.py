"""How much work something is, told without a clock on the wall: a busy machine must not make a test fail."""

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

SHARE = 8
# Half way to the next kind of growth, since a busy machine makes both measurements uncertain.
FLAT = 4
LINEAR = 24
_TIMES = 3


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of Python it runs, in this thread; the same each time, whatever else runs or ran before.

    Meanwhile nothing is collected: what other tests left behind may run code of its own when it goes.
    """
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:  # as sys.settrace wants it
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    gc.collect()
    gc.disable()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        gc.enable()
    return count


def growth(work: Callable[[int], object], *, most: int) -> float:
    """How many times as much the work for `most` costs as that for an eighth of it.

    That is 1 where the size does not matter, 8 where the work grows with it, and 64 where it grows by the square.
    Measured in processor time of this thread, the least of some runs each; compare with FLAT or LINEAR.
    """
    work(most)
    return _least(work, most) / max(_least(work, most // SHARE), 1e-5)


def _least(work: Callable[[int], object], size: int) -> float:
    seconds = []
    for _ in range(_TIMES):
        began = time.thread_time()
        work(size)
        seconds.append(time.thread_time() - began)
    return min(seconds)
