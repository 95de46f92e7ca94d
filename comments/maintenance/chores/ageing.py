"""What is talked about: the days over which threads count their recent comments move on."""

from datetime import datetime

from comments.counters import recent

AGE_THREADS = 500


def threads(now: datetime) -> int:
    """Count anew where a comment has left its days, and where the clock was ahead when they were counted."""
    ids: dict[int, None] = {}
    for rows in (recent.outdated(now), recent.counted_ahead(now)):
        ids |= dict.fromkeys(rows.values_list("pk", flat=True)[:AGE_THREADS])
    recent.recount_threads(list(ids), now=now)
    return len(ids)
