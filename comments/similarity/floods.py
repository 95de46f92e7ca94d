"""Notices when a site is flooded: far more comments than it is used to, and many of them alike.

Both are asked together, since either alone is ordinary: on a day of great news many write, and a few texts are always
sent twice. A site without a past is measured by FEWEST alone.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Count, Min, Q
from django.utils import timezone

from comments.access.membership import Access
from comments.db.transactions import writing
from comments.deliveries import events
from comments.models import Comment, Flood

log = logging.getLogger(__name__)

WINDOW = timedelta(minutes=10)
PAST = timedelta(days=7)
FEWEST = 30
TIMES_AS_MANY = 10
# Two comments that are alike happen by chance; from three on a cluster counts.
LEAST_SIZE = 3
_ALIKE = Q(cluster__size__gte=LEAST_SIZE)


@dataclass(frozen=True)
class Traffic:
    """Counts of comments of a site within WINDOW: `checked` have been screened, `alike` of these are in clusters.

    The first of those that are alike came at `since`.
    """

    total: int = 0
    checked: int = 0
    alike: int = 0
    since: datetime | None = None


def watch(*, now: datetime | None = None) -> None:
    """Begin, count on and end the floods of all sites. May run twice, or twice at the same instant."""
    now = now or timezone.now()
    traffic = _traffic(now)
    known = {flood.site_id: flood for flood in Flood.objects.filter(ended_at=None)}
    for site_id, flood in known.items():
        _follow(flood, traffic.get(site_id, Traffic()), now)
    for site_id in traffic.keys() - known.keys():
        _begin(site_id, traffic[site_id], now)


def going_on(access: Access) -> list[Flood]:
    """The floods at a moderator's sites, by site name."""
    return list(access.filter(Flood.objects.filter(ended_at=None).select_related("site")).order_by("site__name"))


def _traffic(now: datetime) -> dict[int, Traffic]:
    """By site; one query for all."""
    rows = (
        Comment.objects.filter(created_at__gt=now - WINDOW, created_at__lte=now)
        .values("site")
        .annotate(
            total=Count("pk"),
            checked=Count("pk", filter=Q(html__isnull=False)),
            alike=Count("pk", filter=_ALIKE),
            since=Min("created_at", filter=_ALIKE),
        )
        .order_by()
    )
    return {row["site"]: Traffic(row["total"], row["checked"], row["alike"], row["since"]) for row in rows}


def _begin(site_id: int, traffic: Traffic, now: datetime) -> None:
    is_alike = 2 * traffic.alike >= max(traffic.checked, FEWEST)
    if traffic.total < FEWEST or not is_alike:
        return
    usual = _usual(site_id, now)
    if traffic.total < _threshold(usual):
        return
    try:
        with writing():
            flood = Flood.objects.create(
                site_id=site_id, began_at=traffic.since or now, last_at=now, usual=usual,
                comments=traffic.total, alike=traffic.alike,
            )  # fmt: skip
            events.tell(events.of_flood(flood), now=now)
    except IntegrityError:  # another worker noticed it at the same instant
        return
    log.warning("a flood on %s: %d comments in ten minutes, usually %.1f", flood.site.slug, traffic.total, usual)


def _follow(flood: Flood, traffic: Traffic, now: datetime) -> None:
    """It ends when the last ten minutes brought less than half of what makes one, or are not alike by far."""
    same = Flood.objects.filter(pk=flood.pk, ended_at=None)
    if 2 * traffic.total >= _threshold(flood.usual) and 4 * traffic.alike >= traffic.checked:
        with writing():
            same.update(last_at=now, **_counts(flood, now))
        return
    with writing():
        ended = same.update(ended_at=now, **_counts(flood, now))
    if ended:
        log.warning("the flood on site %d is over", flood.site_id)


def _counts(flood: Flood, now: datetime) -> dict[str, int]:
    came = Comment.objects.filter(site=flood.site_id, created_at__range=(flood.began_at, now))
    return dict(came.aggregate(comments=Count("pk"), alike=Count("pk", filter=_ALIKE)))


def _threshold(usual: float) -> float:
    return max(FEWEST, TIMES_AS_MANY * usual)


def _usual(site_id: int, now: datetime) -> float:
    """Comments in ten minutes over the week before; those alike are left out, or one flood would excuse the next."""
    end = now - WINDOW
    came = Comment.objects.filter(site=site_id, created_at__gt=end - PAST, created_at__lte=end)
    return came.exclude(_ALIKE).count() / (PAST / WINDOW)
