"""Whom a ban would hit: the comments that were written with a value, and the authors who were published with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.db.models import Count, Max, Q, QuerySet

from comments.db import website_host
from comments.db.website_host import WebsiteHost
from comments.models import BanKind, Comment
from comments.net import ip
from comments.statuses import Status

MONTH = timedelta(days=30)
# Mailboxes, hosts or addresses that one ban here may be on; what hits more belongs on the list of bans.
MOST = 5000
# Networks that are wider need a chief.
WIDE = {4: 24, 6: 48}
_MOST_BEGINNING = 100_000  # networks whose text begins as a wider one does
_AT_ONCE = 1000  # values in one condition


@dataclass(frozen=True)
class BanReach:
    """What a ban on a value would hit on a site.

    `waiting` and `published` count comments, `authors` mailboxes that were published, `this_month` those of them that
    were within 30 days. `is_complete` is False where more than MOST values are meant, of which only some were counted.
    """

    waiting: int
    published: int
    authors: int
    this_month: int
    is_complete: bool = True


def of(site_id: int, kind: str, value: str, *, now: datetime) -> BanReach:
    """Count what a ban on this canonical value would hit."""
    meant = _written(site_id, kind, value)
    counts, published = {Status.PENDING: 0, Status.APPROVED: 0}, dict[str, datetime]()
    for some in _conditions(kind, meant[:MOST]):
        rows = Comment.objects.alias(host=WebsiteHost("url")).filter(some, site=site_id)
        by_status = rows.filter(status__in=counts).order_by().values_list("status")
        for status, number in by_status.annotate(n=Count("pk")):
            counts[status] += number
        authors = rows.filter(status=Status.APPROVED).order_by().values_list("email_canonical")
        for mailbox, last in authors.annotate(last=Max("published_at")):
            published[mailbox] = max(last, published.get(mailbox, last))
    recent = sum(last > now - MONTH for last in published.values())
    return BanReach(counts[Status.PENDING], counts[Status.APPROVED], len(published), recent, len(meant) <= MOST)


def comments_hit(site_id: int, kind: str, value: str) -> "QuerySet[Comment]":
    """The comments of a site that were written with a canonical value, or with what is below it."""
    condition = Q(pk__in=[])
    for some in _conditions(kind, _written(site_id, kind, value)[:MOST]):
        condition |= some
    return Comment.objects.alias(host=WebsiteHost("url")).filter(condition, site=site_id)


def is_wide(kind: str, value: str) -> bool:
    """Whether it is a network of more than one household or company."""
    if kind != BanKind.NETWORK:
        return False
    network = ip_network(value)
    return network.prefixlen < WIDE[network.version]


def _written(site_id: int, kind: str, value: str) -> Sequence[str]:
    """Each mailbox, host or network that the site's comments have and the ban would be on; more than MOST are cut."""
    rows = Comment.objects.filter(site=site_id).order_by()
    if kind == BanKind.EMAIL:
        return [value]
    if kind == BanKind.EMAIL_DOMAIN:
        below = Q(email_canonical__endswith=f"@{value}") | Q(email_canonical__endswith=f".{value}")
        return list(rows.filter(below).values_list("email_canonical", flat=True).distinct()[: MOST + 1])
    if kind == BanKind.WEBSITE:
        hosts = rows.exclude(url="").annotate(host=WebsiteHost("url"))
        mine = Q(host__in=website_host.spellings(f"https://{value}")) | Q(host__endswith=f".{value}")
        return list(hosts.filter(mine).values_list("host", flat=True).distinct()[: MOST + 1])
    return _networks(rows, value)


def _networks(rows: "QuerySet[Comment]", value: str) -> Sequence[str]:
    wanted = ip_network(value)
    if ip.network_of(str(wanted.network_address)) == _as_stored(value):
        return [_as_stored(value)]
    # The first octets, or the first group: the rest is compared as numbers.
    whole = wanted.prefixlen // 8
    octets = str(wanted.network_address).split(".")[:whole]
    begins = ".".join(octets) + "." if wanted.version == 4 else f"{wanted.network_address.exploded[:4].lstrip('0')}:"
    found = rows.exclude(network="").filter(network__startswith=begins).values_list("network", flat=True).distinct()
    beginning = found[:_MOST_BEGINNING]
    # Of so many that none is compared: they are too many anyway.
    return [one for one in beginning if len(beginning) == _MOST_BEGINNING or _is_within(one, value)]


def _as_stored(value: str) -> str:
    """As comments have it: an IPv4 address alone, an IPv6 /64 with its length."""
    return value.removesuffix("/32") if "." in value else value


def _is_within(network: str, value: str) -> bool:
    one, other = ip_network(network), ip_network(value)
    return one.version == other.version and one.subnet_of(other)  # type: ignore[arg-type]  # of one version


def _conditions(kind: str, values: Sequence[str]) -> Iterable[Q]:
    column = {BanKind.WEBSITE: "host__in", BanKind.NETWORK: "network__in"}.get(BanKind(kind), "email_canonical__in")
    besides = {"host__in": ~Q(url=""), "network__in": ~Q(network="")}.get(column, Q())
    return [besides & Q(**{column: values[n : n + _AT_ONCE]}) for n in range(0, len(values), _AT_ONCE)]
