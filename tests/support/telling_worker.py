"""A worker in a hurry to send, which can be told to die as by `kill -9` around what it sends.

TRAPS names a folder: a file `before` there ends the process when it is about to send, `after` when the other side has
taken it and nothing of that is written yet. Each is good for one death.
"""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("PROCESS", "worker")

from project import worker

BEFORE, AFTER = "before", "after"


def main() -> int:
    import django

    django.setup()
    from comments import tasks
    from comments.deliveries import senders, sending
    from comments.mail import smtp
    from comments.webhooks import sending as webhooks

    tasks.WATCH_SECONDS = 0.5
    senders.SECONDS_BETWEEN_LOOKS = 0.05
    senders.FIRST_REST = senders.LONGEST_REST = timedelta(seconds=0.2)
    # Far longer than a handful takes: on a busy machine, too, nobody else takes what is being sent.
    sending.LEASE, sending.HANDFUL_SECONDS = timedelta(seconds=4), 1
    sending.FIRST_PAUSE = timedelta(seconds=0.2)
    webhooks.SECONDS = 0.5
    smtp.hand_over = partial(smtp.hand_over, seconds=0.5)
    sending._outcome = _with_trap(BEFORE, sending._outcome)
    sending._note = _with_trap(AFTER, sending._note)
    return worker.main()


def _with_trap(when: str, step: Callable[..., Any]) -> Callable[..., Any]:
    trap = Path(os.environ["TRAPS"], when)

    def stepped(*given: Any, **named: Any) -> Any:
        if trap.exists():
            trap.unlink()
            os.killpg(0, signal.SIGKILL)
        return step(*given, **named)

    return stepped


if __name__ == "__main__":
    sys.exit(main())
