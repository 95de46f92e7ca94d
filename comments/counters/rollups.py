"""What happened on a site in a day (UTC), in numbers that outlive the comments: `DayRollup`.

They are counted where it happens, in its transaction: screening counts what it received, held and objected to, and
each decision what became of a comment. A comment counts once for each status that it came to, on the day when it first
did; what is undone is taken off again. Imported comments count nowhere, and what housekeeping does counts as nothing.

received            comments that screening or a person has dealt with, by the day when they were posted
held                those that screening left to a person
a value of Status   those that came to it; with the name of a check: how a person decided first where it had objected
objected            with the name of a check: to how many texts it objected
sampled_STATUS      comments of a sample that a person looked at, by the status that they were drawn with, also with the
right_STATUS        name of each check that had objected; and those of them that kept it
after_KK            first decisions of people on what waited, by how long it had waited: see `wait_class`

Where the first thing that a person did was to put a comment under review again, no decision counts as the first.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.db.models import Prefetch, QuerySet, Sum

from comments.counters import queries
from comments.counters.queries import DayNumber, ModeratorNumber
from comments.models import Actor, Comment, DayRollup, Decision, Finding
from comments.statuses import Status

RECEIVED, HELD, OBJECTED, AFTER = "received", "held", "objected", "after_"
OBJECTIONS = ("hold", "reject", "spam")
# What `objecting` needs of many comments, by one query. Beside `findings`, which has all of them.
OBJECTIONS_READ = Prefetch("findings", Finding.objects.filter(verdict__in=OBJECTIONS), to_attr="objections")
# Two classes of waiting for each doubling: a percentile is right within a fifth. The last one begins at 100 years.
_PER_DOUBLING, _LAST = 2, 63
_COUNTED = frozenset({Status.APPROVED, Status.REJECTED, Status.SPAM, Status.WITHDRAWN})

Numbers = dict[str, Counter[str]]  # by check ("" for all), then by what is counted

AnyNumber = DayNumber | ModeratorNumber
_collected: ContextVar[Counter[AnyNumber] | None] = ContextVar("collected", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Collect what is counted, and write it in one statement at the end: rows that all share are locked but shortly.

    Within a transaction, around the last of what it does. If that fails nothing is written.
    """
    numbers: Counter[AnyNumber] = Counter()
    token = _collected.set(numbers)
    try:
        yield
    finally:
        _collected.reset(token)
    _write(numbers)


def count_screening(comment: Comment, checks: Iterable[str], *, is_held: bool, now: datetime) -> None:
    """Count the first screening of a text: `comment` is locked and as it was before, `checks` are those that object."""
    if comment.source or comment.html is not None:
        return
    earlier = _decisions_before(comment, None) if comment.text_version > 1 else []
    numbers = [DayNumber(comment.site_id, day_of(now), OBJECTED, check) for check in checks]
    if not any(map(_is_look, earlier)):
        numbers.append(DayNumber(comment.site_id, day_of(comment.created_at), RECEIVED))
    if is_held and not any(one.actor == Actor.SCREENING and one.to_status == Status.PENDING for one in earlier):
        numbers.append(DayNumber(comment.site_id, day_of(now), HELD))
    add(Counter(numbers))


def count_decision(comment: Comment, decision: Decision) -> None:
    """Count a saved decision, or take off again what the one counted that it undoes."""
    if comment.source or decision.actor in (Actor.HOUSEKEEPING, Actor.VISITOR):
        return
    if (undone := decision.undoes) is not None:
        add(Counter(_outcomes(comment, undone, _decisions_before(comment, undone))), sign=-1)
        return
    earlier = [] if _is_first_screening(comment, decision) else _decisions_before(comment, decision)
    numbers = _outcomes(comment, decision, earlier)
    if decision.actor != Actor.SCREENING and not any(map(_is_look, earlier)):
        numbers.append(DayNumber(comment.site_id, day_of(comment.created_at), RECEIVED))
    add(Counter(numbers))


def add(numbers: Mapping[DayNumber, int] | Mapping[ModeratorNumber, int], *, sign: int = 1) -> None:
    """Add these numbers, or with -1 take them off; where they are collected, when that ends."""
    signed = {key: sign * number for key, number in numbers.items()}
    collected = _collected.get()
    if collected is None:
        _write(signed)
        return
    for key, number in signed.items():
        collected[key] += number


def wait_class(seconds: float) -> int:
    """The class of a time that a comment waited: from 2^(k/2) seconds up to 2^((k+1)/2), and 0 from none on."""
    return min(_LAST, math.floor(_PER_DOUBLING * math.log2(max(1.0, seconds))))


def waited(numbers: Mapping[str, int], share: float) -> float | None:
    """After how many seconds this share (0 to 1) of comments was decided, from the numbers of `after_KK`; or None."""
    classes = sorted((int(what.removeprefix(AFTER)), n) for what, n in numbers.items() if what.startswith(AFTER))
    reached, wanted = 0, share * sum(n for _class, n in classes)
    for number, n in classes:
        reached += n
        if n and reached >= wanted:
            return float(2.0 ** ((number + 0.5) / _PER_DOUBLING))
    return None


def of_days(rows: QuerySet[DayRollup], *, first: date, last: date) -> dict[date, Numbers]:
    """Of these rows the days from first to last, sites together, in one query: only days and numbers above 0."""
    found: dict[date, Numbers] = {}
    days = rows.filter(day__range=(first, last), number__gt=0).values("day", "check_name", "what")
    for row in days.annotate(total=Sum("number")).order_by("day", "check_name", "what"):
        found.setdefault(row["day"], {}).setdefault(row["check_name"], Counter())[row["what"]] = row["total"]
    return found


def summed(days: Iterable[Numbers]) -> Numbers:
    """The numbers of several days together."""
    sums: Numbers = {}
    for day in days:
        for check, numbers in day.items():
            sums.setdefault(check, Counter()).update(numbers)
    return sums


def _outcomes(comment: Comment, decision: Decision, earlier: Sequence[Decision]) -> list[DayNumber]:
    """What a decision adds after the earlier ones of its comment."""
    site_id, day, to = comment.site_id, day_of(decision.created_at), Status(decision.to_status)
    undone = {one.undoes_id for one in earlier}
    standing = [one for one in earlier if one.undoes_id is None and one.pk not in undone and _is_move(one)]
    if to not in _COUNTED or not _is_move(decision):
        return []
    numbers = [] if any(one.to_status == to for one in standing) else [DayNumber(site_id, day, to.value)]
    if decision.actor == Actor.MODERATOR and not any(one.actor == Actor.MODERATOR for one in standing):
        numbers += [DayNumber(site_id, day, to.value, check) for check in objecting(comment)]
        if decision.from_status == Status.PENDING:
            seconds = (decision.created_at - (comment.edited_at or comment.created_at)).total_seconds()
            numbers.append(DayNumber(site_id, day, f"{AFTER}{wait_class(seconds):02d}"))
    return numbers


def objecting(comment: Comment) -> list[str]:
    """The names of the checks that objected to the text as it is now."""
    found = getattr(comment, "objections", None)
    found = comment.findings.filter(verdict__in=OBJECTIONS) if found is None else found
    return sorted(one.check_name for one in found if one.text_version == comment.text_version)


def _is_first_screening(comment: Comment, decision: Decision) -> bool:
    """Without asking: nothing but posting and this can have happened to a comment that is not asked about again."""
    return decision.actor == Actor.SCREENING and decision.version == 2 and not comment.rechecks


def _decisions_before(comment: Comment, decision: Decision | None) -> list[Decision]:
    return [one for one in comment.decisions.all() if decision is None or one.pk < decision.pk]


def _is_move(decision: Decision) -> bool:
    return decision.from_status != decision.to_status


def _is_look(decision: Decision) -> bool:
    """Whether somebody or something dealt with the comment by it: neither its posting nor its author's edit."""
    return decision.actor in (Actor.SCREENING, Actor.MODERATOR) or decision.to_status == Status.WITHDRAWN


def day_of(moment: datetime) -> date:
    """The day to which a moment belongs."""
    return moment.astimezone(UTC).date()


def _write(numbers: Mapping[AnyNumber, int]) -> None:
    queries.add_to_days({key: number for key, number in numbers.items() if isinstance(key, DayNumber)})
    queries.add_to_moderators({key: number for key, number in numbers.items() if isinstance(key, ModeratorNumber)})
