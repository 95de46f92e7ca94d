"""The host project's settings that the app reads, with their defaults; see docs/embedding.md."""

from collections.abc import Callable
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from comments.net import hostnames
from comments.net.ip import UNIX, Proxy


def public_url() -> str:
    """The service's own address without a trailing slash; links are built from it, never from Host."""
    return str(getattr(settings, "PUBLIC_URL", "http://localhost:8000")).rstrip("/")


def public_origin() -> str:
    """The origin of PUBLIC_URL, scheme://host[:port], as browsers send it in Origin."""
    return hostnames.origin_of(public_url())


def public_host() -> str:
    """The host of PUBLIC_URL, without its port."""
    return hostnames.host_of(public_url())


def mail_backend() -> str:
    """The class that Django's functions send mails by."""
    return str(settings.EMAIL_BACKEND)


def mail_folder() -> Path:
    """Where mails are kept as files that nobody is sent."""
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or "mail")


def mail_sender() -> tuple[str, str]:
    """The name, which may be "", and the address that mails are from."""
    return parseaddr(str(settings.DEFAULT_FROM_EMAIL))


def trusted_proxies() -> list[Proxy]:
    """Networks whose X-Forwarded-For is believed; `unix:` stands for peers on unix sockets. Raises ValueError."""
    values: list[str] = getattr(settings, "TRUSTED_PROXIES", [])
    return [UNIX if value == UNIX else ip_network(value) for value in values]


def has_second_factor() -> bool:
    """Whether the host asks for a second factor where a site's `require_second_factor` says so."""
    return bool(getattr(settings, "SECOND_FACTOR", ""))


def second_factor_of() -> Callable[[Any], bool]:
    """The host's function that says whether a user has switched on a second factor."""
    name = str(getattr(settings, "SECOND_FACTOR", ""))
    function: Callable[[Any], bool] = import_string(name) if name else lambda _user: False
    return function


def akismet_url() -> str:
    """Where Akismet, or a service with the same interface, answers; without a trailing slash."""
    return str(getattr(settings, "AKISMET_URL", "https://rest.akismet.com/1.1")).rstrip("/")


def akismet_key() -> str:
    """The key for Akismet. Empty: it is off, and nothing leaves this machine."""
    return str(getattr(settings, "AKISMET_KEY", ""))


def akismet_is_test() -> bool:
    """Whether Akismet is told that these are tests, of which it should learn nothing."""
    return bool(getattr(settings, "AKISMET_TEST", False))


def telegram_api_url() -> str:
    """Where Telegram's Bot API answers, or a server of one's own for it; without a trailing slash."""
    return str(getattr(settings, "TELEGRAM_API_URL", "https://api.telegram.org")).rstrip("/")


def may_fetch_private_keys() -> bool:
    """Whether key sets of single sign-on may be fetched from private addresses, as in a network of one's own."""
    return bool(getattr(settings, "PRIVATE_KEY_SETS", False))


def may_tell_private_receivers() -> bool:
    """Whether webhooks, chats and services that sites ask may be at private addresses."""
    return bool(getattr(settings, "PRIVATE_RECEIVERS", False))


def erasures_dir() -> Path | None:
    """The folder of the journal of erasures, outside the database and its backups; None for no journal."""
    folder = getattr(settings, "ERASURES_DIR", None)
    return Path(folder) if folder else None
