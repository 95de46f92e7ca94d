"""A worker with one check more, which does what a comment's text tells it: be slow, hang, close its ears, or die."""

import contextlib
import os
import signal
import sys
import time

os.environ.setdefault("PROCESS", "worker")

from project import worker

SLOW, HANG, DEAF, DIE = "Be slow on this.", "Hang on this.", "Hang on this for good.", "Die of this."


def main() -> int:
    import django

    django.setup()
    from comments.models import Site
    from comments.screening import registry
    from comments.screening.vocabulary import Candidate, Judgement, clear

    def check(candidate: Candidate, site: Site) -> Judgement:
        if candidate.text == DIE:
            os.kill(os.getpid(), signal.SIGKILL)
        if candidate.text == SLOW:
            time.sleep(0.5)
        if candidate.text == HANG:
            time.sleep(60)
        while candidate.text == DEAF:
            _sleep_through_everything()
        return clear("No trap.")

    registry.CHECKS["trap"] = check
    return worker.main()


def _sleep_through_everything() -> None:
    with contextlib.suppress(Exception):
        time.sleep(60)


if __name__ == "__main__":
    sys.exit(main())
