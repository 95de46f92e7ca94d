"""Who wants to hear of which events: a column of each site, so that what happens costs nothing where nobody does.

The column follows from the webhooks. Whoever writes one of these calls `refresh_sites` in the same transaction.
"""

from collections.abc import Iterable

from django.db.models import Q

from comments.db.transactions import writing
from comments.models import Site, WebhookEndpoint

Listeners = dict[str, list[int]]


def refresh_sites(site_id: int | None = None) -> int:
    """Write it anew for a site, or with None for all; returns for how many it was another.

    The sites are locked first: of two that change webhooks at once, the second sees what the first did.
    """
    with writing():
        sites = Site.objects.order_by("pk") if site_id is None else Site.objects.filter(pk=site_id)
        locked = list(sites.select_for_update(no_key=True).only("pk", "wanted_events"))
        wanted = _wanted([site.pk for site in locked])
        outdated = [site for site in locked if site.wanted_events != wanted[site.pk]]
        for site in outdated:
            Site.objects.filter(pk=site.pk).update(wanted_events=wanted[site.pk])
    return len(outdated)


def repair_sites() -> int:
    """Write it anew where it is not what the webhooks say, as for a site that was added; returns for how many."""
    return refresh_sites() if outdated_sites() else 0


def outdated_sites() -> list[int]:
    """The ids of sites whose column says otherwise than the webhooks."""
    known = dict(Site.objects.values_list("pk", "wanted_events"))
    wanted = _wanted(known)
    return [site_id for site_id, events in known.items() if events != wanted[site_id]]


def _wanted(site_ids: Iterable[int]) -> dict[int, Listeners]:
    found: dict[int, Listeners] = {site_id: {} for site_id in site_ids}
    rows = WebhookEndpoint.objects.filter(Q(site__in=found) | Q(site=None), is_on=True).order_by("pk")
    for endpoint in rows.only("site", "events"):
        for site_id in found if endpoint.site_id is None else [endpoint.site_id]:
            for event in endpoint.events:
                found[site_id].setdefault(event, []).append(endpoint.pk)
    return found
