"""Builds each site's filter from its moderators' decisions, stores it, and loads it for screening.

The decisions are the truth. A filter is built anew from what they say now, so a reversed one leaves no trace, and only
one worker builds at a time, under a lease in the filter's row; a build that died is begun again when its lease ends.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import Error as DatabaseError
from django.db.models import F, Q
from django.utils import timezone

from comments.classifier import features, model
from comments.classifier.model import Filter
from comments.classifier.svm import Example
from comments.db.transactions import cause, writing
from comments.models import Comment, LearnedFilter, Lesson, Site
from comments.sized_cache import SizedCache
from comments.statuses import Status
from comments.text import normalization

# In each process that screens, which ends at 200 MB: filters of 2 MB each.
FILTERS_BYTES = 24_000_000

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
EXAMPLES_PER_CLASS = 5000
# A build of the largest set takes some ten seconds, and a decision is to be learnt within a minute. One of a few
# hundred takes less than a second, and in a flood moderators wait for it.
LONGEST_REST = timedelta(seconds=25)
SHORTEST_REST = timedelta(seconds=5)
_filters: SizedCache[Filter | None] = SizedCache(FILTERS_BYTES)
_LABELS = ((Status.SPAM, True), (Status.APPROVED, False))


class Build(NamedTuple):
    """A site's filter, and which version of it this is; versions rise from 1."""

    version: int
    filter: Filter


def latest_build(site: Site) -> Build | None:
    """Return the site's filter, read once per process and version; None until one was built."""
    build = LearnedFilter.objects.filter(site=site, version__gt=0).values_list("version", "trained_at").first()
    filter_ = _filters.get(site.pk, build, lambda: _load(site)) if build else None
    return Build(build[0], filter_) if build and filter_ else None


def load_filter(site: Site) -> Filter | None:
    """Return the filter of `latest_build` alone."""
    build = latest_build(site)
    return build.filter if build else None


def mark_stale(site_id: int, now: datetime) -> None:
    """Ask for a new build, in the transaction of a decision; only the first decision since the last build writes."""
    LearnedFilter.objects.filter(site=site_id, stale_since=None).update(stale_since=now)


def learn_stale(*, now: datetime | None = None) -> int:
    """Build the filters of sites where something was decided since the last build; returns how many were built.

    Each build reads the clock itself unless `now` is given.
    """
    began = now or timezone.now()
    _create_rows(Site.objects.filter(learned_filter=None), began)
    waiting = LearnedFilter.objects.filter(_may_build(began)).select_related("site").defer("blob")
    return sum(_build(row.site, now or timezone.now()) for row in waiting if _has_rested(row, began))


def learn_in_background() -> None:
    """Run `learn_stale` in a thread of the worker, which goes on whatever happens: what fails is logged."""
    try:
        learn_stale()
    except DatabaseError as error:
        log.warning("decisions to learn from could not be read: %s", cause(error))
    except Exception:  # what cannot be learnt now must not end all learning
        log.exception("learning failed")


def learn_now(site: Site, *, now: datetime | None = None) -> bool:
    """Build this site's filter now, however lately it was built; returns False while another process builds it."""
    now = now or timezone.now()
    _create_rows([site], now)
    mark_stale(site.pk, now)
    return _build(site, now)


def keep_purged_spam(site: Site, comments: Iterable[Comment], *, now: datetime) -> int:
    """Keep hashed features of spam that is purged, if a person called it so, and of each cluster once.

    Returns how many lessons were kept. The caller's transaction marks the filter stale in its end if there were any.
    """
    spam = [comment for comment in comments if comment.status == Status.SPAM and comment.decided_at]
    once = {_lesson_digest(comment): comment.text for comment in spam}
    return _store_lessons([_lesson(site, digest, words, is_spam=True, now=now) for digest, words in once.items()])


def add_lessons(site: Site, judged: Iterable[tuple[str, bool]], *, now: datetime) -> int:
    """Store lessons from pairs (text, is spam); a text that comes again replaces its judgement.

    Returns how many different texts came.
    """
    lessons = [_lesson(site, normalization.digest(words), words, is_spam=is_spam, now=now) for words, is_spam in judged]
    with writing():
        kept = _store_lessons(lessons)
        mark_stale(site.pk, now)
    return kept


def training_examples(site: Site) -> Iterator[Example]:
    """Yield the latest EXAMPLES_PER_CLASS of spam and of real comments.

    Those are comments decided by a person, of each cluster one, and then lessons.
    """
    for status, is_spam in _LABELS:
        decided = Comment.objects.decided_by_people(site, status).only("text", "name", "url", "cluster")
        comments = list(decided[:EXAMPLES_PER_CLASS])
        for comment in _once_per_cluster(comments):
            yield Example(is_spam, features.encode_comment(comment.text, name=comment.name, url=comment.url))
        lessons = Lesson.objects.filter(site=site, is_spam=is_spam).order_by("-learned_at", "-id")
        for lesson in lessons.only("features")[: EXAMPLES_PER_CLASS - len(comments)]:
            yield Example(is_spam, bytes(lesson.features))


def _lesson_digest(comment: Comment) -> str:
    """What makes it the same lesson: the cluster, however often its text was spun, else the text."""
    return f"cluster:{comment.cluster_id}" if comment.cluster_id else normalization.digest(comment.text)


def _lesson(site: Site, digest: str, words: str, *, is_spam: bool, now: datetime) -> Lesson:
    return Lesson(site=site, digest=digest, is_spam=is_spam, features=features.encode_comment(words), learned_at=now)


def _store_lessons(lessons: Sequence[Lesson]) -> int:
    """In the order of their digests, so that two who write never wait for each other in a circle."""
    different = {lesson.digest: lesson for lesson in lessons}
    Lesson.objects.bulk_create(
        [different[digest] for digest in sorted(different)], update_conflicts=True,
        unique_fields=["site", "digest"], batch_size=500, update_fields=["is_spam", "features", "learned_at"],
    )  # fmt: skip
    return len(different)


def _once_per_cluster(comments: Iterable[Comment]) -> Iterator[Comment]:
    taught: set[int | None] = set()
    for comment in comments:
        if comment.cluster_id not in taught:
            yield comment
        if comment.cluster_id:
            taught.add(comment.cluster_id)


def _create_rows(sites: Iterable[Site], now: datetime) -> None:
    LearnedFilter.objects.bulk_create(
        [LearnedFilter(site=site, stale_since=now) for site in sites], ignore_conflicts=True
    )


def _may_build(now: datetime) -> Q:
    """Stale and built by nobody, or left behind by a build that died."""
    return Q(stale_since__isnull=False, leased_until=None) | Q(leased_until__lt=now)


def _has_rested(row: LearnedFilter, now: datetime) -> bool:
    share = (row.spam_seen + row.ham_seen) / (2 * EXAMPLES_PER_CLASS)
    return row.trained_at is None or now - row.trained_at >= max(SHORTEST_REST, share * LONGEST_REST)


def _build(site: Site, now: datetime) -> bool:
    """Decisions made while it builds mark it stale again, since it is marked fresh before it reads."""
    row = LearnedFilter.objects.filter(site=site)
    with writing():
        if not row.filter(_may_build(now)).update(leased_until=now + LEASE, stale_since=None):
            return False
    started = time.monotonic()
    built = model.train(training_examples(site), hold_budget=site.hold_budget, spam_budget=site.spam_budget)
    with writing():
        kept = row.filter(leased_until=now + LEASE).update(
            blob=built.to_bytes(), version=F("version") + 1, spam_seen=built.spam_seen, ham_seen=built.ham_seen,
            trained_at=now, leased_until=None,
        )  # fmt: skip
    log.info(
        "filter of %s learnt from %d spam and %d real comments in %.1f s",
        site.slug, built.spam_seen, built.ham_seen, time.monotonic() - started,
    )  # fmt: skip
    return bool(kept)


def _load(site: Site) -> Filter | None:
    """None too for what a newer or older release stored; it is marked to be built anew."""
    blob = LearnedFilter.objects.filter(site=site).values_list("blob", flat=True).first()
    try:
        return Filter.from_bytes(bytes(blob)) if blob else None
    except model.UnknownBlob:
        mark_stale(site.pk, timezone.now())
        return None
