"""Sends what is owed in the test's own thread, as a worker's senders do in theirs."""

from datetime import datetime

from django.utils import timezone

from comments.deliveries import sending


def send_due(*, now: datetime | None = None) -> int:
    """Claim and send what is due, a handful for each target; returns how many were claimed."""
    now = now or timezone.now()
    ids = [row for target in sending.due_targets(now) for row in sending.claim(target, now=now)]
    for delivery_id in ids:
        sending.send_claimed(delivery_id)
    return len(ids)
