"""What each site's filter knows: learnt from the moderators' decisions, loaded by those who screen.

The decisions are the truth. A filter is built anew from what they say now, so a reversed one leaves no trace, and only
one worker builds at a time, under a lease in the filter's row; a build that died is begun again when its lease ends.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db.models import F, Q
from django.utils import timezone

from comments.classifier import corpus, filter, packing, training
from comments.db.transactions import cause, writing
from comments.models import Comment, LearnedFilter, Lesson, Site
from comments.sized_cache import Kept
from comments.statuses import Status
from comments.text import normalization

# In the memory of each process that screens, which ends at 200 MB: learned filters of 2 MB each.
FILTERS_BYTES = 24_000_000

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# A build of the largest set takes some ten seconds, and a decision is to be learnt within a minute.
REST = timedelta(seconds=25)
EXAMPLES_PER_CLASS = 5000
_filters: Kept[filter.Filter | None] = Kept(FILTERS_BYTES)
_LABELS = ((Status.SPAM, True), (Status.APPROVED, False))


def loaded(site: Site) -> filter.Filter | None:
    """The site's filter, read once per process and version; None until there is one."""
    build = LearnedFilter.objects.filter(site=site, version__gt=0).values_list("version", "trained_at").first()
    return _filters.get(site.pk, build, lambda: _read(site)) if build else None


def mark_stale(site_id: int, now: datetime) -> None:
    """Part of the transaction of a decision; only the first one since the last build writes."""
    LearnedFilter.objects.filter(site=site_id, stale_since=None).update(stale_since=now)


def learn(*, now: datetime | None = None) -> int:
    """Build the filters of sites where something was decided since; returns how many. Each build takes its own time."""
    began = now or timezone.now()
    _make_rows(Site.objects.filter(learned_filter=None), began)
    rested = Q(trained_at=None) | Q(trained_at__lte=began - REST)
    waiting = LearnedFilter.objects.filter(_to_build(began) & rested).select_related("site")
    return sum(_build(row.site, now or timezone.now()) for row in waiting.defer("blob"))


def learn_what_is_new() -> None:
    """`learn` for a thread of the worker, which goes on whatever happens: what fails is logged."""
    try:
        learn()
    except DatabaseError as error:
        log.warning("decisions to learn from could not be read: %s", cause(error))
    except Exception:  # what cannot be learnt now must not end all learning
        log.exception("learning failed")


def learn_site(site: Site, *, now: datetime | None = None) -> bool:
    """Build this one now, however lately it was built; False while another process does."""
    now = now or timezone.now()
    _make_rows([site], now)
    mark_stale(site.pk, now)
    return _build(site, now)


def keep_lessons(site: Site, comments: Iterable[Comment], *, now: datetime) -> int:
    """What persons called spam goes on teaching when it is purged: as hashed features, a cluster once.

    Returns how many lessons were kept. Part of a transaction that marks the filter stale in its end, if there were any.
    """
    spam = [comment for comment in comments if comment.status == Status.SPAM and comment.decided_at]
    once = {_taught_by(comment): comment.text for comment in spam}
    return _keep([_lesson(site, digest, words, is_spam=True, now=now) for digest, words in once.items()])


def add_lessons(site: Site, judged: Iterable[tuple[str, bool]], *, now: datetime) -> int:
    """Remember (text, is spam); the same text again replaces its judgement. Returns how many different ones came."""
    lessons = [_lesson(site, normalization.digest(words), words, is_spam=is_spam, now=now) for words, is_spam in judged]
    with writing():
        kept = _keep(lessons)
        mark_stale(site.pk, now)
    return kept


def examples(site: Site) -> Iterator[corpus.Example]:
    """The latest judged texts of each class: comments decided by a person, a cluster once, and lessons."""
    for status, is_spam in _LABELS:
        decided = Comment.objects.decided_by_people(site, status).only("text", "name", "url", "cluster")
        comments = list(decided[:EXAMPLES_PER_CLASS])
        for comment in _once_per_cluster(comments):
            yield corpus.Example(is_spam, packing.pack(comment.text, name=comment.name, url=comment.url))
        lessons = Lesson.objects.filter(site=site, is_spam=is_spam).order_by("-learned_at", "-id")
        for lesson in lessons.only("features")[: EXAMPLES_PER_CLASS - len(comments)]:
            yield corpus.Example(is_spam, bytes(lesson.features))


def _taught_by(comment: Comment) -> str:
    """What makes it the same lesson: the cluster, however often its text was spun, else the text."""
    return f"cluster:{comment.cluster_id}" if comment.cluster_id else normalization.digest(comment.text)


def _lesson(site: Site, digest: str, words: str, *, is_spam: bool, now: datetime) -> Lesson:
    return Lesson(site=site, digest=digest, is_spam=is_spam, features=packing.pack(words), learned_at=now)


def _keep(lessons: Sequence[Lesson]) -> int:
    """In the order of their digests, whoever writes."""
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


def _make_rows(sites: Iterable[Site], now: datetime) -> None:
    LearnedFilter.objects.bulk_create(
        [LearnedFilter(site=site, stale_since=now) for site in sites], ignore_conflicts=True
    )


def _to_build(now: datetime) -> Q:
    """Stale and built by nobody, or left behind by a build that died."""
    return Q(stale_since__isnull=False, leased_until=None) | Q(leased_until__lt=now)


def _build(site: Site, now: datetime) -> bool:
    """Decisions made while it builds mark it stale again, since it is marked fresh before it reads."""
    row = LearnedFilter.objects.filter(site=site)
    with writing():
        if not row.filter(_to_build(now)).update(leased_until=now + LEASE, stale_since=None):
            return False
    started = time.monotonic()
    built = training.train(examples(site), hold_budget=site.hold_budget, spam_budget=site.spam_budget)
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


def _read(site: Site) -> filter.Filter | None:
    """None too for what a newer or older release stored, which will be built anew."""
    blob = LearnedFilter.objects.filter(site=site).values_list("blob", flat=True).first()
    try:
        return filter.Filter.from_bytes(bytes(blob)) if blob else None
    except filter.UnknownBlob:
        mark_stale(site.pk, timezone.now())
        return None
