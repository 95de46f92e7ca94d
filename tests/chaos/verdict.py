"""Was anything lost, doubled, decided twice, or seen that was not approved?"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count

from comments.maintenance import invariants
from comments.models import Actor, Comment, Decision, Finding
from comments.statuses import Status
from tests.chaos.people import Crowd, Sighting

# How long an answer may be of a moment ago: a second of caching and two of renewal, and a decision bears the time at
# which it began, not that at which it was committed while the database was being restarted.
STALE = timedelta(seconds=3 + 10)


@dataclass
class Verdict:
    lost: list[str] = field(default_factory=list)
    doubled: int = 0
    decided_twice: int = 0
    seen_unapproved: int = 0
    broken: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        failed = any(status >= 500 and status != 503 for status in self.answers)
        return not (self.lost or self.doubled or self.decided_twice or self.seen_unapproved or self.broken or failed)


def verdict(crowd: Crowd) -> Verdict:
    return Verdict(
        lost=crowd.ledger.lost(),
        doubled=_doubled(),
        decided_twice=_decided_twice(),
        seen_unapproved=sum(not seen for seen in _were_approved(crowd.sightings)),
        broken=[f"{step.found.rule.name} {step.found.ids}" for step in invariants.check(every_row=True) if step.found],
        answers=Counter(answer.status for answer in crowd.ledger.answers.values()),
    )


def _doubled() -> int:
    """Comments beyond the first that say the same; each of them was sent under a key of its own."""
    texts = Comment.objects.values("text").annotate(times=Count("pk")).filter(times__gt=1)
    return sum(row["times"] - 1 for row in texts)


def _decided_twice() -> int:
    """Outcomes of the checks beyond one for each text of a comment, and sets of findings beyond one."""
    texts = dict(Comment.objects.values_list("pk", "text_version"))
    outcomes = Counter(
        Decision.objects.filter(actor=Actor.SCREENING)
        .exclude(to_status=Status.PENDING)
        .values_list("comment", flat=True)
    )
    twice = sum(max(0, times - texts[pk]) for pk, times in outcomes.items())
    findings = Finding.objects.values("comment", "text_version", "check_name").annotate(times=Count("pk"))
    return twice + findings.filter(times__gt=1).count()


def _were_approved(sightings: Iterable[Sighting]) -> list[bool]:
    """Whether each was approved at the time, or a moment before it was asked for."""
    spans = _approved_spans()
    return [
        any(begin <= seen.received and seen.asked <= end + STALE for begin, end in spans[seen.comment_id])
        for seen in sightings
    ]


def _approved_spans() -> dict[int, list[tuple[datetime, datetime]]]:
    spans: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    latest = datetime.max.replace(tzinfo=Decision.objects.earliest("pk").created_at.tzinfo) - STALE
    for pk, to_status, when in Decision.objects.order_by("pk").values_list("comment", "to_status", "created_at"):
        mine = spans[pk]
        if mine and mine[-1][1] == latest:
            mine[-1] = (mine[-1][0], when)
        if to_status == Status.APPROVED:
            mine.append((when, latest))
    return spans
