"""One decision on several clusters and single comments together: one batch, with one Undo."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from comments.access import people
from comments.errors import IllegalMove, NotAllowed, NotFound, Stale
from comments.models import Batch, BatchCluster, BatchKind, Cluster, Comment, Role
from comments.moderation import batches, clusters, handfuls
from comments.moderation.clusters import ChosenCluster
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.flooded import waiting_cluster

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def decide(*chosen: ChosenCluster, action: str = "spam", also: tuple[Comment, ...] = (), **options: Any) -> Batch:
    comments = Comment.objects.filter(pk__in=[one.pk for one in also])
    whole: dict[str, Any] = {"by": factories.moderator(), "now": NOON, **options}
    batch = batches.decide(action, kind=BatchKind.SELECTION, comments=comments, chosen=chosen, **whole)
    while handfuls.carry_out(batch.pk, now=NOON + HOUR):
        continue
    return batch


def statuses(cluster: Cluster) -> list[str]:
    return list(cluster.comments.order_by("cluster_place").values_list("status", flat=True))


def test_it_decides_on_clusters_and_comments_as_one_and_undoes_them_as_one() -> None:
    one, other, alone = waiting_cluster(3), waiting_cluster(2), factories.waiting()

    batch = decide(ChosenCluster(one.pk, covers=2), ChosenCluster(other.pk), also=(alone, one.comments.all()[0]))

    assert (statuses(one), statuses(other)) == (["spam", "spam", "pending"], ["spam", "spam"])
    assert factories.fresh(alone).status == Status.SPAM
    batches.undo(batch.pk, by=factories.moderator(), now=NOON + HOUR)
    while handfuls.carry_out(batch.pk, now=NOON + HOUR):
        continue
    assert set(Comment.objects.values_list("status", flat=True)) == {Status.PENDING}


@pytest.mark.parametrize(("action", "stands"), [("spam", True), ("reject", True), ("approve", False)])
def test_it_stands_for_copies_of_each_cluster_and_never_where_it_publishes(action: str, stands: bool) -> None:
    one, other = waiting_cluster(2), waiting_cluster(3)
    decide(ChosenCluster(one.pk), action="reject", stands=True)

    batch = decide(ChosenCluster(one.pk), ChosenCluster(other.pk), action=action, stands=True, now=NOON + HOUR)

    rows = {row.cluster_id: (row.covers, row.stands_until) for row in batch.chosen_clusters.all()}
    until = NOON + HOUR + timedelta(hours=24) if stands else None
    assert rows == {one.pk: (2, until), other.pk: (3, until)}
    assert BatchCluster.objects.filter(stands_until__gt=NOON + HOUR).count() == 2 * stands


def test_it_changes_nothing_where_one_of_the_clusters_was_decided_on_since_it_was_seen() -> None:
    one, other, alone = waiting_cluster(2), waiting_cluster(2), factories.waiting()
    seen = clusters.versions_of([one.pk, other.pk])
    decide(ChosenCluster(other.pk), action="reject")

    with pytest.raises(Stale):
        decide(ChosenCluster(one.pk, 2, seen[one.pk]), ChosenCluster(other.pk, 2, seen[other.pk]), also=(alone,))

    assert statuses(one) == [Status.PENDING] * 2
    assert factories.fresh(alone).status == Status.PENDING
    assert Batch.objects.count() == 1


def test_it_takes_no_cluster_that_the_person_does_not_moderate_or_that_is_not_there() -> None:
    mine, theirs = waiting_cluster(2), waiting_cluster(2, on=factories.subject("gazette"))
    anna = User.objects.create(username="anna", is_staff=True)
    people.appoint(anna, mine.site, Role.MODERATOR, by=factories.moderator())
    anna = User.objects.get(pk=anna.pk)

    with pytest.raises(NotAllowed):
        decide(ChosenCluster(mine.pk), ChosenCluster(theirs.pk), by=anna)
    with pytest.raises(NotFound):
        decide(ChosenCluster(mine.pk), ChosenCluster(0), by=anna)
    with pytest.raises(IllegalMove):
        decide(ChosenCluster(mine.pk), action="confirm", by=anna)

    assert statuses(mine) == statuses(theirs) == [Status.PENDING] * 2
