"""Which address a request came from, and which network that is."""

import re
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Literal

# Some proxies write 192.0.2.7:4444 or [2001:db8::1]:443.
_PORT = re.compile(r"^(\d+\.\d+\.\d+\.\d+|\[.*\]):\d+$")

# Stands for whoever connects by a unix socket, who has no address.
UNIX: Literal["unix:"] = "unix:"
Network = IPv4Network | IPv6Network
Proxy = Network | Literal["unix:"]
Address = IPv4Address | IPv6Address


@lru_cache(maxsize=1024)  # one request asks several times
def parsed(text: str) -> Address | None:
    """The address, without a port, with an IPv4 address inside IPv6 taken out; None when it is none."""
    bare = _PORT.sub(r"\1", text.strip()).strip("[]").partition("%")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_trusted(peer: str, proxies: Sequence[Proxy]) -> bool:
    """Whether it is one of the proxies; a peer without an address is one if `unix:` is."""
    if not peer:
        return UNIX in proxies
    address = parsed(peer)
    return address is not None and any(proxy != UNIX and address in proxy for proxy in proxies)


def client_address(peer: str, forwarded_for: str, proxies: Sequence[Proxy]) -> str:
    """The right-most address that no trusted proxy has; `peer` itself unless it is a trusted proxy.

    Whatever a client wrote into X-Forwarded-For stands to the left of what the proxies appended.
    """
    if not is_trusted(peer, proxies):
        return str(parsed(peer) or "")
    client = parsed(peer)
    for hop in reversed(forwarded_for.split(",")):
        address = parsed(hop)
        if address is None:
            break
        client = address
        if not is_trusted(hop, proxies):
            break
    return str(client or "")


def network_of(address: str) -> str:
    """The network one household or server has: IPv4 /32, IPv6 /64; empty when unknown."""
    known = parsed(address)
    if known is None:
        return ""
    if isinstance(known, IPv6Address):
        return str(IPv6Network((known, 64), strict=False))
    return str(known)
