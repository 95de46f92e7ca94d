"""Who wants to hear of which events: columns of each site, so that what happens costs nothing where nobody does.

They follow from the webhooks. Whoever writes one of these calls `refresh_sites` in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from comments.db.transactions import writing
from comments.models import PersonalData, Site, WebhookEndpoint

Listeners = dict[str, list[int]]
_LEVELS = ["", *PersonalData.values]  # the least first


@dataclass
class _Wanted:
    """By event the ids of webhooks, and the most that one of them is told of the authors of comments."""

    events: Listeners = field(default_factory=dict)
    level: str = ""

    def add(self, endpoint: WebhookEndpoint) -> None:
        for event in endpoint.events:
            self.events.setdefault(event, []).append(endpoint.pk)
        if any(event.startswith("comment.") for event in endpoint.events):
            self.level = max(self.level, endpoint.personal_data, key=_LEVELS.index)


def refresh_sites(site_id: int | None = None) -> int:
    """Write it anew for a site, or with None for all; returns for how many it was another.

    The sites are locked first: of two that change webhooks at once, the second sees what the first did.
    """
    with writing():
        sites = Site.objects.order_by("pk") if site_id is None else Site.objects.filter(pk=site_id)
        locked = list(sites.select_for_update(no_key=True).only("pk", "wanted_events", "webhook_data"))
        wanted = _wanted([site.pk for site in locked])
        outdated = [site for site in locked if _of(site) != wanted[site.pk]]
        for site in outdated:
            now = wanted[site.pk]
            Site.objects.filter(pk=site.pk).update(wanted_events=now.events, webhook_data=now.level)
    return len(outdated)


def repair_sites() -> int:
    """Write it anew where it is not what the webhooks say, as for a site that was added; returns for how many."""
    return refresh_sites() if outdated_sites() else 0


def outdated_sites() -> list[int]:
    """The ids of sites whose column says otherwise than the webhooks."""
    sites = list(Site.objects.only("pk", "wanted_events", "webhook_data"))
    wanted = _wanted([site.pk for site in sites])
    return [site.pk for site in sites if _of(site) != wanted[site.pk]]


def _of(site: Site) -> _Wanted:
    return _Wanted(site.wanted_events, site.webhook_data)


def _wanted(site_ids: Iterable[int]) -> dict[int, _Wanted]:
    found = {site_id: _Wanted() for site_id in site_ids}
    rows = WebhookEndpoint.objects.filter(Q(site__in=found) | Q(site=None), is_on=True).order_by("pk")
    for endpoint in rows.only("site", "events", "personal_data"):
        for site_id in found if endpoint.site_id is None else [endpoint.site_id]:
            found[site_id].add(endpoint)
    return found
