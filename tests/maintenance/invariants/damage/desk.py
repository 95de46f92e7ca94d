"""What breaks the rules of desk.py: each function does damage and returns the id of the row that is wrong then."""

from collections.abc import Callable

from comments.models import Comment, DayRollup, Report, SetAside
from comments.moderation import decisions
from tests.maintenance.invariants.damage.changes import DAY, change
from tests.support import factories
from tests.support.factories import NOON


def aside_when_published() -> int:
    row = SetAside(comment=factories.published(), by=factories.moderator(), created_at=NOON)
    row.save(force_insert=True)
    return int(row.pk)


def decided(action: str) -> Comment:
    comment = factories.published()
    return decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=comment.version)


def reported_in_no_queue() -> int:
    comment = factories.published()
    Report.objects.create(comment=comment, text_version=1, reporter="x", reason="spam", created_at=NOON)
    return comment.pk


def received_is_counted() -> int:
    site = factories.screened().site
    DayRollup.objects.create(site=site, day=NOON - DAY, what="received", number=1)
    row = DayRollup.objects.get(site=site, day=NOON, what="received")
    DayRollup.objects.filter(pk=row.pk).update(number=0)
    return int(row.pk)


DAMAGE: list[tuple[str, Callable[[], int]]] = [
    ("reported_is_queued", reported_in_no_queue),
    ("reported_is_queued", lambda: change(factories.published(), reported_at=NOON)),
    ("reports_are_settled", lambda: change(decided("spam"), reported_at=NOON)),
    ("picked_is_published", lambda: change(factories.waiting(), picked_at=NOON)),
    ("picked_is_published", lambda: change(decided("reject"), unseen=True)),
    ("aside_waits", aside_when_published),
    ("opinion_of_what_waits", lambda: change(factories.published(), likeness=0.5)),
    ("erased_in_time", lambda: change(decided("reject"), erase_at=NOON - 3 * DAY)),
    ("received_is_counted", received_is_counted),
]  # fmt: skip
