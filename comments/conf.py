"""What the app asks of the host project's settings, and its fixed limits."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from django.conf import settings

NAME_LIMIT = 245
EMAIL_LIMIT = 100
URL_LIMIT = 200
TEXT_CEILING = 20_000
USER_AGENT_LIMIT = 254
KEY_LIMIT = 255
DEPTH_CEILING = 10

SCREEN_HANDFUL = 20
DUE_AFTER_POST_SECONDS = 10
LEASE_SECONDS = 60
ATTEMPTS = 8
SWEEP_ROWS = 500
REPLAY_SECONDS = 60
SUBMISSION_DAYS = 2
PACE_SECONDS = 3600
FORGET_ROWS = 5000
SECONDS_WHEN_DOWN = 5
# Cache-Control of what is the same for everybody: a decision shows everywhere in three seconds.
PUBLIC_CACHE = "public, max-age=1, stale-while-revalidate=2"
PRIVATE_CACHE = "private, no-store"
FORM_TOKEN_STALE_HOURS = 48
WAITING_LINK_DAYS = 7


def public_url() -> str:
    """The service's own address without a trailing slash; links are built from it, never from Host."""
    return str(getattr(settings, "PUBLIC_URL", "http://localhost:8000")).rstrip("/")


def public_origin() -> str:
    parts = urlsplit(public_url())
    return f"{parts.scheme}://{parts.netloc}"


def trusted_proxies() -> list[IPv4Network | IPv6Network]:
    """Networks whose forwarded headers are believed."""
    return [ip_network(cidr) for cidr in getattr(settings, "TRUSTED_PROXIES", [])]
