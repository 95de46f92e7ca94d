"""Which addresses the service may ask where somebody else wrote the name."""

from comments import conf
from comments.net import hostnames, ip


def may_ask(address: str) -> bool:
    """Public addresses alone, or whoever leads a site could ask what is behind our firewall.

    Where the service itself runs on somebody's own machine, as when it is tried, that machine too.
    """
    if ip.is_public(address):
        return True
    known, ours = ip.parse(address), hostnames.host_of(conf.public_url())
    here = ip.parse(ours)
    is_at_home = ours == "localhost" or ours.endswith(".localhost") or bool(here and here.is_loopback)
    return is_at_home and known is not None and known.is_loopback
