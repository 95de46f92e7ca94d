"""When an outside service that gave no answer is asked again: about one comment, and at all. Pure.

The breaker is that of Nygard, Release It!, 2007. It is a value, so that one row can hold it for all workers:

    asked = backoff.before_asking(breaker, now=now)      # None: do not ask; else write it if it differs
    …                                                    # ask
    backoff.after_success()                              # or, on the row as it is by then:
    backoff.after_failure(breaker, asked=asked, now=now)
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comments import limits

FIRST_RECHECK = timedelta(minutes=1)
LAST_RECHECK = timedelta(hours=limits.LONGEST_PAUSE_HOURS)
FAILURES_IN_A_ROW = 3
FIRST_REST = timedelta(seconds=60)
LONGEST_REST = timedelta(minutes=30)
# Longer than any question takes: who asks on trial and dies keeps the others from trying for so long.
TRIAL = timedelta(seconds=30)
_GOLDEN = 0.6180339887498949


def recheck_after(times_asked: int, *, salt: int = 0) -> timedelta:
    """How long a comment waits after that many questions without an answer: a minute, doubling to six hours.

    A salt such as the comment's id shortens it by up to a fifth, never below a minute, so that what began to wait
    together does not come back together. Multiples of the golden ratio spread consecutive numbers most evenly
    (Knuth, The Art of Computer Programming 3, 6.4).
    """
    full = _doubled(FIRST_RECHECK, times_asked - 1, ceiling=LAST_RECHECK)
    return max(FIRST_RECHECK, full * (1 - 0.2 * (salt * _GOLDEN % 1)))


@dataclass(frozen=True)
class BreakerState:
    """State of a circuit breaker: failures in a row, and until when nobody asks the service (None: it is asked)."""

    failures: int = 0
    resting_until: datetime | None = None


def is_resting(breaker: BreakerState, *, now: datetime) -> bool:
    return breaker.resting_until is not None and now < breaker.resting_until


def before_asking(breaker: BreakerState, *, now: datetime) -> BreakerState | None:
    """The breaker with which to ask, or None if the service rests.

    After a rest one worker asks on trial: the one whose guarded write of the result succeeds.
    """
    if is_resting(breaker, now=now):
        return None
    return breaker if breaker.resting_until is None else replace(breaker, resting_until=now + TRIAL)


def after_failure(breaker: BreakerState, *, asked: BreakerState, now: datetime) -> BreakerState:
    """One more in a row; from the third on the service rests, for a minute, doubling to half an hour.

    A failure of a question that was asked before the others' failures sent the service to rest adds nothing.
    """
    if breaker.resting_until != asked.resting_until:
        return breaker
    failures = breaker.failures + 1
    if failures < FAILURES_IN_A_ROW:
        return BreakerState(failures)
    return BreakerState(failures, now + _doubled(FIRST_REST, failures - FAILURES_IN_A_ROW, ceiling=LONGEST_REST))


def after_success() -> BreakerState:
    """Any answer closes it, whenever it was asked for: the service is there."""
    return BreakerState()


def _doubled(first: timedelta, times: int, *, ceiling: timedelta) -> timedelta:
    return min(ceiling, first * (1 << min(max(times, 0), 20)))
