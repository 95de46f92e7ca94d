"""What is owed and what came of it, for tests with a real worker that sends."""

from collections import Counter
from collections.abc import Sequence

from comments.models import Delivery, DeliveryState
from tests.support.servers import Queue, wait_until


def state_of(owed: Sequence[Delivery]) -> Counter[str]:
    rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in owed])
    return Counter(rows.values_list("state", flat=True))


def wait_for_end(owed: Sequence[Delivery], worker: Queue, *, seconds: float = 30) -> None:
    try:
        wait_until(lambda: not state_of(owed)[DeliveryState.OWED], seconds=seconds, what="the end of all that is owed")
    except AssertionError as error:
        rows = Delivery.objects.filter(state=DeliveryState.OWED).values_list("kind", "attempts", "answer", "due")
        raise AssertionError(f"{error}: {list(rows)[:5]}; the worker said:\n{worker.said()}") from None
