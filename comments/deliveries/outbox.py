"""Owing something to somebody: a row, in the transaction of what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from comments.models import Channel, Delivery


@dataclass(frozen=True)
class Owed:
    """What is to be told, to whom, and by which key it is told once. `recipient` names a row, never an address."""

    kind: str
    channel: Channel
    recipient: str
    key: str
    site_id: int | None
    comment_id: int | None = None
    thread_id: int | None = None
    version: int = 0
    due: datetime | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def owe(rows: Sequence[Owed], *, now: datetime) -> int:
    """Write them in one statement; those whose key is there already are left out. Returns how many were given.

    Raises TransactionManagementError outside a transaction: it must be the one of what happened.
    """
    if not rows:
        return 0
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("owe() belongs into the transaction of what happened")
    deliveries = [
        Delivery(
            kind=row.kind, channel=row.channel, recipient=row.recipient, key=row.key, site_id=row.site_id,
            comment_id=row.comment_id, thread_id=row.thread_id, version=row.version, happened_at=now,
            due=row.due or now, data=dict(row.data), target=Delivery.target_of(row.channel, row.recipient),
        )
        for row in rows
    ]  # fmt: skip
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return len(deliveries)
