"""What can be decided on whole clusters of similar comments, and what was."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q

from comments.access.membership import require_moderator
from comments.access.staff import Moderator
from comments.errors import NotFound, Stale
from comments.models import Action, Batch, BatchCluster, CheckSetting, Cluster
from comments.statuses import Status

ACTIONS = (Action.APPROVE, Action.REJECT, Action.SPAM)
# For so long copies that join a cluster follow a decision, if its moderator wishes.
STANDS = timedelta(hours=24)
# The check by which copies follow a decision.
_DUPLICATES_CHECK = "repeats"


class ChosenCluster(NamedTuple):
    """A cluster to be decided on: its first `covers` comments, else all; `seen` is what `version_of` said of it."""

    cluster_id: int
    covers: int | None = None
    seen: int | None = None


class Reach(NamedTuple):
    """How many comments of a cluster each action would move now, by action, and how many the checks have published."""

    moved: dict[str, int]
    published: int


def version_of(cluster: Cluster) -> int:
    """How many decisions and undoings the cluster has seen. Who decides says which number was on their screen."""
    return versions_of([cluster.pk])[cluster.pk]


def versions_of(cluster_ids: Collection[int]) -> dict[int, int]:
    """`version_of` each of these clusters, by one query."""
    rows = BatchCluster.objects.filter(cluster__in=cluster_ids).order_by().values("cluster")
    counted = rows.annotate(n=Count("pk") + Count("batch__undone_at"))
    return dict.fromkeys(cluster_ids, 0) | {row["cluster"]: row["n"] for row in counted}


def lock(chosen: Sequence[ChosenCluster], by: Moderator) -> dict[int, Cluster]:
    """These clusters, locked by id; raises NotFound, and NotAllowed for who does not moderate their sites."""
    rows = Cluster.objects.select_for_update(of=("self",), no_key=True).select_related("site").order_by("pk")
    found = {cluster.pk: cluster for cluster in rows.filter(pk__in=[one.cluster_id for one in chosen])}
    if any(one.cluster_id not in found for one in chosen):
        raise NotFound
    for cluster in found.values():
        require_moderator(by, cluster.site_id)
    return found


def refuse_if_changed(chosen: Sequence[ChosenCluster]) -> None:
    """Raise Stale where one has another version than was seen, or is being decided on, so that none mix."""
    ids = [one.cluster_id for one in chosen]
    versions = versions_of(ids)
    if any(one.seen not in (None, versions[one.cluster_id]) for one in chosen) or _are_busy(Q(clusters__in=ids)):
        raise Stale


def is_busy_besides(batch: Batch) -> bool:
    """Whether another decision on one of its clusters is under way."""
    return _are_busy(~Q(pk=batch.pk) & Q(clusters__in=batch.clusters.all()))


def _are_busy(of_clusters: Q) -> bool:
    """Whether a decision is under way or rests, or is taken back: of two at once each would get a part."""
    at_work = Batch.objects.filter(of_clusters, Q(due__isnull=False) | Q(paused_at__isnull=False))
    # What is taken back is looked for once more after a while; that is no work in hand.
    return at_work.filter(Q(undone_at=None) | Q(done__gt=F("undone") + F("kept"))).exists()


def can_stand(cluster: Cluster) -> bool:
    """Whether new copies can follow a decision: whether the site has the check for that on, and counts it."""
    rows = CheckSetting.objects.filter(site=cluster.site_id, check_name=_DUPLICATES_CHECK)
    return not rows.filter(Q(is_on=False) | Q(weight__lte=0)).exists()


def covered(chosen: Sequence[ChosenCluster], action: str, *, with_published: bool = False) -> Q:
    """The comments that are taken of these clusters: what waits, and what the checks did that the action overrules."""
    is_movable = _is_movable(action, with_published=with_published)
    within = (
        Q(cluster=one.cluster_id) & (Q() if one.covers is None else Q(cluster_place__lte=one.covers)) for one in chosen
    )
    return Q(*within, _connector=Q.OR) & is_movable if chosen else Q(pk__in=[])


def reach(cluster: Cluster) -> Reach:
    """What a decision on the cluster would do now, by one query."""
    counts = {str(action): Count("pk", filter=_is_movable(action)) for action in ACTIONS}
    published = Count("pk", filter=Q(decided_at=None, status=Status.APPROVED))
    moved = cluster.comments.aggregate(**counts, published=published)
    return Reach(published=moved.pop("published"), moved=moved)


def _is_movable(action: str, *, with_published: bool = False) -> Q:
    too = {Status.REJECTED} if action == Action.SPAM else set()
    if with_published and action != Action.APPROVE:
        too.add(Status.APPROVED)
    return Q(status=Status.PENDING) | Q(decided_at=None, status__in=too)


def note(batch: Batch, chosen: Sequence[ChosenCluster], found: Mapping[int, Cluster], *, stands: bool) -> None:
    """Write which clusters a batch decides on. Copies that join them follow no earlier decision any more.

    They follow this one for a day if it `stands`. An approval never does: what is alike may bear another link.
    """
    now = batch.created_at
    BatchCluster.objects.filter(cluster__in=found, batch__undone_at=None, stands_until__gt=now).update(stands_until=now)
    sites = (
        {cluster.site_id: cluster for cluster in found.values()} if stands and batch.action != Action.APPROVE else {}
    )
    standing = {site_id for site_id, cluster in sites.items() if can_stand(cluster)}
    BatchCluster.objects.bulk_create(
        BatchCluster(
            batch=batch, cluster=cluster, covers=cluster.size if one.covers is None else min(one.covers, cluster.size),
            stands_until=now + STANDS if cluster.site_id in standing else None,
        )
        for one in chosen
        for cluster in [found[one.cluster_id]]
    )  # fmt: skip


def end_standing(batch: Batch, now: datetime) -> None:
    """Let no copies follow a batch from now on."""
    batch.chosen_clusters.filter(stands_until__gt=now).update(stands_until=now)


def has_stood(batch: Batch) -> bool:
    """Whether copies may have followed it."""
    return batch.chosen_clusters.exclude(stands_until=None).exists()
