"""What a chief does with what is owed or was: send it again, or stop it."""

from collections.abc import Collection
from datetime import datetime

from comments.db.transactions import writing
from comments.models import Delivery, DeliveryState


def send_again(ids: Collection[int], *, now: datetime) -> list[Delivery]:
    """Owe once more what has ended, as it is now and under the same id; returns those that had ended."""
    with writing():
        ended = list(Delivery.objects.select_for_update().filter(pk__in=ids).exclude(state=DeliveryState.OWED))
        Delivery.objects.filter(pk__in=[row.pk for row in ended]).update(
            state=DeliveryState.OWED, due=now, leased_until=None, attempts=0, first_tried_at=None, ended_at=None
        )
    return ended


def stop(ids: Collection[int], *, now: datetime) -> list[Delivery]:
    """Owe it no longer; returns what was still owed. What is being sent in this moment may still arrive."""
    with writing():
        owed = list(Delivery.objects.select_for_update().filter(pk__in=ids, state=DeliveryState.OWED))
        Delivery.objects.filter(pk__in=[row.pk for row in owed]).update(state=DeliveryState.STOPPED, ended_at=now)
    return owed
