"""Clusters of screened comments, decided and undone by the hour."""

from datetime import timedelta

from comments import limits
from comments.models import Batch, Cluster, Comment
from comments.moderation import batches, handfuls
from comments.screening import run
from tests.support import factories
from tests.support.factories import NOON
from tests.support.variants import spun

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def clustered(number: int) -> Cluster:
    """The first was screened before the others came."""
    joined(0)
    others = [came(n) for n in range(1, number)]
    run.screen([comment.pk for comment in others], now=NOON + SECOND)
    return Cluster.objects.get()


def came(number: int, *, after: timedelta = timedelta(0)) -> Comment:
    return factories.waiting(text=spun(number), address=f"203.0.113.{number}", now=NOON + after)


def joined(number: int, *, after: timedelta = timedelta(0)) -> Comment:
    comment = came(number, after=after)
    run.screen([comment.pk], now=NOON + after + SECOND)
    return factories.fresh(comment)


def decide(
    cluster: Cluster, action: str, *, stands: bool = False, with_published: bool = False, after: timedelta = HOUR
) -> Batch:
    mod, now = factories.moderator(), NOON + after
    return batches.decide_cluster(cluster.pk, action, by=mod, stands=stands, with_published=with_published, now=now)


def decided(cluster: Cluster, action: str, *, stands: bool = False, with_published: bool = False) -> Batch:
    decision = decide(cluster, action, stands=stands, with_published=with_published)
    while handfuls.carry_out(decision.pk, now=NOON + HOUR):
        continue
    decision.refresh_from_db()
    return decision


def undone(decision: Batch, *, after: timedelta = 2 * HOUR) -> None:
    batches.undo(decision.pk, by=factories.moderator("other"), now=NOON + after)
    for later in (timedelta(0), timedelta(seconds=limits.LEASE_SECONDS)):
        while handfuls.carry_out(decision.pk, now=NOON + after + later):
            continue


def progress(decision: Batch) -> tuple[int, int, int]:
    """How many are decided, taken back, and of how many."""
    far = batches.progress(decision)
    return far.done, far.undone, far.total


def statuses() -> list[str]:
    return list(Comment.objects.order_by("id").values_list("status", flat=True))


def members() -> list[Comment]:
    return list(Comment.objects.order_by("id"))
