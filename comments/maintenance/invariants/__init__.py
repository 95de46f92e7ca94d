"""Does the database say what it must? Every rule is asked by ranges of ids, so that nothing need fit into memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Min
from django.utils import timezone

from comments.maintenance.invariants import (
    decided,
    desk,
    inherited,
    kept,
    mailed,
    own_hook,
    positions,
    searched,
    shown,
    told,
    waiting,
    webhooks,
)
from comments.maintenance.invariants.rule import RULES, Rows, Rule
from comments.models import Site

# Importing these has put their rules into RULES.
_SUBJECTS = (decided, desk, inherited, kept, mailed, own_hook, positions, searched, shown, told, waiting, webhooks)

WINDOW = 10_000
SAMPLE = 1_000
IDS_SHOWN = 20


@dataclass
class Violation:
    """A rule that does not hold for `count` rows, `repaired` of them right again; `ids` has the first IDS_SHOWN."""

    rule: Rule
    count: int = 0
    repaired: int = 0
    ids: list[int] = field(default_factory=list)

    def add(self, ids: list[int], *, repaired: int = 0) -> None:
        self.count += len(ids)
        self.repaired += repaired
        self.ids += ids[: IDS_SHOWN - len(self.ids)]


@dataclass(frozen=True)
class Step:
    """How far a check has come: `done` rises from 0 to 1. `found` comes once, when a broken rule was asked of all."""

    rule: Rule
    done: float
    found: Violation | None = None


def check(
    *, site: Site | None = None, every_row: bool = False, repair: bool = False, now: datetime | None = None
) -> Iterator[Step]:
    """Ask every rule, of one site or all; yields its progress and what it finds. Writes only to `repair`.

    `every_row` looks at all rows also where a sample of the newest is usual. Safe while others write.
    """
    now = now or timezone.now()
    for number, rule in enumerate(RULES):
        rows = rule.broken(now)
        if site is not None:
            rows = rows.filter(**{rule.site: site.pk})
        broken = Violation(rule)
        windows = _windows(rows, sample=rule.sample and not every_row)
        for position, window in enumerate(windows):
            yield Step(rule, (number + position / len(windows)) / len(RULES))
            ids = _broken_in(rule, window)
            broken.add(ids, repaired=_repaired(rule, ids, now) if repair else 0)
        yield Step(rule, (number + 1) / len(RULES), broken if broken.count else None)


def _repaired(rule: Rule, ids: list[int], now: datetime) -> int:
    if not ids or rule.repair is None:
        return 0
    rule.repair(ids, now)
    return len(ids) - len(_broken_in(rule, rule.broken(now).filter(pk__in=ids)))


def _windows(rows: Rows, *, sample: bool) -> list[Rows]:
    if sample:
        return [rows.order_by("-pk")[:SAMPLE]]
    ids = rows.model.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ids["last"] is None:
        return []
    starts = range(ids["first"], ids["last"] + 1, WINDOW)
    return [rows.filter(pk__gte=start, pk__lt=start + WINDOW) for start in starts]


def _broken_in(rule: Rule, window: Rows) -> list[int]:
    """Ids of the rows for which it does not hold, the lowest first."""
    if rule.holds is None:
        return sorted(window.values_list("pk", flat=True))
    return sorted(row.pk for row in window.iterator(chunk_size=500) if not rule.holds(row))
