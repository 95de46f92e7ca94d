"""Whether there is something to tell moderators: asked once for all who may want to hear it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from comments.access.membership import Access
from comments.models import Flood, Site
from comments.moderation.waiting import presence, queries


@dataclass(frozen=True)
class Look:
    """By site, when the latest of what waits began to, and the flood that goes on; and where somebody is at the desk.

    Sites are given as ids; None stands for all sites.
    """

    arrivals: Mapping[int, datetime]
    floods: Mapping[int, int]
    attended: Access

    def of(self, site_ids: Iterable[int] | None) -> frozenset[int]:
        """Those of these sites where something waits."""
        return frozenset(self.arrivals if site_ids is None else self.arrivals.keys() & set(site_ids))

    def has_news(
        self, site_ids: Iterable[int] | None, *, since: datetime | None, told_flood: int | None = None
    ) -> bool:
        """Whether something began to wait there after `since`, at a site at whose desk nobody is."""
        return bool(self.news(site_ids, since=since, told_flood=told_flood) - self._attended_of(site_ids))

    def news(
        self, site_ids: Iterable[int] | None, *, since: datetime | None, told_flood: int | None = None
    ) -> frozenset[int]:
        """The sites where something began to wait after `since`, None for ever, whoever is at the desk.

        What a flood brings is no news once that flood was told of: `told_flood` is the newest one that was.
        """
        return frozenset(
            site_id
            for site_id in self.of(site_ids)
            if (since is None or self.arrivals[site_id] > since) and not self._is_told(site_id, told_flood)
        )

    def latest_flood(self, site_ids: Iterable[int] | None) -> int | None:
        """The newest flood that goes on at these sites: what is told of them now tells of it and of those before."""
        among = self.floods if site_ids is None else self.floods.keys() & set(site_ids)
        return max((self.floods[site_id] for site_id in among), default=None)

    def _attended_of(self, site_ids: Iterable[int] | None) -> frozenset[int]:
        return frozenset(site_id for site_id in self.of(site_ids) if self.attended.may_moderate(site_id))

    def _is_told(self, site_id: int, told_flood: int | None) -> bool:
        return told_flood is not None and self.floods.get(site_id, told_flood + 1) <= told_flood


def look(*, now: datetime) -> Look:
    """See what waits at all sites. Five statements, and one for each hundred sites, however many comments wait."""
    site_ids = list(Site.objects.order_by("pk").values_list("pk", flat=True))
    floods = Flood.objects.filter(ended_at=None).values_list("site_id", "pk")
    return Look(queries.arrivals(site_ids, now=now), dict(floods), presence.attended(now=now))
