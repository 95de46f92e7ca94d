"""Clusters of comments that wait, made without comparing texts."""

from collections.abc import Sequence
from typing import Any

from comments.models import Cluster, Comment
from tests.support import factories
from tests.support.factories import NOON


def waiting_cluster(number: int, *, text: str = "Look at www.page.example now.", **fields: Any) -> Cluster:
    """Of so many comments, which bear a link unless it is said what they say."""
    return cluster_of([factories.waiting(text=text, **fields) for _ in range(number)])


def cluster_of(members: Sequence[Comment]) -> Cluster:
    cluster = Cluster.objects.create(
        site=members[0].site, size=len(members), first=members[0], first_at=NOON, last_at=NOON
    )
    for place, member in enumerate(members, 1):
        Comment.objects.filter(pk=member.pk).update(cluster=cluster, cluster_place=place)
    return cluster
