"""The search index: what is there from before it was, what no worker indexed, and what has another title since."""

from datetime import datetime

from django.db.models import Max, Min

from comments.models import Comment, Upkeep
from comments.search import index

# Comments that one run indexes, and windows of ids that it looks through for them: it shares the worker with screening.
WRITE_ROWS = 3_000
WINDOW = 2_000
MOST_WINDOWS = 5


def catch_up(now: datetime) -> int:
    """Index what is not, or not any more: the newest comments first, then some of a round from the newest down.

    Returns how many. A round is resumed in the next run, and another one begins when it is complete.
    """
    ids = Comment.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ids["last"] is None:
        return 0
    first, end = ids["first"], ids["last"] + 1
    done = _index(end - WINDOW, end)
    row = Upkeep.objects.filter(pk=1).first()
    begins = row.indexed_from if row and row.indexed_from is not None else end
    for _ in range(MOST_WINDOWS):
        if begins <= first or done >= WRITE_ROWS:
            break
        begins -= WINDOW
        done += _index(begins, begins + WINDOW)
    if begins > first:
        Upkeep.objects.filter(pk=1).update(indexed_from=begins)
    else:
        Upkeep.objects.filter(pk=1).update(indexed_from=None, indexed_at=now)
    return done


def _index(start: int, end: int) -> int:
    outdated = index.outdated().filter(pk__gte=start, pk__lt=end)
    return index.write_again(outdated.values_list("pk", flat=True))
