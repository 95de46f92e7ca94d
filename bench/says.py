"""What the person who waits is told."""

import sys
import time

_BEGAN = time.monotonic()


def say(sentence: str) -> None:
    passed = int(time.monotonic() - _BEGAN)
    print(f"{passed // 60:3d}:{passed % 60:02d}  {sentence}", file=sys.stderr, flush=True)
