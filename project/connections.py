"""The addresses of database, broker, cache and mail server in the environment, as Django and Celery want them."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import ParseResult, SplitResult, parse_qs, parse_qsl, quote, unquote, unquote_plus, urlparse, urlsplit

from comments.net import hostnames, ip
from project.env import Misconfigured, given, mailbox, text
from project.sentences import _

_ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}
# The number of a database of Redis, which may be left out.
_NUMBER = re.compile(r"(/[0-9]{0,4})?", re.ASCII)
_HOST_AND_PORT = re.compile(r"(\[.*?\]|.*?)(?::([0-9]+))?", re.ASCII)
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
_MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_VERIFIED = {"required", "optional", "none"}
# Longer names PostgreSQL would cut off.
LONGEST_NAME = 63


def database(name: str, default: str) -> dict[str, Any]:  # Any: the values that Django's DATABASES takes
    """Read sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME, where HOST:PORT may be several behind commas.

    Raises Misconfigured, which does not quote the address, since it may hold a password.
    """
    url = given(name) or default
    try:
        is_known = url.startswith(("sqlite:///", "postgres://", "postgresql://"))
        config = _database_of(_parsed(url)) if is_known else {}
    except ValueError:
        config = {}
    is_too_long = config.get("ENGINE") == _ENGINES["postgres"] and len(config["NAME"]) > LONGEST_NAME
    if config.get("NAME", "") in {"", ":memory:"} or is_too_long:
        raise Misconfigured(_("%(name)s must be sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME.", name=name))
    _refuse_options(name, url)
    return config


def broker(name: str, default: str) -> str:
    """Read redis://HOST:PORT/NUMBER, redis+socket://PATH or amqp://….

    Raises Misconfigured, which does not quote the address, since it may hold a password.
    """
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
    """Read locmemcache:// or redis://HOST:PORT/NUMBER. Raises Misconfigured; for other kinds packages are missing."""
    value = given(name) or default
    try:
        config = _cache_of(urlsplit(value))
    except ValueError:
        config = {}
    if not config:
        raise Misconfigured(_("%(name)s must be locmemcache:// or redis://HOST:PORT/NUMBER.", name=name))
    _refuse_options(name, value)
    return config


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over, as Django's EMAIL_ settings have it; the host is "" where none is given."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starts_tls: bool = False
    is_tls: bool = False

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine, so that nobody listens in between."""
        address = ip.parse(self.host)
        return self.host == "localhost" or bool(address and address.is_loopback)


def mail_server(name: str) -> MailServer:
    """Read smtps://, smtp+tls:// or smtp://USER:PASSWORD@HOST:PORT, user and password percent-encoded.

    Raises Misconfigured, which does not quote the address, since it may hold a password.
    """
    url = given(name)
    if not url:
        return MailServer()
    try:
        parts = urlsplit(url)
        server = _mail_server_of(parts)
    except ValueError:
        server = MailServer()
    if not server.host or not server.port:
        sentence = _(
            "%(name)s must be smtps://USER:PASSWORD@HOST:PORT, smtp+tls:// for STARTTLS, or smtp://HOST:PORT. In USER"
            " and PASSWORD write what is no letter or digit in percent-encoding, such as %%40 for @.",
            name=name,
        )
        raise Misconfigured(sentence)
    _refuse_mail_server(name, server)
    return server


def sender(name: str, public_host: str, server: MailServer) -> str:
    """Read who mails are from; comments@ the public host by default. Raises Misconfigured where that is no domain."""
    default = f"comments@{public_host}"
    if server.host and not server.is_here and not hostnames.is_domain(public_host) and not text(name):
        sentence = _(
            "%(name)s is not set, and %(default)s is nobody's: give the address from which mails are sent.",
            name=name, default=default,
        )  # fmt: skip
        raise Misconfigured(sentence)
    return mailbox(name, default)


def _mail_server_of(parts: SplitResult) -> MailServer:
    """With the host "" for another kind of address. Raises ValueError for a port or an encoding that is none."""
    host = hostnames.canonical(parts.hostname or "")
    user, password = (unquote(part or "", errors="strict") for part in (parts.username, parts.password))
    is_sound = hostnames.origin_of(f"http://[{host}]" if ":" in host else f"http://{host}")
    if parts.scheme not in _MAIL_PORTS or parts.path.strip("/") or parts.query or parts.fragment or not is_sound:
        return MailServer()
    port = _MAIL_PORTS[parts.scheme] if parts.port is None else parts.port
    return MailServer(host, port, user, password, parts.scheme == "smtp+tls", parts.scheme == "smtps")


def _refuse_mail_server(name: str, server: MailServer) -> None:
    """Refuse what cannot be meant: it would hang, tell a password to the network, or fail with each mail."""
    if bool(server.user) != bool(server.password):
        raise Misconfigured(_("%(name)s has a user without a password, or a password without a user.", name=name))
    if not (server.user + server.password).isascii() or not (server.user + server.password).isprintable():
        raise Misconfigured(_("%(name)s: user and password can have ASCII characters only.", name=name))
    if server.user and not (server.is_tls or server.starts_tls or server.is_here):
        sentence = _(
            "%(name)s would send the password to %(host)s unencrypted: use smtps:// or smtp+tls://.",
            name=name, host=server.host,
        )  # fmt: skip
        raise Misconfigured(sentence)
    fitting = {465: "smtps", 587: "smtp+tls"}.get(server.port)
    if (server.is_tls and fitting == "smtp+tls") or (fitting == "smtps" and not server.is_tls):
        sentence = _("%(name)s: with port %(port)d use %(scheme)s://.", name=name, port=server.port, scheme=fitting)
        raise Misconfigured(sentence)


def _parsed(url: str) -> ParseResult:
    """Also where a password holds # or [, which should be written %23 and %5B. Raises ValueError."""
    try:
        parts = urlparse(url)
    except ValueError:
        parts = None
    return parts if parts and parts.path else urlparse(quote(url, safe=":/?&=@"))


def _database_of(parts: ParseResult) -> dict[str, Any]:
    """Raises ValueError for a port that is none."""
    name = unquote_plus(parts.path[1:])
    config: dict[str, Any] = {"ENGINE": _ENGINES[parts.scheme], "NAME": name}
    if parts.scheme == "sqlite":
        return config
    host, port = _servers_of(parts)
    if name.startswith("/"):  # the path of a socket stands before the name
        host, config["NAME"] = name.rsplit("/", 1)
    config |= {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}
    # A socket is written as %2Frun%2Fpostgresql, too.
    config |= {"HOST": unquote(host), "PORT": port}
    if parts.query:
        config["OPTIONS"] = {option: values[0] for option, values in parse_qs(parts.query).items()}
    return config


def _servers_of(parts: ParseResult) -> tuple[str, str]:
    """Hosts and ports as libpq takes them, separated by commas where there are several. Raises ValueError."""
    servers = unquote(parts.netloc.rpartition("@")[2]).split(",")
    if len(servers) == 1:
        return parts.hostname or "", str(parts.port or "")
    found = [match.groups() for server in servers if (match := _HOST_AND_PORT.fullmatch(server))]
    return ",".join(host for host, _port in found), ",".join(port for _host, port in found if port)


def _cache_of(parts: SplitResult) -> dict[str, Any]:
    """Empty for another kind of cache. Raises ValueError for a port that is none."""
    if parts.scheme == "locmemcache":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": parts.netloc}
    if not _is_redis(parts):
        return {}
    servers = [f"{parts.scheme}://{server}{parts.path}" for server in parts.netloc.split(",")]
    config: dict[str, Any] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": servers}
    if parts.query:
        config["OPTIONS"] = {option: values[0] for option, values in parse_qs(parts.query).items()}
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


def broker_options(url: str) -> dict[str, Any]:
    """What Celery needs to know of a broker besides its address: of Redis, when a connection or a message is lost."""
    if not url.startswith("redis"):
        return {}
    return {
        "visibility_timeout": 120,  # more than twice the hard limit of a task; nothing uses countdown or eta
        "unacked_restore_interval": 10,  # else a lost worker's messages come back after 100 s more
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,  # None hangs for ever on a frozen server; the worker's own wait is 1 s
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "retry_on_timeout": False,
        "global_keyprefix": "comments:",
    }
