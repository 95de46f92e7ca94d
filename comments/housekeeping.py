"""What is forgotten with time, bounded per run."""

from datetime import datetime, timedelta

from django.utils import timezone

from comments import conf
from comments.models import Pace, Submission
from comments.transactions import writing


def forget(*, now: datetime | None = None) -> None:
    """Delete paces that limit nobody any more, with the addresses in them, and old submission keys."""
    now = now or timezone.now()
    paces = Pace.objects.filter(arrival__lt=now.timestamp() - conf.PACE_SECONDS)
    submissions = Submission.objects.filter(created_at__lt=now - timedelta(days=conf.SUBMISSION_DAYS))
    for rows in (paces, submissions):
        with writing():
            rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[: conf.FORGET_ROWS])).delete()
