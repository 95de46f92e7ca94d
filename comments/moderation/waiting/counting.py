"""How much waits at each site, why, and since when: what a notice says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comments.models import Flood, Site
from comments.moderation.queue import COUNTED, Count
from comments.moderation.waiting import queries

# By so many of the newest is said why they wait.
AMONG = 200
_QUEUES = ("decide", "spam", "reported")


@dataclass(frozen=True)
class SiteWaits:
    """What waits at a site: for a decision, likely spam, and published but reported. `oldest` is of the first two.

    `why` has each check that objects to any of the newest AMONG, and to how many of them, most first. `flood` is the
    one that goes on.
    """

    site: Site
    undecided: Count
    likely_spam: Count
    reported: Count
    oldest: datetime | None
    why: Sequence[tuple[str, int]]
    flood: Flood | None

    @property
    def waiting(self) -> Count:
        """Those that wait for a decision, likely spam included."""
        return Count(min(self.undecided.number + self.likely_spam.number, COUNTED + 1))


def what_waits(site_ids: Sequence[int], *, now: datetime) -> list[SiteWaits]:
    """Of these sites, by name; those where nothing waits are left out. Four statements for each hundred sites."""
    counted = queries.counts(site_ids, _QUEUES, cap=COUNTED + 1, now=now)
    found = {one.site_id: one for one in counted if any(one.numbers)}
    if not found:
        return []
    why: dict[int, list[tuple[str, int]]] = {}
    for site_id, check, number in queries.objections(list(found), among=AMONG, now=now):
        why.setdefault(site_id, []).append((check, number))
    floods = {flood.site_id: flood for flood in Flood.objects.filter(ended_at=None, site__in=found)}

    def told(site: Site) -> SiteWaits:
        counts = found[site.pk]
        undecided, likely_spam, reported = (Count(number) for number in counts.numbers)
        return SiteWaits(
            site, undecided, likely_spam, reported, counts.oldest, why.get(site.pk, []), floods.get(site.pk)
        )

    return [told(site) for site in Site.objects.filter(pk__in=found).order_by("name", "pk")]
