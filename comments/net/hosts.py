"""Which host an address names, and which origin, written one way: spellings that lead a browser to one place are one.

Names are read after IDNA 2008 with the mapping of UTS #46, as browsers do it: ß stays ß, case and width do not matter.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address
from urllib.parse import unquote, urlsplit

import idna

from comments.net import ip
from comments.text.characters import INVISIBLE

LONGEST_LABEL = 63  # RFC 1035; also keeps punycode, which takes quadratic time, to microseconds
LONGEST_HOST = 253
MOST_PARENTS = 8
_PORTS = {"http": 80, "https": 443}
# They shape letters of a name in some scripts, where IDNA 2008 keeps them; elsewhere they are nothing.
_JOINERS = re.compile("[\u200c\u200d]")
_HIDDEN = re.compile(f"(?!{_JOINERS.pattern})[{INVISIBLE}]")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)


def host_of(url: str) -> str:
    """The host of an absolute web address; empty when it names none."""
    try:
        return canonical(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def hosts_of(addresses: Iterable[str]) -> list[str]:
    """The canonical hosts of these addresses, each once and in their order; an address without one is left out."""
    return list(dict.fromkeys(host for address in addresses if (host := host_of(address))))


def origin_of(url: str) -> str:
    """scheme://host[:port] of an http or https address, as browsers send it in Origin; empty for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = canonical(parts.hostname or "")
    if parts.scheme not in _PORTS or not _is_host(host) or parts.username is not None or port == 0:
        return ""
    authority = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{authority}" + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")


def origin(written: str) -> str:
    """An origin in its one spelling; empty for what is none, or is more, such as an address with a path."""
    one = origin_of(written)
    if not one:
        return ""
    parts = urlsplit(written)
    return one if f"{parts.scheme}://{parts.netloc}".lower() == written.lower() else ""


@lru_cache(maxsize=64)
def origins_in(listed: str) -> frozenset[str]:
    """Those of a list, one a line, in their one spelling."""
    return frozenset(map(origin, listed.split())) - {""}


@lru_cache(maxsize=1024)  # one request asks several times
def canonical(host: str) -> str:
    """Lower case, in ASCII (RFC 3492), without what shows nothing and without a last full stop; IP as usual."""
    seen = _mapped(unquote(host))
    if ":" in seen and (address := ip.parsed(seen)):
        return str(address)
    labels = [_ascii(label) for label in seen.strip(". ").split(".")]
    return _dotted(labels) or ".".join(labels)


def with_parents(host: str) -> list[str]:
    """The host and the domains it lies in, but for the last: a.b.example is in b.example."""
    labels = host.split(".")
    nearest = max(1, len(labels) - MOST_PARENTS)
    return [host, *(".".join(labels[start:]) for start in range(nearest, len(labels) - 1))]


def is_domain(host: str) -> bool:
    """Whether a canonical host has the shape of a domain: two labels at least, the last one no number."""
    _rest, dot, last = host.rpartition(".")
    return bool(dot) and _is_host(host) and not last.isdecimal()


def _is_host(host: str) -> bool:
    if ":" in host:
        return str(ip.parsed(host)) == host
    return len(host) <= LONGEST_HOST and all(map(_LABEL.fullmatch, host.split(".")))


def in_letters(host: str) -> str:
    """A canonical host as people read it: münchen.example, for xn--mnchen-3ya.example."""
    return ".".join(map(_in_letters, host.split("."))) if "xn--" in host else host


def _in_letters(label: str) -> str:
    if not label.startswith("xn--") or len(label) > LONGEST_LABEL:
        return label
    try:
        return _letters(label)
    except UnicodeError:
        return label


def _mapped(host: str) -> str:
    """In the characters that count: lower case, usual width, the ASCII full stop, and joiners where they belong."""
    if host.isascii():
        return host.lower()
    seen = _HIDDEN.sub("", host)
    if len(seen) > LONGEST_HOST:  # no host; and mapping takes its time
        return seen.lower()
    try:
        mapped = idna.uts46_remap(seen, std3_rules=False, transitional=False)
    except idna.IDNAError:
        mapped = unicodedata.normalize("NFKC", seen).lower()
    return ".".join(map(_joined_where_due, mapped.split(".")))


def _joined_where_due(label: str) -> str:
    return _JOINERS.sub(lambda found: found[0] if _is_due(label, found.start()) else "", label)


def _is_due(label: str, place: int) -> bool:
    try:
        return idna.valid_contextj(label, place)
    except ValueError:
        return False


def _dotted(labels: list[str]) -> str:
    """The address that one to four numbers stand for, as browsers read them (WHATWG URL, IPv4 parser); else nothing."""
    if len(labels) > 4 or not all(map(_NUMBER.fullmatch, labels)):
        return ""
    try:
        *first, last = map(_number, labels)
    except ValueError:
        return ""
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return ""
    return str(IPv4Address(last + sum(number << 8 * (3 - place) for place, number in enumerate(first))))


def _number(written: str) -> int:
    """In hexadecimal, octal or decimal; raises ValueError."""
    if written.startswith("0x"):
        return int(written[2:] or "0", 16)
    return int(written, 8 if written.startswith("0") else 10)


def _ascii(label: str) -> str:
    """One label as DNS has it; one that DNS cannot have stays as it is."""
    if len(label) > LONGEST_LABEL or (label.isascii() and not label.startswith("xn--")):
        return label
    try:
        # Back to letters first: xn--… may hold capitals, or what needs no punycode.
        letters = _mapped(_letters(label)) if label.startswith("xn--") else label
        return letters if letters.isascii() else f"xn--{letters.encode('punycode').decode('ascii')}"
    except UnicodeError:
        return label


def _letters(label: str) -> str:
    """Of a label in punycode; raises UnicodeError."""
    return label[4:].encode("ascii").decode("punycode")
