"""What breaks the rules of told.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable
from datetime import timedelta

from comments import limits
from comments.db.transactions import writing
from comments.deliveries.outbox import Owed, owe
from comments.models import Channel, Comment, Delivery, DeliveryAttempt, DeliveryState
from tests.maintenance.invariants.damage.changes import DAY, NOW, change
from tests.support import factories


def told(**changes: object) -> Delivery:
    comment = factories.published()
    row = Owed(
        "comment.published", Channel.WEBHOOK, "endpoint:7", "once", comment.site_id, comment.pk, comment.thread_id
    )
    with writing():
        owe([row], now=NOW)
    Delivery.objects.update(**changes)
    return Delivery.objects.get()


def owed_to_its_target() -> int:
    return told(target="").pk


def owed_in_time() -> int:
    return told(due=NOW + DAY).pk


def told_is_forgotten() -> int:
    return told(state=DeliveryState.SENT, ended_at=NOW - timedelta(days=limits.DELIVERY_DAYS + 30)).pk


def told_for_its_site() -> int:
    return told(site=factories.quiet_site("post", name="The Post")).pk


def deleted_is_not_quoted() -> int:
    row = told(state=DeliveryState.SENT, ended_at=NOW)
    attempt = DeliveryAttempt.objects.create(delivery=row, at=NOW, milliseconds=1, outcome="sent", request="{}")
    comment = Comment.objects.get(deliveries=row)
    emptied = dict.fromkeys(("name", "email", "email_canonical", "text", "text_digest", "html", "address"), "")
    change(comment, status="deleted", **emptied, network="", user_agent="", shown=False)
    return attempt.pk


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    (damage.__name__, damage)
    for damage in (
        owed_to_its_target, owed_in_time, told_is_forgotten, told_for_its_site, deleted_is_not_quoted,
    )
]  # fmt: skip
