"""Reads what was typed into the search box: one thing that is found exactly, or words."""

import re
from dataclasses import dataclass
from enum import StrEnum, auto
from urllib.parse import SplitResult, parse_qsl, urlsplit

from comments import conf
from comments.net import emails, hostnames, ip
from comments.search.queries import Clause
from comments.text import search_words
from comments.text.normalization import normalise_line
from comments.text.parsing import parse_id

LONGEST = 500  # characters that are read
_MOST_PHRASES = 40
_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_NUMBER = re.compile(r"#?\s?(\d{1,18})", re.ASCII)
_FRAGMENT = re.compile(r"#?comment-(\d{1,18})", re.ASCII)
# The parameters that our own pages name one comment by; a second thread on a page begins its own with a prefix.
_PARAMETER = re.compile(r"comment|(?:comments-\d{1,4}-)?(?:comment_branch|replytocom)", re.ASCII)
# Of a comment in the API, the desk and the admin.
_PATH = re.compile(r"/comments?/(\d{1,18})(?:/|$)", re.ASCII)
_ADDRESS = re.compile(r"https?://|www\.|/(?=\S)|[^\s/@]+\.[^\s/@.]{2,}[/?#]", re.IGNORECASE)
_SHORTEST_TOP = 2


class Kind(StrEnum):
    """What a search is for."""

    NOTHING = auto()  # nothing was typed
    UNREADABLE = auto()  # something was, but no word is in it
    COMMENT = auto()
    PAGE = auto()
    EMAIL = auto()
    DOMAIN = auto()
    NETWORK = auto()
    WEBSITE = auto()
    WORDS = auto()


@dataclass(frozen=True)
class Query:
    """What was typed, and how it was understood.

    `value` is what is looked for, as it is shown and compared; of Kind.PAGE it is the address, and `host` its host,
    which is meant if no thread has that page. `clauses` are the words of Kind.WORDS.
    """

    text: str
    kind: Kind
    value: str = ""
    host: str = ""
    clauses: tuple[Clause, ...] = ()


def parse(text: str) -> Query:
    """Understand what was typed; never fails. What is longer than LONGEST characters is read up to there."""
    typed = normalise_line(text[:LONGEST].replace("\0", " "))
    if not typed:
        return Query(typed, Kind.NOTHING)
    if any(map(str.isspace, typed)) and not _NUMBER.fullmatch(typed):
        return _words(typed)
    return _comment(typed) or _author(typed) or _address(typed) or _website(typed) or _words(typed)


def _comment(typed: str) -> Query | None:
    found = _NUMBER.fullmatch(typed) or _FRAGMENT.fullmatch(typed)
    return Query(typed, Kind.COMMENT, str(int(found[1]))) if found else None


def _author(typed: str) -> Query | None:
    """By email address, domain of email, or network."""
    mailbox = typed.removeprefix("mailto:")
    if emails.is_valid(mailbox):
        return Query(typed, Kind.EMAIL, emails.canonical(mailbox))
    if typed.startswith("@") and (domain := _domain(typed[1:])):
        return Query(typed, Kind.DOMAIN, domain)
    network = ip.parse_network(typed)
    if network is None:
        return None
    is_one = network.prefixlen == network.max_prefixlen
    return Query(typed, Kind.NETWORK, str(network.network_address) if is_one else str(network))


def _address(typed: str) -> Query | None:
    """Of a comment, or of a page."""
    if not _ADDRESS.match(typed):
        return None
    has_host = "//" in typed[:8] or typed.startswith("/")
    try:
        parts = urlsplit(typed if has_host else f"https://{typed}")
    except ValueError:
        return None
    host = hostnames.host_of(parts.geturl())
    if comment_id := _comment_in(parts, host):
        return Query(typed, Kind.COMMENT, comment_id)
    bare = host.removeprefix("www.")
    if parts.path.strip("/") or parts.query:
        return Query(typed, Kind.PAGE, parts.geturl(), bare)
    return Query(typed, Kind.WEBSITE, bare) if hostnames.is_domain(host) else None


def _comment_in(parts: SplitResult, host: str) -> str:
    """The id of the comment that an address leads to; empty if it leads to none."""
    if found := _FRAGMENT.fullmatch(parts.fragment):
        return str(int(found[1]))
    if parts.query and (named := _named_in(parts.query)):
        return named
    is_ours = not host or host == hostnames.host_of(conf.public_url())
    found = _PATH.search(parts.path) if is_ours else None
    return str(int(found[1])) if found else ""


def _named_in(query: str) -> str:
    try:
        pairs = parse_qsl(query, max_num_fields=100)
    except ValueError:
        return ""
    ids = [parse_id(value) for name, value in pairs if _PARAMETER.fullmatch(name)]
    return next((str(found) for found in ids if found is not None), "")


def _website(typed: str) -> Query | None:
    domain = _domain(typed)
    return Query(typed, Kind.WEBSITE, domain.removeprefix("www.")) if domain else None


def _domain(typed: str) -> str:
    """The canonical domain; empty for text that is none."""
    host = hostnames.canonical(typed.removeprefix("*."))
    is_long_enough = len(host.rpartition(".")[2]) >= _SHORTEST_TOP
    return host if is_long_enough and hostnames.is_domain(host) and typed[:1] not in "." else ""


def _words(typed: str) -> Query:
    """What stands between quotation marks is one phrase; of the rest every word must be there, in any order."""
    clauses: list[Clause] = []
    for number, part in enumerate(_QUOTED.split(typed)):
        if number % 2:
            alternatives = [[phrase] for phrase in search_words.exact_phrases_of(part)]
        else:
            alternatives = search_words.phrases_of(part)
        read = [phrases[:_MOST_PHRASES] for phrases in alternatives if phrases]
        if read:
            clauses.append(read)
    return Query(typed, Kind.WORDS if clauses else Kind.UNREADABLE, clauses=tuple(clauses))
