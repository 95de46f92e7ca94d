"""What the app asks of the host project's settings, and its fixed limits."""

from datetime import UTC, datetime
from ipaddress import ip_network

from django.conf import settings

from comments.net import hosts
from comments.net.ip import UNIX, Proxy

VERSION = "0.1.0"
NAME_LIMIT = 245
EMAIL_LIMIT = 100
URL_LIMIT = 200
TEXT_CEILING = 20_000
USER_AGENT_LIMIT = 254
KEY_LIMIT = 255
DEPTH_CEILING = 10
# What is talked about is counted over the last of these days.
TREND_DAYS = (1, 7, 30)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

DUE_AFTER_POST_SECONDS = 10
LEASE_SECONDS = 60
ATTEMPTS = 8
# For so long an outside service that gives no answer is asked again, as Akismet's own plugin does.
RECHECK_DAYS = 15
AKISMET_SECONDS = 5.0
# For all of a handful, well within the limit of a task: who is not asked in time is asked later.
ASKING_SECONDS = 12.0
# Nothing that is tried again later waits longer than this.
LONGEST_PAUSE_HOURS = 6
SWEEP_ROWS = 500
REPLAY_SECONDS = 60
SUBMISSION_DAYS = 2
PACE_SECONDS = 3600
COMMENTER_DAYS = 365
# For so long a decision on a cluster may stand for what joins it.
CLUSTER_HOURS = 24
# In the memory of each process that screens, which ends at 200 MB: learned filters of 2 MB each, and lists, of which
# the largest take 20 MB.
FILTERS_BYTES = 24_000_000
LISTS_BYTES = 32_000_000
# What housekeeping does in one run. It shares the worker with the screening of fresh comments, so a run is short.
FORGET_ROWS = 2000
ERASE_ROWS = 500
PURGE_ROWS = 100
RECOUNT_THREADS = 50
RECOUNT_COMMENTS = 5000
AGE_THREADS = 500
SECONDS_WHEN_DOWN = 5
# Cache-Control of what is the same for everybody: a decision shows everywhere in three seconds. Where no new answer can
# be had, as without the database, the last one may be sent for an hour.
PUBLIC_CACHE = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
PRIVATE_CACHE = "private, no-store"
# Marks an answer that is the same for everybody as far as the comments go; see comments.middleware.PublicPages.
SAME_FOR_EVERYBODY = "has_comments_that_are_the_same_for_everybody"
# What the names of cookies by which a browser is remembered begin with; who sends one gets pages of their own.
COMMENTER_COOKIES = "commenter-"
FORM_TOKEN_STALE_HOURS = 48
WAITING_LINK_DAYS = 7


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
