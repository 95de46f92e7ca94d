"""Which comments are due to be screened, and in which batches workers take them."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db.models import F
from django.utils import timezone

from comments import doorbell, limits
from comments.db.transactions import cause, writing
from comments.models import Comment
from comments.screening import outcome, run

log = logging.getLogger(__name__)

# That an outside service gave no answer is no failure.
_FAILURES = F("attempts") - F("rechecks")


def with_new(ids: Sequence[int], *, now: datetime | None = None) -> list[int]:
    """These ids, and those of new comments that nobody has begun with, up to a batch of SCREEN_BATCH."""
    new = Comment.objects.awaiting_first_screening(now or timezone.now()).exclude(pk__in=ids)
    return [*ids, *new.values_list("pk", flat=True)[: max(0, doorbell.SCREEN_BATCH - len(ids))]]


def sweep(*, now: datetime | None = None) -> list[list[int]]:
    """Ids of what is due and was not claimed, by the batch; what failed too often is parked instead.

    Each is put off by DUE_AFTER_POST_SECONDS, so that the next sweep leaves it alone until the message had its time.
    """
    now = now or timezone.now()
    later = now + timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)
    with writing():
        rows = list(Comment.objects.due(now).lock_available().values_list("id", _FAILURES)[: limits.SWEEP_ROWS])
        to_queue = [(comment_id, failures) for comment_id, failures in rows if failures < limits.ATTEMPTS]
        Comment.objects.filter(pk__in=[comment_id for comment_id, _failures in to_queue]).update(due=later)
    for comment_id, failures in rows:
        if failures >= limits.ATTEMPTS:
            outcome.park(comment_id, now=now)
    return _batches(to_queue)


def screen_overdue(*, limit: int) -> int:
    """Screen, here and now, what has been due so long that no message can be on its way; returns how many."""
    try:
        now = timezone.now()
        late = now - timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)
        overdue = Comment.objects.due(late).below_attempt_limit().values_list("id", _FAILURES)[:limit]
        return sum(run.screen(ids) for ids in _batches(list(overdue)))
    except DatabaseError as error:
        log.warning("overdue comments could not be read: %s", cause(error))
        return 0


def oldest_due_seconds(*, now: datetime | None = None) -> float:
    """For how long the longest-waiting screening has been due; 0 when nothing is."""
    due = Comment.objects.oldest_due()
    return max(0.0, ((now or timezone.now()) - due).total_seconds()) if due else 0.0


def _batches(rows: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Of (id, failures): batches of what never failed, and each other alone, since it may end the process."""
    fresh = [comment_id for comment_id, failures in rows if not failures]
    size = doorbell.SCREEN_BATCH
    batches = [fresh[start : start + size] for start in range(0, len(fresh), size)]
    return batches + [[comment_id] for comment_id, failures in rows if failures]
