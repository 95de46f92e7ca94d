"""What breaks the rules of mailed.py: each function does damage and returns the id of the row that is wrong then."""

from typing import Any

from comments.models import Commenter, ReplyNotice, Subscriber, SubscriberState, Subscription
from tests.maintenance.invariants.damage.changes import DAY
from tests.support import factories
from tests.support.factories import NOON


def _subscriber(**values: Any) -> Subscriber:
    address = "ada@example.org"
    whole = {"site": factories.site(), "email": address, "mailbox": address, "email_canonical": address}
    return Subscriber.objects.create(**{**whole, "language": "en", "asked_at": NOON, **values})


def unconfirmed_forgotten() -> int:
    return int(_subscriber(asked_at=NOON - 10 * DAY).pk)


def told_of_site() -> int:
    row = Subscription.objects.create(subscriber=_subscriber(), comment=factories.published(), created_at=NOON)
    return int(row.pk)


def reply_told_of_site() -> int:
    other = _subscriber(site=factories.site("other"), state=SubscriberState.STOPPED)
    return int(ReplyNotice.objects.create(subscriber=other, reply=factories.published(), created_at=NOON).pk)


def browser_of_site() -> int:
    other = _subscriber(site=factories.site("other"))
    return int(Commenter.objects.create(site=factories.site(), subscriber=other, created_at=NOON).pk)


DAMAGE = [
    ("unconfirmed_forgotten", unconfirmed_forgotten),
    ("told_of_site", told_of_site),
    ("reply_told_of_site", reply_told_of_site),
    ("browser_of_site", browser_of_site),
]
