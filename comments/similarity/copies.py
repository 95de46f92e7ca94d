"""Tells what is known of comments in clusters, and whether they are copies of those that a decision covers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from comments.access.staff import display_name
from comments.models import BatchCluster, Comment
from comments.similarity import fingerprints
from comments.similarity.fingerprints import Fingerprint
from comments.similarity.lookup import ComparedText
from comments.similarity.similar_comments import SimilarComments
from comments.statuses import Status

# What can be decided on a whole cluster, and what its comments are then.
ACTIONS = {"approve": Status.APPROVED, "reject": Status.REJECTED, "spam": Status.SPAM}
# Of the comments that a decision covers, so many are read, from the first that joined.
SAMPLES = 20
# A copy of them has, of twenty words, one of its own and one less than all of them have.
_WORDS_PER_CHANGE = 20
_NEARLY_EQUAL = 0.8
# What they have in common, for there to be anything to copy: else the cluster was mixed from unlike texts.
_COMMON = 0.25


def describe(texts: Sequence[ComparedText], now: datetime) -> dict[int, SimilarComments]:
    """Return what is known of each comment that is in a cluster, by comment id."""
    own = {text.comment.pk: text.fingerprint for text in texts}
    members = Comment.objects.filter(pk__in=own, cluster__isnull=False).select_related("cluster")
    found = list(members.only("cluster_place", "cluster__first_at"))
    decided = _decisions_that_apply({member.cluster_id for member in found}, now)
    samples = _samples(decided)
    described = {member.pk: _similar_comments(member, decided.get(member.cluster_id or 0)) for member in found}
    for member in found:
        others = [text for text in samples[member.cluster_id or 0] if text.comment.pk != member.pk]
        if _is_copy(own[member.pk], others):
            described[member.pk] = replace(described[member.pk], is_copy=True)
    return described


def _decisions_that_apply(cluster_ids: Collection[int | None], now: datetime) -> dict[int, BatchCluster]:
    """By cluster, the latest decision that applies to comments which join it now."""
    if not cluster_ids:
        return {}
    found = BatchCluster.objects.filter(cluster__in=cluster_ids, stands_until__gt=now, batch__undone_at=None)
    return {row.cluster_id: row for row in found.select_related("batch__by").order_by("batch_id")}


def _samples(decided: Mapping[int, BatchCluster]) -> dict[int, list[ComparedText]]:
    """By cluster, some of those that its decision moved, or is going to move, and what is published all the same."""
    samples: dict[int, list[ComparedText]] = defaultdict(list)
    if not decided:
        return samples
    members = Comment.objects.filter(cluster__in=decided, cluster_place__lte=SAMPLES).exclude(text="")
    for member in members.only("cluster", "cluster_place", "status", "decided_at", "text"):
        decision = decided[member.cluster_id or 0]
        is_to_move = member.status == Status.PENDING and member.decided_at is None
        is_taken = is_to_move or member.status == ACTIONS[decision.batch.action]
        is_covered = is_taken and (member.cluster_place or 0) <= decision.covers
        if is_covered or member.status == Status.APPROVED:
            samples[member.cluster_id or 0].append(ComparedText(member, fingerprints.fingerprint(member.text)))
    return samples


def _is_copy(text: Fingerprint, others: Iterable[ComparedText]) -> bool:
    """Whether it has nearly all that the covered ones have in common, and hardly a word that none of them has.

    One without link is compared with those without: that it lacks what the others were sent for tells it from them.
    What says the same as one that is published is no copy of the others.
    """
    near = [other for other in others if text.has_contact or not other.fingerprint.has_contact]
    samples = [other.fingerprint for other in near if other.comment.status != Status.APPROVED]
    published = [other.fingerprint for other in near if other.comment.status == Status.APPROVED]
    if any(_are_nearly_equal(text, one) for one in published) or not any(
        fingerprints.are_similar(text, one) for one in samples
    ):
        return False
    common = frozenset.intersection(*(sample.words for sample in samples))
    every = frozenset.union(*(sample.words for sample in samples))
    return (
        len(common) >= _COMMON * min(len(sample.words) for sample in samples)
        and len(common - text.words) <= _changes_in(common)
        and len(text.words - every) <= _changes_in(text.words)
    )


def _are_nearly_equal(one: Fingerprint, other: Fingerprint) -> bool:
    return one.has_contact == other.has_contact and fingerprints.similarity(one, other) >= _NEARLY_EQUAL


def _changes_in(words: frozenset[int]) -> int:
    return (len(words) + _WORDS_PER_CHANGE // 2) // _WORDS_PER_CHANGE


def _similar_comments(member: Comment, decided: BatchCluster | None) -> SimilarComments:
    count, since = (member.cluster_place or 1) - 1, member.cluster.first_at if member.cluster else None
    if decided is None:
        return SimilarComments(count, since)
    batch = decided.batch
    return SimilarComments(count, since, batch.action, display_name(batch.by), decided.stands_until, batch.pk)
