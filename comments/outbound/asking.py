"""Which addresses the service may ask where somebody else wrote the name."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from comments import conf
from comments.net import hostnames, ip

_WEB_PORTS = (80, 443)
_FREE_PORTS = 1024  # below it only those of the web itself: what answers at others speaks no HTTP


def may_ask(address: str) -> bool:
    """Public addresses alone, or whoever leads a site could ask what is behind our firewall.

    Where the service itself runs on somebody's own machine, as when it is tried, that machine too.
    """
    if ip.is_public(address):
        return True
    known = ip.parse(address)
    is_at_home = _is_this_machine(hostnames.host_of(conf.public_url()))
    return is_at_home and known is not None and known.is_loopback


def may_tell(address: str) -> bool:
    """What `may_ask` allows, and private networks where PRIVATE_RECEIVERS says that receivers may be there.

    Never what only the machine's own network serves, such as the metadata of a cloud at 169.254.169.254.
    """
    known = ip.parse(address)
    is_inside = known is not None and ip.is_private(known)
    return may_ask(address) or (is_inside and conf.may_tell_private_receivers())


def address_fault(url: str) -> str:
    """Why nothing can be sent to what somebody typed as the address of a receiver, as a sentence; "" where it can.

    Whether the name leads to a private network is seen when it is asked, since it may lead elsewhere by then.
    """
    origin = hostnames.origin_of(url)
    if not origin or not url.isascii() or any(char.isspace() or not char.isprintable() for char in url):
        return _("Enter an address that begins with https:// and has no name or password in it.")
    parts, host = urlsplit(url), hostnames.host_of(url)
    if parts.fragment or url.endswith("#"):
        return _("Enter an address without “#”: what is behind it would not be sent.")
    if parts.scheme == "http" and not (_is_this_machine(host) or conf.may_tell_private_receivers()):
        return _("Enter an address that begins with https://, or anybody on the way could read what is sent.")
    if parts.port and parts.port not in _WEB_PORTS and parts.port < _FREE_PORTS:
        return _("Enter an address with the port 443, 80, or one from 1024 on.")
    return ""


def _is_this_machine(host: str) -> bool:
    known = ip.parse(host)
    return host == "localhost" or host.endswith(".localhost") or bool(known and known.is_loopback)
