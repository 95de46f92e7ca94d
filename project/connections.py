"""The addresses of the database, the broker and the cache, as the environment gives them."""

import re
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from environ import Env, ImproperlyConfigured

from project.env import Misconfigured, given
from project.sentences import _

# The number of a database of Redis, which may be left out.
_NUMBER = re.compile(r"(/[0-9]{0,4})?", re.ASCII)
# What may stand after the ? of an address: how its server is reached. Timeouts and the pool are decided here.
_LIBPQ = {"channel_binding", "gssencmode", "sslcert", "sslcrl", "sslkey", "sslmode", "sslnegotiation", "sslrootcert"}
_TLS = {"ssl_ca_certs", "ssl_cert_reqs", "ssl_certfile", "ssl_keyfile"}
OPTIONS = {
    "postgres": {*_LIBPQ, "require_auth", "target_session_attrs"},
    "postgresql": {*_LIBPQ, "require_auth", "target_session_attrs"},
    "rediss": _TLS,
    "amqps": _TLS,
    "redis+socket": {"virtual_host"},
}
_VERIFIED = {"required", "optional", "none"}
# Longer names PostgreSQL would cut off.
LONGEST_NAME = 63


def database(name: str, default: str) -> dict[str, Any]:  # Any: the values that Django's DATABASES takes
    """Read sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME; a wrong one is not quoted, it may hold a password."""
    url = given(name) or default
    try:
        is_known = url.startswith(("sqlite:///", "postgres://", "postgresql://"))
        config: dict[str, Any] = Env.db_url_config(url) if is_known else {}
    except ValueError:
        config = {}
    is_too_long = config.get("ENGINE", "").endswith("postgresql") and len(config["NAME"]) > LONGEST_NAME
    if config.get("NAME", ":memory:") in {"", ":memory:"} or is_too_long:
        raise Misconfigured(_("%(name)s must be sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME.", name=name))
    _refuse_options(name, url)
    # Sockets are written as %2Frun%2Fpostgresql, which the reader leaves as it is.
    return {**config, "HOST": unquote(config["HOST"])}


def broker(name: str, default: str) -> str:
    """Read redis://HOST:PORT/NUMBER, redis+socket://PATH or amqp://…; a wrong one is not quoted either."""
    value = given(name) or default
    try:
        parts = urlsplit(value)
        is_socket = parts.scheme == "redis+socket" and bool(parts.path.strip("/"))
        is_sound = is_socket or _is_redis(parts) or (parts.scheme in {"amqp", "amqps"} and _has_server(parts))
    except ValueError:
        is_sound = False
    if not is_sound:
        raise Misconfigured(_("%(name)s must be redis://HOST:PORT/NUMBER or amqp://HOST:PORT/NAME.", name=name))
    _refuse_options(name, value)
    return value


def cache(name: str, default: str) -> dict[str, Any]:  # Any: the values that Django's CACHES takes
    """Read locmemcache:// or redis://HOST:PORT/NUMBER; for other kinds the packages are missing."""
    value = given(name) or default
    try:
        parts = urlsplit(value)
        is_sound = _is_redis(parts) or parts.scheme in {"locmemcache", "locmem"}
        config: dict[str, Any] = Env.cache_url_config(value) if is_sound else {}
    except (ImproperlyConfigured, ValueError):
        config = {}
    if not config:
        raise Misconfigured(_("%(name)s must be locmemcache:// or redis://HOST:PORT/NUMBER.", name=name))
    _refuse_options(name, value)
    return config


def _has_server(parts: SplitResult) -> bool:
    """Raises ValueError for a port that is none."""
    return bool(parts.hostname) and parts.port != 0


def _is_redis(parts: SplitResult) -> bool:
    return parts.scheme in {"redis", "rediss"} and _has_server(parts) and bool(_NUMBER.fullmatch(parts.path))


def _refuse_options(name: str, url: str) -> None:
    """Refuse what no library would understand, or what would take away a limit that is set here."""
    scheme, rest = url.split(":", 1)
    found = dict(parse_qsl(rest.partition("?")[2], keep_blank_values=True))
    if not found.keys() <= OPTIONS.get(scheme, set()) or found.get("ssl_cert_reqs", "required") not in _VERIFIED:
        sentence = _("%(name)s has an option after its ? that cannot be used: docs/settings.md lists those that can.")
        raise Misconfigured(sentence % {"name": name})
