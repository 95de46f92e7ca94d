"""The addresses of the database, the broker and the cache, as the environment gives them."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from environ import Env, ImproperlyConfigured

from project.env import Misconfigured, given
from project.sentences import _

# The number of a database of Redis, which may be left out.
_NUMBER = re.compile(r"(/[0-9]{0,4})?", re.ASCII)


def database(name: str, default: str) -> dict[str, Any]:  # Any: the values that Django's DATABASES takes
    """Read sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME; a wrong one is not quoted, it may hold a password."""
    url = given(name) or default
    try:
        is_known = url.startswith(("sqlite:///", "postgres://", "postgresql://"))
        config: dict[str, Any] = Env.db_url_config(url) if is_known else {}
    except ValueError:
        config = {}
    if config.get("NAME", ":memory:") in {"", ":memory:"}:
        raise Misconfigured(_("%(name)s must be sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME.", name=name))
    # Sockets are written as %2Frun%2Fpostgresql, which the reader leaves as it is.
    return {**config, "HOST": unquote(config["HOST"])}


def broker(name: str, default: str) -> str:
    """Read redis://HOST:PORT/NUMBER, redis+socket://PATH or amqp://…; a wrong one is not quoted either."""
    value = given(name) or default
    try:
        parts = urlsplit(value)
        is_sound = parts.scheme in {"redis", "rediss", "redis+socket", "amqp", "amqps"} and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound or (parts.scheme in {"redis", "rediss"} and not _NUMBER.fullmatch(parts.path)):
        raise Misconfigured(_("%(name)s must be redis://HOST:PORT/NUMBER or amqp://HOST:PORT/NAME.", name=name))
    return value


def cache(name: str, default: str) -> dict[str, Any]:  # Any: the values that Django's CACHES takes
    """Read locmemcache:// or redis://HOST:PORT/NUMBER; for other kinds the packages are missing."""
    value = given(name) or default
    try:
        parts = urlsplit(value)
        is_redis = parts.scheme in {"redis", "rediss"} and parts.port != 0 and bool(_NUMBER.fullmatch(parts.path))
        is_sound = is_redis or parts.scheme in {"locmemcache", "locmem"}
        config: dict[str, Any] = Env.cache_url_config(value) if is_sound else {}
    except (ImproperlyConfigured, ValueError):
        config = {}
    if not config:
        raise Misconfigured(_("%(name)s must be locmemcache:// or redis://HOST:PORT/NUMBER.", name=name))
    return config
