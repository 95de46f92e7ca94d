"""For how long an answer may be kept for everybody, by its status and headers (RFC 9111, RFC 5861)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Headers = list[tuple[str, str]]

# Of what is cacheable by default (RFC 9110 15.1) all that is whole and speaks of the address alone. Left out: 206 and
# 405, which depend on the request; 204 and 300, which hold nothing worth keeping; 414, since its key would be as long;
# and 501, since no error of the server may outlive its cause.
STATUSES = frozenset({"200", "203", "301", "308", "404", "410"})
FORBIDDING = frozenset({"private", "no-store", "no-cache"})
# By RFC 9111 5.2.2 s-maxage says to a shared cache what proxy-revalidate says.
ONLY_FRESH = frozenset({"must-revalidate", "proxy-revalidate", "s-maxage"})
PERSONAL = frozenset({"*", "cookie", "authorization"})
# A coding that nobody asked for, part of something, or what is for one connection or one person.
NOT_KEPT_WITH = frozenset(
    {"set-cookie", "content-encoding", "content-range", "connection", "transfer-encoding", "trailer"}
)
MOST_SECONDS = 2**31

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # noqa: S105, the grammar's word
_ELEMENT = re.compile(rf'[ \t]*(?:({_TOKEN})(?:=(?:({_TOKEN})|"((?:[^"\\]|\\.)*)"))?)?[ \t]*(?:,|\Z)')


@dataclass(frozen=True)
class Lifetime:
    fresh: int  # seconds
    stale: int  # seconds after these, in which it may be sent while it is renewed
    on_error: int  # seconds after the first, in which it may be sent where it cannot be renewed
    vary: tuple[str, ...]  # names in lower case, sorted; without Accept-Encoding, since the cache does the coding
    is_codable: bool


def lifetime_of(status: str, headers: Headers) -> Lifetime | None:
    """How long an answer may be kept, None if not at all, as anything that cannot be understood."""
    directives = parsed(values_of(headers, "cache-control"))
    vary = {name.strip().lower() for value in values_of(headers, "vary") for name in value.split(",")} - {""}
    if status[:3] not in STATUSES or not directives or vary & PERSONAL or _has(headers, NOT_KEPT_WITH):
        return None
    if directives.keys() & FORBIDDING or not directives.keys() & {"public", "s-maxage"}:
        return None
    fresh = _seconds(directives, "s-maxage" if "s-maxage" in directives else "max-age")
    names = () if directives.keys() & ONLY_FRESH else ("stale-while-revalidate", "stale-if-error")
    stale, on_error = (_seconds(directives, name) for name in names) if names else (0, 0)
    named = tuple(sorted(vary - {"accept-encoding"}))
    return Lifetime(fresh, stale, on_error, named, "no-transform" not in directives) if fresh else None


def parsed(values: Iterable[str]) -> dict[str, str | None] | None:
    """Cache-Control's directives, names in lower case, with their arguments; None for garbage and contradictions."""
    found: dict[str, str | None] = {}
    for name, said in _elements(", ".join(values)):
        if not name or found.setdefault(name, said) != said:
            return None
    return found


def values_of(headers: Headers, name: str) -> list[str]:
    return [value for header, value in headers if header.lower() == name]


def age_of(headers: Headers) -> int:
    """Age: seconds for which another cache kept it before; 0 without one."""
    return max((_number(value.strip()) for value in values_of(headers, "age")), default=0)


def _elements(text: str) -> Iterator[tuple[str, str | None]]:
    """Names and arguments; the last name is empty where the text cannot be read to its end."""
    position = 0
    while position < len(text):
        element = _ELEMENT.match(text, position)
        if element is None:
            yield "", None
            return
        position = element.end()
        if element[1]:
            yield element[1].lower(), element[3] if element[2] is None else element[2]


def _seconds(directives: dict[str, str | None], name: str) -> int:
    return _number(directives.get(name) or "")


def _number(text: str) -> int:
    """Zero for what is no number of seconds; a bigger one than can be counted is the biggest (RFC 9111 1.2.2)."""
    if not (text.isascii() and text.isdecimal()):
        return 0
    digits = text.lstrip("0")
    return MOST_SECONDS if len(digits) > 9 else int(digits or "0")


def _has(headers: Headers, names: frozenset[str]) -> bool:
    return any(name.lower() in names for name, _value in headers)
