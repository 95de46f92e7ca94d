"""How much is owed, and since when, at a cost that does not grow with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from comments.models import Delivery, DeliveryState

# More rows are not counted.
MOST = 10_000


@dataclass(frozen=True)
class OwedCount:
    """What is owed on one channel, of one kind: how many, and when the oldest of them happened."""

    channel: str
    kind: str
    count: int
    oldest: datetime


@dataclass(frozen=True)
class OwedCounts:
    """`is_more` says that more than MOST rows are owed, of which MOST were counted."""

    rows: Sequence[OwedCount]
    is_more: bool


def count(deliveries: QuerySet[Delivery]) -> OwedCounts:
    """Of these deliveries, by channel and kind."""
    some = deliveries.filter(state=DeliveryState.OWED).order_by().values("pk")[:MOST]
    grouped = Delivery.objects.filter(pk__in=some).order_by("channel", "kind").values_list("channel", "kind")
    found = [OwedCount(*row) for row in grouped.annotate(n=Count("pk"), oldest=Min("happened_at"))]
    return OwedCounts(found, sum(row.count for row in found) >= MOST)
