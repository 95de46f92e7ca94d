"""Clusters of screened comments, decided and undone by the hour."""

from datetime import timedelta

from comments import cluster_decisions, conf, screening
from comments.cluster_decisions import Progress
from comments.models import Cluster, ClusterDecision, Comment
from tests import build
from tests.build import NOON
from tests.spun import spun

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def clustered(number: int) -> Cluster:
    for n in range(number):
        joined(n)
    return Cluster.objects.get()


def joined(number: int, *, after: timedelta = timedelta(0)) -> Comment:
    comment = build.waiting(text=spun(number), address=f"203.0.113.{number}", now=NOON + after)
    screening.screen([comment.pk], now=NOON + after + SECOND)
    return build.fresh(comment)


def decide(
    cluster: Cluster, action: str, *, stands: bool = False, with_published: bool = False, after: timedelta = HOUR
) -> ClusterDecision:
    mod, now = build.moderator(), NOON + after
    return cluster_decisions.decide(cluster.pk, action, mod, stands=stands, with_published=with_published, now=now)


def decided(cluster: Cluster, action: str, *, stands: bool = False, with_published: bool = False) -> ClusterDecision:
    decision = decide(cluster, action, stands=stands, with_published=with_published)
    while cluster_decisions.carry_out(decision.pk, now=NOON + HOUR):
        continue
    decision.refresh_from_db()
    return decision


def undone(decision: ClusterDecision, *, after: timedelta = 2 * HOUR) -> None:
    cluster_decisions.undo(decision.pk, build.moderator("other"), now=NOON + after)
    for later in (timedelta(0), timedelta(seconds=conf.LEASE_SECONDS)):
        while cluster_decisions.carry_out(decision.pk, now=NOON + after + later):
            continue


def progress(decision: ClusterDecision) -> Progress:
    return cluster_decisions.progress([decision])[decision.pk]


def statuses() -> list[str]:
    return list(Comment.objects.order_by("id").values_list("status", flat=True))


def members() -> list[Comment]:
    return list(Comment.objects.order_by("id"))
