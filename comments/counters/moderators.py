"""How much each moderator decided, on sites that count it: for their chiefs alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Sum

from comments.access.membership import Access
from comments.access.staff import Moderator
from comments.counters import rollups
from comments.counters.queries import ModeratorNumber
from comments.models import Action, Comment, Decision, ModeratorDay

# Decisions on many comments at once; others are counted by their action.
MANY = "many"
_NO_DECISION = (Action.ASIDE, Action.BACK)


@dataclass(frozen=True)
class ModeratorRecord:
    """What one moderator decided: by Action, and MANY."""

    by: Moderator
    numbers: Counter[str]


def count(comment: Comment, decision: Decision) -> None:
    """Count a saved decision for the moderator who made it, or take off again the one that it undoes.

    Nothing is written on sites that do not count moderators' decisions.
    """
    if decision.by_id is None or decision.action in _NO_DECISION:
        return
    counted, sign = (decision.undoes, -1) if decision.undoes else (decision, 1)
    if (counted.action or counted.batch_id) and counted.action not in _NO_DECISION:
        day = rollups.day_of(counted.created_at)
        key = ModeratorNumber(comment.site_id, day, counted.by_id, MANY if counted.batch_id else counted.action)
        rollups.add({key: 1}, sign=sign)


def read(access: Access, *, site_id: int | None = None, first: date, last: date) -> Sequence[ModeratorRecord]:
    """Of the days from first to last, on the sites that a person leads and that count it, by two queries.

    The one who decided most comes first.
    """
    rows = access.filter_led(ModeratorDay.objects.filter(day__range=(first, last), site__counts_moderators=True))
    if site_id is not None:
        rows = rows.filter(site=site_id)
    found: dict[object, Counter[str]] = {}
    for row in rows.filter(number__gt=0).values("by", "what").annotate(total=Sum("number")).order_by("by", "what"):
        found.setdefault(row["by"], Counter())[row["what"]] = row["total"]
    people = get_user_model()._default_manager.in_bulk(list(found))
    records = [ModeratorRecord(people[by], numbers) for by, numbers in found.items()]
    return sorted(records, key=lambda record: (-record.numbers.total(), record.by.get_username()))
