"""Lines on stderr for the person who waits."""

import sys
import time

_BEGAN = time.monotonic()


def say(sentence: str) -> None:
    """Print a line after the time since the start, as minutes:seconds."""
    passed = int(time.monotonic() - _BEGAN)
    print(f"{passed // 60:3d}:{passed % 60:02d}  {sentence}", file=sys.stderr, flush=True)
