"""Which host an address names, written one way: spellings that lead a browser to one place are the same."""

import re
import unicodedata
from ipaddress import IPv4Address
from urllib.parse import unquote, urlsplit

from comments import addresses

LONGEST_LABEL = 63  # RFC 1035; also keeps punycode, which takes quadratic time, to microseconds
MOST_PARENTS = 8
# What IDNA reads as a full stop beside the ASCII one, compatibility forms aside.
_STOPS = str.maketrans({"\u3002": "."})
# Unicode's default-ignorable code points, for a character class: they show nothing, and IDNA drops most of them.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)


def host_of(url: str) -> str:
    """The host of an absolute web address; empty when it names none."""
    try:
        return canonical(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def canonical(host: str) -> str:
    """Lower case, in ASCII (RFC 3492), without what shows nothing and without a last full stop; IP as usual."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", unquote(host))).lower().translate(_STOPS)
    seen = "".join(char for char in plain if unicodedata.category(char) != "Cf")
    if ":" in seen and (address := addresses.parsed(seen)):
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
    labels = host.split(".")
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()


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
    if len(label) > LONGEST_LABEL:
        return label
    try:
        # Back to letters first: xn--… may hold capitals, or what needs no punycode.
        letters = label[4:].encode("ascii").decode("punycode").lower() if label.startswith("xn--") else label
        letters = unicodedata.normalize("NFKC", letters)
        return letters if letters.isascii() else f"xn--{letters.encode('punycode').decode('ascii')}"
    except UnicodeError:
        return label
