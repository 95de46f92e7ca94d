"""Comments that would wait for ever: neither screened, nor given up, nor on anybody's list."""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from comments import limits
from comments.db.transactions import writing
from comments.models import Comment, Finding
from comments.models.querysets import CommentQuerySet
from comments.statuses import Status

log = logging.getLogger(__name__)


def make_due_again(now: datetime) -> int:
    """Make comments due that would never have been screened; returns how many.

    Only a bug or a clock that was set back makes one, so they are logged.
    """
    rung = 0
    for rows in (forgotten(), put_off(now)):
        with writing():
            ids = list(rows.lock_available().values_list("pk", flat=True)[: limits.SWEEP_ROWS])
            rung += Comment.objects.filter(pk__in=ids).update(due=now, leased_until=None)
        if ids:
            log.warning(
                "%d comments would never have been screened and are due again, among them %s", len(ids), ids[:20]
            )
    return rung


def forgotten() -> CommentQuerySet:
    """Comments that wait, are not screened, not parked, and not due: nobody will look for them."""
    parked = Finding.objects.filter(comment=OuterRef("pk"), text_version=OuterRef("text_version"), code="parked")
    return Comment.objects.filter(~Exists(parked), status=Status.PENDING, html=None, due=None)


def put_off(now: datetime) -> CommentQuerySet:
    """Comments due later than anything is ever put off: the clock was ahead when that was written."""
    soon = now + timedelta(seconds=2 * limits.DUE_AFTER_POST_SECONDS)
    latest = now + timedelta(hours=limits.LONGEST_PAUSE_HOURS, minutes=1)
    return Comment.objects.filter(Q(attempts=0) | Q(due__gt=latest), due__gt=soon)
