"""Finds, for comments of a site, the earlier ones whose text is nearly theirs.

A text is found by its bands, of which the first comment that had them is kept: the ten-thousandth copy costs no more.
Bands are written before they are read: of two similar texts compared at the same instant, at least one finds the other.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from comments.db.transactions import writing
from comments.models import Band, Comment, Site
from comments.similarity import fingerprints, queries
from comments.similarity.fingerprints import Fingerprint

CANDIDATES = 5  # of the comments that share bands with a text, those that share most are compared
# How much of its time passes until a text that came again is seen to have come again.
_FRESH_PART = 24


@dataclass(frozen=True)
class ComparedText:
    """A comment, with what of its text is compared with others."""

    comment: Comment
    fingerprint: Fingerprint
    bands: tuple[int, ...] = ()


@dataclass(frozen=True)
class SimilarPair:
    """A comment, and the earlier one that it is similar to."""

    comment: Comment
    earlier: Comment


@dataclass
class _Library:
    """The comments that a batch may be compared with, each text read once."""

    comments: dict[int, Comment]
    fingerprints: dict[int, Fingerprint] = field(default_factory=dict)

    def fingerprint(self, comment_id: int) -> Fingerprint:
        if comment_id not in self.fingerprints:
            self.fingerprints[comment_id] = fingerprints.fingerprint(self.comments[comment_id].text)
        return self.fingerprints[comment_id]


def compared_text(comment: Comment) -> ComparedText | None:
    """Read a comment's text for comparing; None for one that is never a repeat, such as a short one."""
    found = fingerprints.fingerprint(comment.text)
    return ComparedText(comment, found, fingerprints.bands(found)) if found.words else None


def claim_bands(site: Site, texts: Sequence[ComparedText], now: datetime, window: timedelta) -> dict[int, int]:
    """Return, by band, the id of the comment that had it first; one of these comments where none was seen in `window`.

    Writes the bands that none had, in a transaction of its own.
    """
    wanted: dict[int, int] = {}
    for text in texts:
        for value in text.bands:
            wanted.setdefault(value, text.comment.pk)
    stale = now - window
    first = _known_bands(site, wanted, stale)
    if missing := {value: comment_id for value, comment_id in wanted.items() if value not in first}:
        with writing():
            queries.claim_bands(site.pk, missing, now=now, stale=stale)
        first |= _known_bands(site, missing, stale)
    return first


def find_pairs(texts: Sequence[ComparedText], first: Mapping[int, int]) -> list[SimilarPair]:
    """Pair those that are in no cluster yet with an earlier comment; `first` is what `claim_bands` returned.

    A chain of similar comments within the batch ends at the earliest: all of it is paired with that one.
    """
    lone = [text for text in texts if text.comment.cluster_id is None]
    nearby = {text.comment.pk: _candidates(text, first) for text in lone}
    library = _library(lone, {comment_id for ids in nearby.values() for comment_id in ids})
    earlier: dict[int, int] = {}
    for text in lone:
        found = _in_biggest_cluster(text, nearby[text.comment.pk], library)
        if found is not None and _end(earlier, found) != text.comment.pk:
            earlier[text.comment.pk] = found
    return [SimilarPair(library.comments[pk], library.comments[_end(earlier, pk)]) for pk in earlier]


def keep_fresh(comment_ids: Collection[int], now: datetime, window: timedelta) -> None:
    """Note that texts came again, so that their bands are found for another `window`."""
    worn = Band.objects.filter(comment__in=set(comment_ids), seen_at__lt=now - window / _FRESH_PART)
    if comment_ids and worn.exists():
        with writing():
            # Nobody waits here, so nobody waits in a circle.
            free = list(worn.select_for_update(skip_locked=True).values_list("pk", flat=True))
            Band.objects.filter(pk__in=free).update(seen_at=now)


def _known_bands(site: Site, values: Iterable[int], stale: datetime) -> dict[int, int]:
    known = Band.objects.filter(site=site, value__in=list(values), seen_at__gte=stale)
    return dict(known.values_list("value", "comment_id"))


def _candidates(text: ComparedText, first: Mapping[int, int]) -> list[int]:
    shared = Counter(first[value] for value in text.bands if value in first)
    del shared[text.comment.pk]
    return [comment_id for comment_id, _bands in shared.most_common(CANDIDATES)]


def _library(lone: Sequence[ComparedText], candidates: Collection[int]) -> _Library:
    mine = {text.comment.pk: text.comment for text in lone}
    others = Comment.objects.select_related("cluster").only("text", "thread", "cluster__size")
    found = others.in_bulk(sorted(set(candidates) - set(mine)))
    return _Library(found | mine, {text.comment.pk: text.fingerprint for text in lone})


def _in_biggest_cluster(text: ComparedText, candidates: Iterable[int], library: _Library) -> int | None:
    """Of those it is similar to, the one in the biggest cluster, so that few clusters grow and not many."""
    similar = [
        comment_id
        for comment_id in candidates
        if comment_id in library.comments
        and fingerprints.are_similar(text.fingerprint, library.fingerprint(comment_id))
    ]
    return max(similar, key=lambda comment_id: (_cluster_size(library.comments[comment_id]), -comment_id), default=None)


def _cluster_size(comment: Comment) -> int:
    return comment.cluster.size if comment.cluster else 1


def _end(earlier: Mapping[int, int], comment_id: int) -> int:
    while comment_id in earlier:
        comment_id = earlier[comment_id]
    return comment_id
