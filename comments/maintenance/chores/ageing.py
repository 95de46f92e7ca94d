"""Recent comments of threads, counted over the last days: the days move on, so the counts age."""

from datetime import datetime

from comments.counters import recent

AGE_THREADS = 500


def threads(now: datetime) -> int:
    """Count anew the threads with a comment that is no longer recent, or counted up to a time in the future.

    Returns how many threads that were, AGE_THREADS of each kind at most.
    """
    ids: dict[int, None] = {}
    for rows in (recent.outdated(now), recent.counted_ahead(now)):
        ids |= dict.fromkeys(rows.values_list("pk", flat=True)[:AGE_THREADS])
    recent.recount_threads(list(ids), now=now)
    return len(ids)
