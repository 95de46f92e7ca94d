"""What happened in the last days, as a moderator's dashboard shows it: a day, all days together, and each check.

All of it comes from the numbers of days, so it costs the same however many comments there are, and stays when they are
purged. A check is judged by the first decision of a person on each comment to which it objected.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from comments.access.membership import Access
from comments.counters import rollups, samples
from comments.errors import NotAllowed
from comments.models import DayRollup
from comments.statuses import Status

DAYS = 30
MEDIAN, LATE = 0.5, 0.95


@dataclass(frozen=True)
class Totals:
    """One day, or several together; `median` and `late` are seconds until a person decided, None if nobody did.

    95 of 100 first decisions came within `late`. Both are right within a fifth.
    """

    received: int
    published: int
    held: int
    rejected: int
    spam: int
    median: float | None
    late: float | None

    @classmethod
    def read(cls, numbers: Mapping[str, int]) -> "Totals":
        return cls(
            received=numbers.get(rollups.RECEIVED, 0),
            published=numbers.get(Status.APPROVED, 0),
            held=numbers.get(rollups.HELD, 0),
            rejected=numbers.get(Status.REJECTED, 0),
            spam=numbers.get(Status.SPAM, 0),
            median=rollups.waited(numbers, MEDIAN),
            late=rollups.waited(numbers, LATE),
        )


@dataclass(frozen=True)
class SampleRecord:
    """Of comments drawn at random, how many a person looked at, and how many of these the checks had decided right."""

    looked_at: int
    right: int

    @classmethod
    def read(cls, numbers: Mapping[str, int], status: Status) -> "SampleRecord":
        return cls(numbers.get(f"{samples.SAMPLED}{status}", 0), numbers.get(f"{samples.RIGHT}{status}", 0))

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which shares (0 to 1) the checks are right with a certainty of 95 %: Wilson's interval (1927)."""
        if not self.looked_at:
            return 0.0, 1.0
        n, share, z = self.looked_at, self.right / self.looked_at, 1.96
        middle = share + z * z / (2 * n)
        around = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return max(0.0, (middle - around) / (1 + z * z / n)), min(1.0, (middle + around) / (1 + z * z / n))


@dataclass(frozen=True)
class CheckRecord:
    """To how many texts a check objected, and how people decided: `agreed` rejected or spam, `disagreed` published.

    `sample` is of the spam to which it had objected.
    """

    name: str
    objected: int
    agreed: int
    disagreed: int
    sample: SampleRecord

    @property
    def undecided(self) -> int:
        """How many nobody decided on, as far as that can be told: decisions may be of texts of earlier days."""
        return max(0, self.objected - self.agreed - self.disagreed)


@dataclass(frozen=True)
class Dashboard:
    """`days` are the last DAYS days (UTC), oldest first; the last one is today. `whole` is all of them together.

    `checks` are those that objected to anything, the one that objected most first. The samples are of what the checks
    marked as spam, and of what they published.
    """

    days: Sequence[tuple[date, Totals]]
    whole: Totals
    checks: Sequence[CheckRecord]
    spam_sample: SampleRecord
    published_sample: SampleRecord

    @property
    def today(self) -> Totals:
        return self.days[-1][1]


def read(access: Access, *, site_id: int | None = None, today: date) -> Dashboard:
    """Of one site, or of all that the person moderates; by one query. Raises NotAllowed on a site of others."""
    if site_id is not None and not access.may_moderate(site_id):
        raise NotAllowed
    rows = access.filter(DayRollup.objects.all()) if site_id is None else DayRollup.objects.filter(site=site_id)
    first = today - timedelta(days=DAYS - 1)
    found = rollups.of_days(rows, first=first, last=today)
    whole = rollups.summed(found.values())
    each = [first + timedelta(days=number) for number in range(DAYS)]
    checks = [_record(name, numbers) for name, numbers in whole.items() if name]
    return Dashboard(
        days=[(day, Totals.read(found.get(day, {}).get("", {}))) for day in each],
        whole=Totals.read(whole.get("", {})),
        checks=sorted(checks, key=lambda check: (-check.objected, check.name)),
        spam_sample=SampleRecord.read(whole.get("", {}), Status.SPAM),
        published_sample=SampleRecord.read(whole.get("", {}), Status.APPROVED),
    )


def _record(name: str, numbers: Mapping[str, int]) -> CheckRecord:
    return CheckRecord(
        name=name,
        objected=numbers.get(rollups.OBJECTED, 0),
        agreed=numbers.get(Status.REJECTED, 0) + numbers.get(Status.SPAM, 0),
        disagreed=numbers.get(Status.APPROVED, 0),
        sample=SampleRecord.read(numbers, Status.SPAM),
    )
