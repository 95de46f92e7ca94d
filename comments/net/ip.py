"""The address that a request came from, and its network."""

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal

# Some proxies write 192.0.2.7:4444 or [2001:db8::1]:443.
_PORT = re.compile(r"^(\d+\.\d+\.\d+\.\d+|\[.*\]):\d+$")

# Stands for whoever connects by a unix socket, who has no address.
UNIX: Literal["unix:"] = "unix:"
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291, all that IANA has assigned
_PRIVATE = tuple(ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
Network = IPv4Network | IPv6Network
Proxy = Network | Literal["unix:"]
Address = IPv4Address | IPv6Address


@lru_cache(maxsize=1024)  # one request asks several times
def parse(text: str) -> Address | None:
    """An IP address from text, which may have a port. IPv4 mapped into IPv6 becomes IPv4; None for other text."""
    bare = _PORT.sub(r"\1", text.strip()).strip("[]").partition("%")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def parse_network(text: str) -> Network | None:
    """A network from text, which may have bits behind its prefix, or an address for a network; None for other text.

    IPv4 mapped into IPv6 becomes IPv4.
    """
    if address := parse(text):
        return ip_network(address)
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    mapped = network.network_address.ipv4_mapped if isinstance(network.network_address, IPv6Address) else None
    inside = network.prefixlen - 96
    return IPv4Network((mapped, inside), strict=False) if mapped and inside >= 0 else network


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, also where IPv6 carries an IPv4 address (6to4, Teredo, NAT64)."""
    known = parse(address)
    if isinstance(known, IPv6Address):
        carried = [known.sixtofour, *(known.teredo or ())]
        if known in _NAT64:
            return is_public(str(IPv4Address(int(known) & 0xFFFF_FFFF)))
        if known not in _GLOBAL_UNICAST or not all(one.is_global for one in carried if one):
            return False
    return known is not None and known.is_global and not known.is_multicast


def is_private(address: Address) -> bool:
    """Whether an address is of this machine or of a private network (RFC 1918, RFC 4193)."""
    return address.is_loopback or any(address in network for network in _PRIVATE)


def is_trusted(peer: str, proxies: Sequence[Proxy]) -> bool:
    """Whether the peer is one of the proxies; one without an address, on a unix socket, is one if `unix:` is listed."""
    if not peer:
        return UNIX in proxies
    address = parse(peer)
    return address is not None and any(proxy != UNIX and address in proxy for proxy in proxies)


def client_address(peer: str, forwarded_for: str, proxies: Sequence[Proxy]) -> str:
    """The client's address: the right-most in X-Forwarded-For that is no trusted proxy, or an untrusted `peer` itself.

    Empty when it is unknown. What a client itself wrote there stands to the left of what the proxies appended.
    """
    if not is_trusted(peer, proxies):
        return str(parse(peer) or "")
    client = parse(peer)
    for hop in reversed(forwarded_for.split(",")):
        address = parse(hop)
        if address is None:
            break
        client = address
        if not is_trusted(hop, proxies):
            break
    return str(client or "")


def network_of(address: str, *, ipv6_prefix: int = 64) -> str:
    """The network of one household or server as text: an IPv4 address, or an IPv6 /64; empty when unknown.

    A smaller `ipv6_prefix` is for what somebody with many of these must not get around.
    """
    known = parse(address)
    if known is None:
        return ""
    if isinstance(known, IPv6Address):
        return str(IPv6Network((known, ipv6_prefix), strict=False))
    return str(known)
