"""Puts comments of a site that say nearly the same into clusters, each batch with what came before it."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from comments.db.transactions import writing
from comments.models import Band, Cluster, Comment, Site, Thread
from comments.similarity import copies, lookup
from comments.similarity.lookup import ComparedText, SimilarPair
from comments.similarity.similar_comments import SimilarComments

log = logging.getLogger(__name__)

# For so long a comment is found as the first with a text, on sites where repeats do not wait.
CLUSTER_HOURS = 24


def assign(site: Site, comments: Sequence[Comment], now: datetime) -> dict[int, SimilarComments]:
    """Put each comment into the cluster of those it is similar to, once; returns what is known of them, by comment id.

    A comment with no similar one is left out. Several transactions; call it in none.
    """
    texts: list[ComparedText] = []
    unknown: dict[int, SimilarComments] = {}
    for comment in comments:
        try:
            text = lookup.compared_text(comment)
        except Exception:  # an odd text is its own comment's matter: that one waits
            log.exception("comment %d could not be compared", comment.pk)
            unknown[comment.pk] = SimilarComments(is_unknown=True)
        else:
            texts += [text] if text else []
    # Where repeats do not wait, clusters are kept for moderators all the same.
    window = timedelta(hours=site.repeat_hours or CLUSTER_HOURS)
    first = lookup.claim_bands(site, texts, now, window)
    pairs = lookup.find_pairs(texts, first)
    _join(site, pairs, now)
    lookup.keep_fresh([pair.earlier.pk for pair in pairs], now, window)
    return copies.describe(texts, now) | unknown


def leave(comment_ids: Collection[int]) -> None:
    """Take comments out of their clusters, in the transaction in which their texts change or go.

    The bands that they were first with pass to another comment of their cluster.
    """
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


def _join(site: Site, pairs: Sequence[SimilarPair], now: datetime) -> None:
    """One transaction, whose locks are in the order of everybody's: threads, comments, clusters, each by id."""
    if not pairs:
        return
    concerned = {comment.pk: comment for pair in pairs for comment in (pair.comment, pair.earlier)}
    with writing():
        threads = Thread.objects.filter(pk__in={comment.thread_id for comment in concerned.values()})
        list(threads.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        locked = Comment.objects.select_for_update(no_key=True).order_by("pk")
        rows = locked.only("cluster", "cluster_place", "created_at", "text").in_bulk(sorted(concerned))
        found = [(rows[pair.comment.pk], rows[pair.earlier.pk]) for pair in pairs if _is_still_so(pair, rows)]
        new = [(comment, earlier) for comment, earlier in found if comment.cluster_id is None]
        clusters = _locked_clusters(site, [earlier for _comment, earlier in new], now)
        for comment, earlier in new:
            _add(comment, clusters[earlier.cluster_id or 0], now)
        Comment.objects.bulk_update([comment for comment, _earlier in new], ["cluster", "cluster_place"])
        Cluster.objects.bulk_update(clusters.values(), ["size", "first_at", "last_at"])


def _is_still_so(pair: SimilarPair, rows: Mapping[int, Comment]) -> bool:
    """Whether both are there, and neither was edited or erased meanwhile."""
    found = [(rows.get(comment.pk), comment) for comment in (pair.comment, pair.earlier)]
    return all(now is not None and now.text == seen.text for now, seen in found)


def _locked_clusters(site: Site, members: Iterable[Comment], now: datetime) -> dict[int, Cluster]:
    """The clusters of these comments, begun for those that have none."""
    if lone := {member.pk: member for member in members if member.cluster_id is None}:
        ordered = [lone[pk] for pk in sorted(lone)]
        begun = [Cluster(site=site, first=one, first_at=one.created_at, last_at=now) for one in ordered]
        for one, cluster in zip(ordered, Cluster.objects.bulk_create(begun), strict=True):
            one.cluster, one.cluster_place = cluster, 1
        Comment.objects.bulk_update(ordered, ["cluster", "cluster_place"])
    wanted = {member.cluster_id for member in members if member.cluster_id}
    return {cluster.pk: cluster for cluster in Cluster.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}


def _add(comment: Comment, cluster: Cluster, now: datetime) -> None:
    cluster.size += 1
    cluster.first_at = min(cluster.first_at, comment.created_at)
    cluster.last_at = max(cluster.last_at, now)
    comment.cluster, comment.cluster_place = cluster, cluster.size
