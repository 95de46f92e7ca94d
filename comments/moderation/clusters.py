"""What can be decided on a whole cluster of similar comments, and what was."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from comments.models import Action, Batch, CheckSetting, Cluster, Comment
from comments.statuses import Status

ACTIONS = (Action.APPROVE, Action.REJECT, Action.SPAM)
# For so long copies that join a cluster follow a decision, if its moderator wishes.
STANDS = timedelta(hours=24)
# The check by which copies follow a decision.
_DUPLICATES_CHECK = "repeats"


def version_of(cluster: Cluster) -> int:
    """How many decisions and undoings the cluster has seen. Who decides says which number was on their screen."""
    return cluster.batches.count() + cluster.batches.exclude(undone_at=None).count()


def can_stand(cluster: Cluster) -> bool:
    """Whether new copies can follow a decision: whether the site has the check for that on, and counts it."""
    rows = CheckSetting.objects.filter(site=cluster.site_id, check_name=_DUPLICATES_CHECK)
    return not rows.filter(Q(is_on=False) | Q(weight__lte=0)).exists()


def movable(cluster: Cluster, batch: Batch, *, with_published: bool = False) -> "QuerySet[Comment]":
    """The comments that a batch takes of those it covers: what waits, and what the checks did that it overrules."""
    too = {Status.REJECTED} if batch.action == Action.SPAM else set()
    if with_published and batch.action != Action.APPROVE:
        too.add(Status.APPROVED)
    is_movable = Q(status=Status.PENDING) | Q(decided_at=None, status__in=too)
    return cluster.comments.filter(is_movable, cluster_place__lte=batch.covers)


def stand_instead(batch: Batch, cluster: Cluster, *, is_wished: bool) -> None:
    """Let copies that join the cluster follow no earlier decision any more, but this one for a day, if that is wished.

    An approval never stands: what is alike may bear another link.
    """
    now = batch.created_at
    cluster.batches.filter(undone_at=None, stands_until__gt=now).update(stands_until=now)
    if is_wished and batch.action != Action.APPROVE and can_stand(cluster):
        batch.stands_until = now + STANDS
