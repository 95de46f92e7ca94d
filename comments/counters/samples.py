"""How often the checks are right: a few of what they decided by themselves each day, looked at by moderators.

Each day SIZE comments are drawn of those that the checks marked as spam on the day before, and SIZE of those that they
published and nobody has looked at, from all of them alike and for all moderators the same. The first decision on one
settles it. What nobody looked at when the next are drawn is let go.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b

from django.db.models import F, Q, QuerySet

from comments.counters import rollups
from comments.counters.queries import DayNumber
from comments.db.transactions import writing
from comments.models import Action, Comment, Decision, ReviewSample, Site, Upkeep
from comments.statuses import Status

SIZE = 20
SAMPLED, RIGHT = "sampled_", "right_"
_DAY = timedelta(days=1)
_KEPT = timedelta(days=60)  # the numbers stay for ever
ASIDE = (Action.ASIDE, Action.BACK)
# What tells nothing of whether the comment is where it belongs.
_NO_LOOK = ("", *ASIDE)


def is_open(comment: Comment) -> bool:
    """Whether moderators are asked to look at the comment as it is; `review_sample` is loaded."""
    sample: ReviewSample | None = getattr(comment, "review_sample", None)
    return sample is not None and sample.settled_at is None and sample.status == comment.status


def draw(now: datetime) -> int:
    """Draw once a day from what the checks did on the day before; returns how many comments."""
    day = rollups.day_of(now) - _DAY
    if Upkeep.objects.filter(sampled_day=day).exists():
        return 0
    drawn = [sample for site in Site.objects.order_by("pk") for sample in _drawn(site, day)]
    with writing():
        if not Upkeep.objects.exclude(sampled_day=day).update(sampled_day=day):
            return 0  # another worker was faster
        ReviewSample.objects.filter(settled_at=None).update(settled_at=now)
        ReviewSample.objects.filter(day__lt=day - _KEPT).delete()
        ReviewSample.objects.bulk_create(drawn, ignore_conflicts=True)
    return len(drawn)


def follow(comment: Comment, decision: Decision, now: datetime) -> None:
    """Settle the comment's sample by a saved decision, or open it again if that takes back the one that did."""
    sample: ReviewSample | None = getattr(comment, "review_sample", None)
    if sample is None:
        return
    if decision.undoes is not None and decision.undoes_id == sample.decision_id:
        _count(comment, sample, decision.undoes, sign=-1)
        _keep(sample, None, None)
    elif sample.settled_at is None and decision.action not in ASIDE:
        _keep(sample, decision, now)
        _count(comment, sample, decision, sign=1)


def let_go(comment: Comment, now: datetime) -> None:
    """Ask nobody to look at a comment any more that its author edits; `review_sample` is loaded."""
    sample: ReviewSample | None = getattr(comment, "review_sample", None)
    if sample is not None and sample.settled_at is None:
        _keep(sample, None, now)


def _is_look(sample: ReviewSample, decision: Decision) -> bool:
    """Whether a person looked at this very comment as it was drawn, and decided themselves."""
    if decision.by_id is None or decision.action in _NO_LOOK:
        return False
    is_seen = decision.batch is None or decision.batch.is_looked_at
    return is_seen and decision.from_status == sample.status and decision.to_status != Status.PENDING


def _keep(sample: ReviewSample, decision: Decision | None, settled_at: datetime | None) -> None:
    ReviewSample.objects.filter(pk=sample.pk).update(decision=decision, settled_at=settled_at)
    sample.decision, sample.settled_at = decision, settled_at


def _count(comment: Comment, sample: ReviewSample, decision: Decision, *, sign: int) -> None:
    if not _is_look(sample, decision):
        return
    day = rollups.day_of(decision.created_at)
    whats = [f"{SAMPLED}{sample.status}", *([f"{RIGHT}{sample.status}"] if decision.to_status == sample.status else [])]
    checks = ["", *(rollups.objecting(comment) if sample.status == Status.SPAM else [])]
    rollups.add({DayNumber(comment.site_id, day, what, check): 1 for what in whats for check in checks}, sign=sign)


def _drawn(site: Site, day: date) -> Iterator[ReviewSample]:
    start = datetime.combine(day, time(), UTC)
    moved = Comment.objects.filter(site=site, source="", moved_at__gte=start, moved_at__lt=start + _DAY)
    by_checks = {Status.SPAM: Q(decided_at=None), Status.APPROVED: Q(unseen=True)}
    for status, condition in by_checks.items():
        # What was edited since is another text, which nothing came to its status by.
        rows = moved.filter(condition, status=status).exclude(edited_at__gt=F("moved_at"))
        for comment_id in _at_random(rows, f"{site.pk} {day} {status}"):
            yield ReviewSample(comment_id=comment_id, day=day, status=status)


def _at_random(rows: QuerySet[Comment], seed: str) -> Iterable[int]:
    """The ids of SIZE of these rows, each as likely as any other."""
    ids = rows.order_by().values_list("pk", flat=True).iterator()
    return heapq.nsmallest(SIZE, ids, key=lambda pk: blake2b(f"{seed} {pk}".encode(), digest_size=8).digest())
