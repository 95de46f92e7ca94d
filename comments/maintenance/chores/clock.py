"""Whether the clock can be believed: one that has just jumped would have purged today what is due in a year."""

import logging
from datetime import datetime, timedelta

from comments.db.transactions import writing
from comments.models import Upkeep

log = logging.getLogger(__name__)

LONGEST_GAP = timedelta(hours=6)
LONGEST_REST = timedelta(days=1)


def is_steady(now: datetime) -> bool:
    """Note this run of the chores; returns False while the clock may be wrong.

    That is after two runs more than LONGEST_GAP apart, in either direction: for as long as they were apart, at most
    LONGEST_REST. A clock that jumped cannot be told from a pause in which no worker ran.
    """
    with writing():
        row, _made = Upkeep.objects.get_or_create(pk=1, defaults={"ran_at": now, "resting_until": now + LONGEST_REST})
        gap = abs(now - row.ran_at)
        until = now + min(gap, LONGEST_REST) if gap > LONGEST_GAP else row.resting_until
        Upkeep.objects.filter(pk=1).update(ran_at=now, resting_until=until)
    if gap > LONGEST_GAP:
        log.warning(
            "housekeeping last ran at %s: it paused, or the clock jumped; nothing is deleted before %s",
            row.ran_at, until,
        )  # fmt: skip
    return now >= until
