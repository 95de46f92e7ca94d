"""Which comments of a site say nearly the same: each handful is compared with what came before, and joins it.

A text is found by its bands, of which the first comment that had them is kept: the ten-thousandth copy costs no more.
Bands are written before they are read: of two alike texts placed at the same instant, at least one finds the other.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from comments.access.staff import name_of
from comments.db.transactions import writing
from comments.models import Band, Cluster, ClusterDecision, Comment, Site, Thread
from comments.similarity import fingerprints, queries
from comments.similarity.alike import Alike
from comments.similarity.fingerprints import Wording
from comments.statuses import Status

log = logging.getLogger(__name__)

# For so long a decision on a cluster may stand for what joins it.
CLUSTER_HOURS = 24
# What can be decided on a whole cluster, and what its comments are then.
ACTIONS = {"approve": Status.APPROVED, "reject": Status.REJECTED, "spam": Status.SPAM}
CANDIDATES = 5  # of the comments that share bands with a text, those that share most are compared
# Of the comments that a standing decision covers, these many places are read, from the first.
SAMPLES = 20
# A copy of them has, of twenty words, one of its own and one less than all of them have.
_WORDS_PER_CHANGE = 20
_THE_SAME = 0.8
# What they have in common, for there to be anything to copy: else the cluster was mixed from unlike texts.
_COMMON = 0.25
# How much of its time passes until a text that came again is seen to have come again.
_FRESH_PART = 24


@dataclass(frozen=True)
class _Text:
    """A comment as it is compared with others."""

    comment: Comment
    wording: Wording
    bands: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Pair:
    """A comment, and the earlier one that it is like."""

    comment: Comment
    like: Comment


@dataclass
class _Known:
    """The texts that a handful may be compared with, each read once."""

    comments: dict[int, Comment]
    wordings: dict[int, Wording] = field(default_factory=dict)

    def wording(self, comment_id: int) -> Wording:
        if comment_id not in self.wordings:
            self.wordings[comment_id] = fingerprints.wording(self.comments[comment_id].text)
        return self.wordings[comment_id]


def place(site: Site, comments: Sequence[Comment], now: datetime) -> dict[int, Alike]:
    """Put each comment to those it is like, once; what there is to know of them, by comment id."""
    texts: list[_Text] = []
    unknown: dict[int, Alike] = {}
    for comment in comments:
        try:
            texts += _read(comment)
        except Exception:  # an odd text is its own comment's matter: that one waits
            log.exception("comment %d could not be compared", comment.pk)
            unknown[comment.pk] = Alike(is_unknown=True)
    # Where repeats do not wait, clusters are kept for moderators all the same.
    window = timedelta(hours=site.repeat_hours or CLUSTER_HOURS)
    first = _first_with(site, texts, now, window)
    pairs = _pairs(texts, first)
    _join(site, pairs, now)
    _keep_fresh([pair.like.pk for pair in pairs], now, window)
    return _told(texts, now) | unknown


def leave(comment_ids: Collection[int]) -> None:
    """Part of a transaction in which their texts change or go: what they were first with passes to one like them."""
    began = Cluster.objects.filter(first__in=comment_ids)
    list(began.order_by("pk").select_for_update().values_list("pk"))
    list(Band.objects.filter(comment__in=comment_ids).order_by("value").select_for_update().values_list("pk"))
    left = Comment.objects.filter(pk__in=comment_ids, cluster__isnull=False, bands__isnull=False).distinct()
    for comment_id, cluster_id in left.values_list("pk", "cluster_id"):
        others = Comment.objects.filter(cluster=cluster_id).exclude(pk__in=comment_ids).exclude(text="")
        if heir := others.order_by("cluster_place").first():
            Band.objects.filter(comment=comment_id).update(comment=heir)
    Band.objects.filter(comment__in=comment_ids).delete()
    began.update(first=None)
    Comment.objects.filter(pk__in=comment_ids, cluster__isnull=False).update(cluster=None, cluster_place=None)


def _read(comment: Comment) -> list[_Text]:
    """None for a text that is never a repeat."""
    wording = fingerprints.wording(comment.text)
    return [_Text(comment, wording, fingerprints.bands(wording))] if wording.words else []


def _first_with(site: Site, texts: Sequence[_Text], now: datetime, window: timedelta) -> dict[int, int]:
    """By band, the comment that had it first: one of these, where none was seen lately."""
    wanted: dict[int, int] = {}
    for text in texts:
        for value in text.bands:
            wanted.setdefault(value, text.comment.pk)
    stale = now - window
    first = _known_bands(site, wanted, stale)
    if missing := {value: comment_id for value, comment_id in wanted.items() if value not in first}:
        with writing():
            queries.take_bands(site.pk, missing, now=now, stale=stale)
        first |= _known_bands(site, missing, stale)
    return first


def _known_bands(site: Site, values: Iterable[int], stale: datetime) -> dict[int, int]:
    known = Band.objects.filter(site=site, value__in=list(values), seen_at__gte=stale)
    return dict(known.values_list("value", "comment_id"))


def _pairs(texts: Sequence[_Text], first: Mapping[int, int]) -> list[_Pair]:
    """Of those in no cluster yet, whom each is like; chains within the handful end at the earliest."""
    lone = [text for text in texts if text.comment.cluster_id is None]
    nearby = {text.comment.pk: _candidates(text, first) for text in lone}
    known = _known(lone, {comment_id for ids in nearby.values() for comment_id in ids})
    likes: dict[int, int] = {}
    for text in lone:
        like = _most_grown(text, nearby[text.comment.pk], known)
        if like is not None and _end(likes, like) != text.comment.pk:
            likes[text.comment.pk] = like
    return [_Pair(known.comments[pk], known.comments[_end(likes, pk)]) for pk in likes]


def _end(likes: Mapping[int, int], comment_id: int) -> int:
    while comment_id in likes:
        comment_id = likes[comment_id]
    return comment_id


def _candidates(text: _Text, first: Mapping[int, int]) -> list[int]:
    shared = Counter(first[value] for value in text.bands if value in first)
    del shared[text.comment.pk]
    return [comment_id for comment_id, _bands in shared.most_common(CANDIDATES)]


def _known(lone: Sequence[_Text], candidates: Collection[int]) -> _Known:
    mine = {text.comment.pk: text.comment for text in lone}
    others = Comment.objects.select_related("cluster").only("text", "thread", "cluster__size")
    found = others.in_bulk(sorted(set(candidates) - set(mine)))
    return _Known(found | mine, {text.comment.pk: text.wording for text in lone})


def _most_grown(text: _Text, candidates: Iterable[int], known: _Known) -> int | None:
    """Of those it is like, the one in the biggest cluster, so that few clusters grow and not many."""
    like = [
        comment_id
        for comment_id in candidates
        if comment_id in known.comments and fingerprints.are_alike(text.wording, known.wording(comment_id))
    ]
    return max(like, key=lambda comment_id: (_size(known.comments[comment_id]), -comment_id), default=None)


def _size(comment: Comment) -> int:
    return comment.cluster.size if comment.cluster else 1


def _join(site: Site, pairs: Sequence[_Pair], now: datetime) -> None:
    """One transaction, whose locks are in the order of everybody's: threads, comments, clusters, each by id."""
    if not pairs:
        return
    concerned = {comment.pk: comment for pair in pairs for comment in (pair.comment, pair.like)}
    with writing():
        threads = Thread.objects.filter(pk__in={comment.thread_id for comment in concerned.values()})
        list(threads.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        locked = Comment.objects.select_for_update(no_key=True).order_by("pk")
        rows = locked.only("cluster", "cluster_place", "created_at", "text").in_bulk(sorted(concerned))
        found = [(rows[pair.comment.pk], rows[pair.like.pk]) for pair in pairs if _is_still_so(pair, rows)]
        new = [(comment, like) for comment, like in found if comment.cluster_id is None]
        clusters = _locked_clusters(site, [like for _comment, like in new], now)
        for comment, like in new:
            _add(comment, clusters[like.cluster_id or 0], now)
        Comment.objects.bulk_update([comment for comment, _like in new], ["cluster", "cluster_place"])
        Cluster.objects.bulk_update(clusters.values(), ["size", "first_at", "last_at"])


def _is_still_so(pair: _Pair, rows: Mapping[int, Comment]) -> bool:
    """Whether both are there, and neither was edited or erased meanwhile."""
    found = [(rows.get(comment.pk), comment) for comment in (pair.comment, pair.like)]
    return all(now is not None and now.text == seen.text for now, seen in found)


def _locked_clusters(site: Site, likes: Iterable[Comment], now: datetime) -> dict[int, Cluster]:
    """The clusters of these comments, begun for those that have none."""
    if lone := sorted({like.pk: like for like in likes if like.cluster_id is None}.values(), key=lambda like: like.pk):
        begun = [Cluster(site=site, first=like, first_at=like.created_at, last_at=now) for like in lone]
        for like, cluster in zip(lone, Cluster.objects.bulk_create(begun), strict=True):
            like.cluster, like.cluster_place = cluster, 1
        Comment.objects.bulk_update(lone, ["cluster", "cluster_place"])
    wanted = {like.cluster_id for like in likes if like.cluster_id}
    return {cluster.pk: cluster for cluster in Cluster.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}


def _add(comment: Comment, cluster: Cluster, now: datetime) -> None:
    cluster.size += 1
    cluster.first_at = min(cluster.first_at, comment.created_at)
    cluster.last_at = max(cluster.last_at, now)
    comment.cluster, comment.cluster_place = cluster, cluster.size


def _keep_fresh(comment_ids: Collection[int], now: datetime, window: timedelta) -> None:
    """What came again is found for as long again."""
    worn = Band.objects.filter(comment__in=set(comment_ids), seen_at__lt=now - window / _FRESH_PART)
    if comment_ids and worn.exists():
        with writing():
            # Nobody waits here, so nobody waits in a circle.
            free = list(worn.select_for_update(skip_locked=True).values_list("pk", flat=True))
            Band.objects.filter(pk__in=free).update(seen_at=now)


def _told(texts: Sequence[_Text], now: datetime) -> dict[int, Alike]:
    wordings = {text.comment.pk: text.wording for text in texts}
    members = Comment.objects.filter(pk__in=wordings, cluster__isnull=False).select_related("cluster")
    found = list(members.only("cluster_place", "cluster__first_at"))
    decided = _standing({member.cluster_id for member in found}, now)
    samples = _samples(decided)
    told = {member.pk: _alike(member, decided.get(member.cluster_id or 0)) for member in found}
    for member in found:
        others = [text for text in samples[member.cluster_id or 0] if text.comment.pk != member.pk]
        if _is_copy(wordings[member.pk], others):
            told[member.pk] = replace(told[member.pk], is_copy=True)
    return told


def _standing(cluster_ids: Collection[int | None], now: datetime) -> dict[int, ClusterDecision]:
    """The latest decision on each that stands for what joins it."""
    if not cluster_ids:
        return {}
    standing = ClusterDecision.objects.filter(cluster__in=cluster_ids, stands_until__gt=now, undone_at=None)
    return {decision.cluster_id: decision for decision in standing.select_related("by").order_by("id")}


def _samples(decided: Mapping[int, ClusterDecision]) -> dict[int, list[_Text]]:
    """By cluster, some of those that its decision moved, or is going to move, and what is published all the same."""
    samples: dict[int, list[_Text]] = defaultdict(list)
    if not decided:
        return samples
    members = Comment.objects.filter(cluster__in=decided, cluster_place__lte=SAMPLES).exclude(text="")
    for member in members.only("cluster", "cluster_place", "status", "decided_at", "text"):
        decision = decided[member.cluster_id or 0]
        is_to_move = member.status == Status.PENDING and member.decided_at is None
        is_taken = is_to_move or member.status == ACTIONS[decision.action]
        is_covered = is_taken and (member.cluster_place or 0) <= decision.covers
        if is_covered or member.status == Status.APPROVED:
            samples[decision.cluster_id].append(_Text(member, fingerprints.wording(member.text)))
    return samples


def _is_copy(text: Wording, others: Iterable[_Text]) -> bool:
    """Whether it has nearly all that the covered ones have in common, and hardly a word that none of them has.

    One without link is compared with those without: that it lacks what the others were sent for tells it from them.
    What says the same as one that is published is no copy of the others.
    """
    near = [other for other in others if text.has_contact or not other.wording.has_contact]
    samples = [other.wording for other in near if other.comment.status != Status.APPROVED]
    published = [other.wording for other in near if other.comment.status == Status.APPROVED]
    if any(_are_the_same(text, one) for one in published) or not any(
        fingerprints.are_alike(text, one) for one in samples
    ):
        return False
    common = frozenset.intersection(*(sample.words for sample in samples))
    every = frozenset.union(*(sample.words for sample in samples))
    return (
        len(common) >= _COMMON * min(len(sample.words) for sample in samples)
        and len(common - text.words) <= _changes(common)
        and len(text.words - every) <= _changes(text.words)
    )


def _are_the_same(one: Wording, other: Wording) -> bool:
    return one.has_contact == other.has_contact and fingerprints.similarity(one, other) >= _THE_SAME


def _changes(words: frozenset[int]) -> int:
    return (len(words) + _WORDS_PER_CHANGE // 2) // _WORDS_PER_CHANGE


def _alike(member: Comment, decision: ClusterDecision | None) -> Alike:
    count, since = (member.cluster_place or 1) - 1, member.cluster.first_at if member.cluster else None
    if decision is None:
        return Alike(count, since)
    return Alike(count, since, decision.action, name_of(decision.by), decision.stands_until, decision.pk)
