"""The addresses of the database, the broker and the cache, as the environment gives them."""

from typing import Any
from urllib.parse import unquote, urlsplit

from environ import Env, ImproperlyConfigured

from project.env import Misconfigured, text
from project.sentences import _


def database(name: str, default: str) -> dict[str, Any]:  # Any: the values that Django's DATABASES takes
    """Read sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME; a wrong one is not quoted, it may hold a password."""
    url = text(name, default)
    try:
        known = urlsplit(url).scheme in {"sqlite", "postgres", "postgresql"}
        config: dict[str, Any] = Env.db_url_config(url) if known else {}
    except ValueError:
        config = {}
    if config.get("NAME", ":memory:") in {"", ":memory:"}:
        raise Misconfigured(_("%(name)s must be sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME.", name=name))
    # Sockets are written as %2Frun%2Fpostgresql, which the reader leaves as it is.
    return {**config, "HOST": unquote(config["HOST"])}


def broker(name: str, default: str) -> str:
    schemes = ("redis", "rediss", "redis+socket", "amqp", "amqps")
    value = text(name, default)
    if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise Misconfigured(_("%(name)s must be a redis:// or amqp:// address.", name=name))
    return value


def cache(name: str, default: str) -> dict[str, Any]:  # Any: the values that Django's CACHES takes
    try:
        config: dict[str, Any] = Env.cache_url_config(text(name, default))
    except (ImproperlyConfigured, ValueError):
        raise Misconfigured(_("%(name)s must be locmemcache:// or redis://HOST:PORT/NUMBER.", name=name)) from None
    return config
