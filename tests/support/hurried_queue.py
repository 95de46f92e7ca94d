"""A worker or a beat that looks for what was left behind ten times as often; its name is the argument."""

import os
import sys

NAME = sys.argv[1]
os.environ.setdefault("PROCESS", NAME)
SECONDS = 0.5


def main() -> int:
    if NAME == "beat":
        from comments.schedule import BEAT_SCHEDULE

        BEAT_SCHEDULE["comments.sweep"]["schedule"] = SECONDS
        from project import beat

        beat.main()
        return 0
    import django

    django.setup()
    from comments import tasks
    from project import worker

    tasks.WATCH_SECONDS = SECONDS
    return worker.main()


if __name__ == "__main__":
    sys.exit(main())
