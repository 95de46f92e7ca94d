"""The host and the origin that a web address names, in one spelling for all that lead a browser there.

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
    """The canonical host of an absolute web address; empty when it names none."""
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


def strict_origin(written: str) -> str:
    """The origin in its canonical spelling; empty for text that is none, or more, such as an address with a path."""
    one = origin_of(written)
    if not one:
        return ""
    parts = urlsplit(written)
    return one if f"{parts.scheme}://{parts.netloc}".lower() == written.lower() else ""


@lru_cache(maxsize=64)
def origins_in(listed: str) -> frozenset[str]:
    """The valid origins of a list, one a line, in their canonical spelling."""
    return frozenset(map(strict_origin, listed.split())) - {""}


@lru_cache(maxsize=1024)  # one request asks several times
def canonical(host: str) -> str:
    """The spelling that is compared: lower case, ASCII (punycode, RFC 3492), no invisible characters, no last dot.

    IP addresses are written as `ipaddress` does, also where they were one number or octal ones. Text that is no host
    comes back in lower case.
    """
    seen = _map(unquote(host))
    if ":" in seen and (address := ip.parse(seen)):
        return str(address)
    labels = [_to_ascii(label) for label in seen.strip(". ").split(".")]
    return _ipv4_of(labels) or ".".join(labels)


def with_parents(host: str) -> list[str]:
    """The host, then the domains it lies in, nearest first, without the top-level one and with at most MOST_PARENTS."""
    labels = host.split(".")
    nearest = max(1, len(labels) - MOST_PARENTS)
    return [host, *(".".join(labels[start:]) for start in range(nearest, len(labels) - 1))]


def is_domain(host: str) -> bool:
    """Whether a canonical host has the shape of a domain: two labels at least, the last one no number."""
    _rest, dot, last = host.rpartition(".")
    return bool(dot) and _is_host(host) and not last.isdecimal()


def _is_host(host: str) -> bool:
    if ":" in host:
        return str(ip.parse(host)) == host
    return len(host) <= LONGEST_HOST and all(map(_LABEL.fullmatch, host.split(".")))


def to_unicode(host: str) -> str:
    """A canonical host as people read it: münchen.example for xn--mnchen-3ya.example."""
    return ".".join(map(_label_to_unicode, host.split("."))) if "xn--" in host else host


def _label_to_unicode(label: str) -> str:
    if not label.startswith("xn--") or len(label) > LONGEST_LABEL:
        return label
    try:
        return _decode_punycode(label)
    except UnicodeError:
        return label


def _map(host: str) -> str:
    """A host after the mapping of UTS #46: lower case, usual width, the ASCII full stop, joiners only where due."""
    if host.isascii():
        return host.lower()
    seen = _HIDDEN.sub("", host)
    if len(seen) > LONGEST_HOST:  # no host; and mapping takes its time
        return seen.lower()
    try:
        mapped = idna.uts46_remap(seen, std3_rules=False, transitional=False)
    except idna.IDNAError:
        mapped = unicodedata.normalize("NFKC", seen).lower()
    return ".".join(map(_drop_idle_joiners, mapped.split(".")))


def _drop_idle_joiners(label: str) -> str:
    """Keep joiners only where IDNA 2008 has them shape a letter (RFC 5892, appendix A)."""
    return _JOINERS.sub(lambda found: found[0] if _shapes_a_letter(label, found.start()) else "", label)


def _shapes_a_letter(label: str, index: int) -> bool:
    try:
        return idna.valid_contextj(label, index)
    except ValueError:
        return False


def _ipv4_of(labels: list[str]) -> str:
    """The IPv4 address that one to four numbers stand for (WHATWG URL, IPv4 parser); empty for anything else."""
    if len(labels) > 4 or not all(map(_NUMBER.fullmatch, labels)):
        return ""
    try:
        *first, last = map(_ipv4_number, labels)
    except ValueError:
        return ""
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return ""
    return str(IPv4Address(last + sum(number << 8 * (3 - index) for index, number in enumerate(first))))


def _ipv4_number(written: str) -> int:
    """In hexadecimal after 0x, octal after 0, else decimal. Raises ValueError."""
    if written.startswith("0x"):
        return int(written[2:] or "0", 16)
    return int(written, 8 if written.startswith("0") else 10)


def _to_ascii(label: str) -> str:
    """A label as DNS has it, in punycode where needed; one that DNS cannot have comes back as it is."""
    if len(label) > LONGEST_LABEL or (label.isascii() and not label.startswith("xn--")):
        return label
    try:
        # Back to letters first: xn--… may hold capitals, or what needs no punycode.
        letters = _map(_decode_punycode(label)) if label.startswith("xn--") else label
        return letters if letters.isascii() else f"xn--{letters.encode('punycode').decode('ascii')}"
    except UnicodeError:
        return label


def _decode_punycode(label: str) -> str:
    """The letters of a label xn--…. Raises UnicodeError."""
    return label[4:].encode("ascii").decode("punycode")
