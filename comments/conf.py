"""What the app asks of the host project's settings."""

from ipaddress import ip_network

from django.conf import settings

from comments.net import hosts
from comments.net.ip import UNIX, Proxy


def public_url() -> str:
    """The service's own address without a trailing slash; links are built from it, never from Host."""
    return str(getattr(settings, "PUBLIC_URL", "http://localhost:8000")).rstrip("/")


def public_origin() -> str:
    """As browsers send it in Origin."""
    return hosts.origin_of(public_url())


def trusted_proxies() -> list[Proxy]:
    """Networks whose forwarded headers are believed; `unix:` among them stands for unix sockets."""
    values: list[str] = getattr(settings, "TRUSTED_PROXIES", [])
    return [UNIX if value == UNIX else ip_network(value) for value in values]


def akismet_url() -> str:
    """The base of Akismet's interface, or of a service that speaks its language; without a trailing slash."""
    return str(getattr(settings, "AKISMET_URL", "https://rest.akismet.com/1.1")).rstrip("/")


def akismet_key() -> str:
    """Empty: Akismet is off, nothing leaves this machine."""
    return str(getattr(settings, "AKISMET_KEY", ""))


def akismet_is_test() -> bool:
    """Whether Akismet is told that it is only being tried out, and should learn nothing."""
    return bool(getattr(settings, "AKISMET_TEST", False))
