"""Who is banned: the one way in which a ban is written, and which bans an author falls under."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address
from socket import inet_ntoa
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comments.models import Ban, BanEffect, BanKind, Site
from comments.net import emails, hostnames, ip, shared_domains
from comments.text import normalization

Value = tuple[str, str]  # a kind and a canonical value

# The widest network of one provider that is likely to be meant; a wider one is rather a slip of the pen.
WIDEST = {4: 8, 6: 32}
# One household has all of an IPv6 /64, so a narrower ban would hold nobody.
NARROWEST = {4: 32, 6: 64}
_AT_ONCE = 10_000  # a statement of SQLite's has at most 32,766 parameters


@dataclass(frozen=True)
class BanHit:
    """A ban that a comment falls under; `is_linked` if not its author does, but what its text links to."""

    effect: BanEffect
    kind: BanKind
    note: str = ""
    until: datetime | None = None
    is_linked: bool = False


def canonical(kind: str, value: str) -> str:
    """The value as bans of this kind are stored and compared; raises ValidationError with a sentence."""
    if kind == BanKind.EMAIL:
        return _email(value)
    if kind == BanKind.NETWORK:
        return _network(value)
    domain = _domain(value, may_be_address=kind == BanKind.WEBSITE)
    _refuse_shared(domain, kind)
    return domain


def values_for(email: str, url: str, *, address: str = "") -> frozenset[Value]:
    """All that a ban on this author could be on, as (kind, canonical value); what is not known of them is empty."""
    mailbox = emails.canonical(email)
    _local, at, domain = mailbox.rpartition("@")
    return frozenset(
        [
            *([(BanKind.EMAIL.value, mailbox)] if at else []),
            *((BanKind.EMAIL_DOMAIN.value, parent) for parent in hostnames.with_parents(domain) if at and parent),
            *values_linked([hostnames.host_of(url)]),
            *((BanKind.NETWORK.value, network) for network in _networks_of(address)),
        ]
    )


def values_linked(linked_hosts: Iterable[str]) -> frozenset[Value]:
    """All that a ban on one of these hosts could be on, as (kind, canonical value): the hosts and their parents."""
    return frozenset(
        (BanKind.WEBSITE.value, parent) for host in linked_hosts if host for parent in hostnames.with_parents(host)
    )


def in_force(site: Site, values: Iterable[Value], *, now: datetime) -> list[Ban]:
    """The bans on any of these that hold on the site, oldest first; one query, or several for very many values."""
    wanted = sorted(values)
    lasting = Ban.objects.holding_on(site).filter(Q(until=None) | Q(until__gt=now))
    found: list[Ban] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = frozenset(wanted[start : start + _AT_ONCE])
        rows = lasting.filter(kind__in={kind for kind, _value in some}, value__in={value for _kind, value in some})
        found += [ban for ban in rows.order_by("id") if (ban.kind, ban.value) in some]
    return found


def ends_of(ids: Collection[int]) -> list[datetime | None]:
    """Until when these bans are in force; None is for ever."""
    return list(Ban.objects.filter(pk__in=ids).values_list("until", flat=True))


def hits(
    site: Site,
    authors: Mapping[int, frozenset[Value]],
    *,
    linked: Mapping[int, frozenset[Value]] | None = None,
    now: datetime,
) -> dict[int, tuple[BanHit, ...]]:
    """The bans that each author falls under, or that what a text links to falls under; by comment id, one query.

    `authors` and `linked` have all that a ban could be on, by comment id, from `values_for` and `values_linked`.
    """
    linked = linked or {}
    found = in_force(site, frozenset().union(*authors.values(), *linked.values()), now=now)
    return matched(found, authors, linked)


def matched(
    found: Iterable[Ban], authors: Mapping[int, frozenset[Value]], linked: Mapping[int, frozenset[Value]]
) -> dict[int, tuple[BanHit, ...]]:
    """Which of these bans fall on which comment, by its id."""
    hits_on: dict[int, tuple[BanHit, ...]] = dict.fromkeys(authors, ())
    for ban in found:
        value = (ban.kind, ban.value)
        for comment_id, own in authors.items():
            if value in own or value in linked.get(comment_id, ()):
                hit = BanHit(BanEffect(ban.effect), BanKind(ban.kind), ban.note, ban.until, is_linked=value not in own)
                hits_on[comment_id] += (hit,)
    return hits_on


def _email(value: str) -> str:
    typed = normalization.normalise_line(value)
    if not emails.is_valid(typed):
        message = _("“%(value)s” is not an email address such as someone@example.org.")
        raise ValidationError(message, params={"value": value})
    return emails.canonical(typed)


def _domain(value: str, *, may_be_address: bool) -> str:
    """From an address of a page or of e-mail, or a domain: the domain, without www."""
    host = hostnames.host_of(value.strip()) if "//" in value else hostnames.canonical(_bare_host(value))
    bare = host.removeprefix("www.")
    domain = bare if hostnames.is_domain(bare) else host
    if may_be_address and (address := ip.parse(domain)):
        return str(address)
    if not hostnames.is_domain(domain):
        message = _("“%(value)s” is not a domain such as spam.example. A domain has at least two parts.")
        raise ValidationError(message, params={"value": value})
    return domain


def _refuse_shared(domain: str, kind: str) -> None:
    """A ban on what everybody uses would fall on everybody."""
    message = None
    if shared_domains.is_registry(domain):
        message = _("“%(value)s” is not one domain: many people register domains below it. Ban one of those domains.")
    elif shared_domains.is_hosting(domain):
        message = _("“%(value)s” is a host of many websites. Ban the one website, such as name.%(value)s.")
    elif kind == BanKind.EMAIL_DOMAIN and shared_domains.is_mail_provider(domain):
        message = _("“%(value)s” is an email provider that many of your readers use. Ban the one email address.")
    elif kind == BanKind.WEBSITE and shared_domains.is_platform(domain):
        message = _(
            "“%(value)s” has pages of many people, and a ban would hit all of them."
            " To hold comments that name it, put it on the list of moderation words."
        )
    if message:
        raise ValidationError(message, params={"value": domain})


def _bare_host(value: str) -> str:
    """*.spam.example:8080/x, @spam.example and someone@spam.example without all that."""
    behind = value.strip().rpartition("@")[2].removeprefix("*.")
    return re.split(r"[/?#:]", behind, maxsplit=1)[0]


def _network(value: str) -> str:
    network = ip.parse_network(value)
    if network is None:
        message = _("“%(value)s” is not an address such as 192.0.2.7, or a network such as 192.0.2.0/24.")
        raise ValidationError(message, params={"value": value})
    if network.prefixlen < WIDEST[network.version]:
        message = _("“%(value)s” is too large a network. The largest possible is /%(widest)d.")
        raise ValidationError(message, params={"value": value, "widest": WIDEST[network.version]})
    return _written(network)


def _written(network: ip.Network) -> str:
    narrowest = NARROWEST[network.version]
    if network.prefixlen > narrowest:
        network = network.supernet(new_prefix=narrowest)
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def _networks_of(address: str) -> list[str]:
    """Every network that a ban could have and that this address is in."""
    known = ip.parse(address)
    if known is None:
        return []
    bits, sizes = known.max_prefixlen, range(WIDEST[known.version], NARROWEST[known.version] + 1)
    starts = [(int(known) >> (bits - size) << (bits - size)).to_bytes(bits // 8, "big") for size in sizes]
    # The same words as ipaddress has for them, in a tenth of the time.
    words = map(inet_ntoa, starts) if known.version == 4 else (str(IPv6Address(start)) for start in starts)
    return [f"{start}/{size}" if size < bits else start for start, size in zip(words, sizes, strict=True)]


def take_back(ban: Ban, kept: Mapping[str, Any]) -> bool:
    """Put the ban that was there before back, or none; False if somebody changed it since: then theirs stands.

    `kept` has the fields as they were `laid`, and `before`, which is empty for a ban that was new.
    """
    laid = Ban.objects.filter(pk=ban.pk, **kept.get("laid", {}))
    return bool(laid.update(**kept["before"]) if kept.get("before") else laid.delete()[0])
