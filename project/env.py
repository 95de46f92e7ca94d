"""Typed readers of the environment; a value that cannot be used ends the process with one sentence.

Each raises Misconfigured. An empty value is the default. Django is not needed here: the supervisor reads this too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from email.utils import quote
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from comments.net import emails, hostnames
from comments.net.ip import UNIX
from project.sentences import _

# The value by which somebody says that they mean what `manage.py up` makes and keeps in DATA_DIR.
EMBEDDED = "embedded"
SECRET_KEY_LENGTH = 50
# Networks wider than the largest private ones, 10.0.0.0/8 and fc00::/7, would make strangers proxies.
WIDEST = {4: 8, 6: 7}
# Of an address, the name and the password before its host.
_NOBODY = re.compile(r"(?<=//)[^/]*@|(?<=//).*@")
# As Django compares ALLOWED_HOSTS: in ASCII, and .example.org for all below; `hosts` reads names as people write them.
_HOST_NAME = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE | re.ASCII)
SAMPLE_KEYS = ("django-insecure", "changeme", "change-me", "change_me", "secret-key", "your-secret", "example")

BROADCAST = "255.255.255.255"


class Misconfigured(SystemExit):
    """A setting that cannot be used. As a SystemExit it prints its sentence, without a traceback, in every process."""


def text(name: str, default: str = "") -> str:
    """Read NAME, or the file that NAME_FILE names, as containers get their secrets; without white space around it."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "").strip() or default
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error.reason
        sentence = _(
            "%(name)s_FILE is %(path)s, and that file cannot be read: %(reason)s.", name=name, path=path, reason=reason
        )
        raise Misconfigured(sentence) from None
    if not content:  # a secret that is not there yet, and no wish for the default
        raise Misconfigured(_("%(name)s_FILE names %(path)s, which is empty.", name=name, path=path))
    return content


def given(name: str) -> str:
    """Read NAME; empty when it is not set, or when it says `embedded`."""
    value = text(name)
    return "" if value == EMBEDDED else value


def require_in_public(*names: str) -> None:
    """Refuse to start in public with what was never chosen: a misspelt name would else mean an empty database."""
    for name in names:
        if not text(name):
            sentence = _(
                "%(name)s is not set, and PUBLIC_URL is an https address. Give it a value, or %(name)s=embedded for"
                " what `manage.py up` makes on this machine.",
                name=name,
            )
            raise Misconfigured(sentence)


def flag(name: str, *, default: bool) -> bool:
    """Read 1, true, yes, on, or 0, false, no, off, in any case."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    value = text(name).lower()
    if not value:
        return default
    if value not in words:
        raise Misconfigured(_("%(name)s must be on or off, not %(value)r.", name=name, value=value))
    return words[value]


def number(name: str, default: int, *, lowest: int, highest: int) -> int:
    """Read a whole number in ASCII digits, from `lowest` to `highest` inclusive."""
    value = text(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 10 and lowest <= int(value) <= highest):
        sentence = _("%(name)s must be a whole number from %(lowest)d to %(highest)d, not %(value)r.")
        raise Misconfigured(sentence % {"name": name, "lowest": lowest, "highest": highest, "value": value})
    return int(value)


def names(name: str, default: Sequence[str] = ()) -> list[str]:
    """Read a list separated by commas."""
    value = text(name)
    return [part.strip() for part in value.split(",") if part.strip()] if value else list(default)


def choice(name: str, default: str, *, among: Sequence[str]) -> str:
    """Read one of some words in capitals, typed in any case."""
    value = text(name).upper() or default
    if value not in among:
        words = ", ".join(among)
        raise Misconfigured(_("%(name)s must be one of %(words)s, not %(value)r.", name=name, words=words, value=value))
    return value


def networks(name: str) -> list[str]:
    """Read addresses and CIDR ranges, as 10.0.0.0/8 or ::1; `unix:` stands for unix sockets."""
    values = names(name)
    for value in values:
        if value == UNIX:
            continue
        try:
            network = ip_network(value)
            if network.prefixlen < WIDEST[network.version]:
                raise ValueError(_("%(value)s includes far more than proxies", value=value))
        except ValueError as error:
            sentence = _(
                "%(name)s must list addresses, networks such as 10.0.0.0/8, or unix: (%(error)s).",
                name=name,
                error=error,
            )
            raise Misconfigured(sentence) from None
    return values


def host_names(name: str) -> list[str]:
    """Read host names without scheme, port and path; .example.org stands for all names below it, too."""
    values = names(name)
    for value in values:
        if not _HOST_NAME.fullmatch(value):
            sentence = _("%(name)s must list host names such as comments.example.org, not %(value)r.")
            raise Misconfigured(sentence % {"name": name, "value": value})
    return values


def listen_address(name: str, default: str) -> str:
    """Read an IP address of this machine to listen on; `localhost` is 127.0.0.1."""
    value = text(name, default)
    try:
        address = ip_address("127.0.0.1" if value == "localhost" else value)
        if address.is_multicast or str(address) == BROADCAST:
            raise ValueError  # it can be bound, and nobody can connect to it
        return str(address)
    except ValueError:
        sentence = _("%(name)s must be an IP address to listen on, such as 127.0.0.1 or 0.0.0.0, not %(value)r.")
        raise Misconfigured(sentence % {"name": name, "value": value}) from None


def web_address(name: str, default: str) -> str:
    """Read the scheme, host and port that people see, as browsers write them: https://xn--bcher-kva.example."""
    value = text(name, default).rstrip("/")
    origin = hostnames.strict_origin(value)
    if not origin:
        sentence = _("%(name)s must be an address such as https://comments.example.org, not %(value)r.")
        raise Misconfigured(sentence % {"name": name, "value": _NOBODY.sub("", value)})
    return origin


def service_address(name: str, default: str) -> str:
    """Read where a service answers, which may have a path; a wrong one is not quoted, it may hold a password."""
    value = text(name, default).rstrip("/")
    if not _is_web(value) or not re.fullmatch(r"[\w.:/~%\[\]-]+", value, re.ASCII):
        raise Misconfigured(_("%(name)s must be an address such as https://example.org/1.1.", name=name))
    return value


def mailbox(name: str, default: str) -> str:
    """Read who mails are from: an address, or Name <address>."""
    value = text(name)
    if not value:
        return default
    label, address = emails.mailbox(value)
    if not address:
        sentence = _("%(name)s must be an address such as comments@example.org, or Comments <comments@example.org>.")
        raise Misconfigured(sentence % {"name": name})
    return f'"{quote(label)}" <{address}>' if label else address


def _is_web(value: str) -> bool:
    """Whether it is an http or https address without a query, a fragment and anybody's name."""
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return is_web and not (parts.query or parts.fragment or parts.username)


def secret_key(name: str, generated: str | None, *, debug: bool) -> str | None:
    """Read the key that signs tokens and cookies; None when nobody gave or made one."""
    value = given(name) or generated
    if value is not None and not debug:
        _check_key(name, value)
    return value


def secret_keys(name: str) -> list[str]:
    """Read earlier keys whose signatures still count; a short one would let anybody sign."""
    values = names(name)
    for value in values:
        _check_key(name, value)
    return values


def _check_key(name: str, value: str) -> None:
    if len(value) < SECRET_KEY_LENGTH or len(set(value)) < 5:
        raise Misconfigured(
            _("%(name)s must be at least %(length)d random characters.", name=name, length=SECRET_KEY_LENGTH)
        )
    if any(sample in value.lower() for sample in SAMPLE_KEYS):
        raise Misconfigured(_("%(name)s is a published sample. Give it random characters.", name=name))
