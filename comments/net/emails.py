"""Which mailbox an e-mail address stands for, and which addresses are taken: one answer for everybody who asks.

Taken is name@domain: a name of letters and digits of any script, of !#$%&'*+/=?^_`{|}~- and of single dots between
them (RFC 6531), at most 64 characters; quotes around such a name say nothing and are taken too. The domain has two
parts or more, in letters or in punycode, as IDNA 2008 allows them. Not taken, though RFC 5322 knows them: names that
need their quotes, comments, network addresses in brackets, and hosts of one part such as localhost.
"""

import re
import unicodedata

import idna

from comments.limits import EMAIL_LIMIT
from comments.net import hostnames
from comments.text.characters import LETTER_OR_DIGIT, MARKS, without_invisible

LONGEST_LOCAL = 64  # RFC 5321
_ATOM = rf"(?:{LETTER_OR_DIGIT}|[{MARKS}!#$%&'*+/=?^_`{{|}}~-])+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
# IDNA takes them all for one (UTS #46).
_STOPS = ".\u3002\uff0e\uff61"
_PLAIN_ENOUGH = re.compile(rf"(?![{_STOPS}])[^_%\s]+[^_%\s{_STOPS}]{{2}}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
_MAILBOX = re.compile(r"([^<>]*?)\s*<([^<>]+)>|([^<>]+)")


def is_valid(email: str) -> bool:
    """Whether comments are taken under this address; it and its canonical form have at most EMAIL_LIMIT characters."""
    local, _at, domain = email[: EMAIL_LIMIT + 1].rpartition("@")
    local = _unquoted(local)
    is_local = len(local) <= LONGEST_LOCAL and _LOCAL.fullmatch(local) is not None
    return is_local and _is_domain(domain) and len(canonical(email)) <= EMAIL_LIMIT


def canonical(email: str) -> str:
    """The mailbox that an address stands for, to be compared; text without "@" comes back in lower case (NFC).

    The domain as `hosts.canonical` writes it; the name in lower case (NFC), without quotes that it does not need and
    without its plus part, unless that is all there is.
    """
    local, at, domain = exact(email).rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def exact(email: str) -> str:
    """The address in lower case (NFC), its domain as `hostnames.canonical` writes it, with its plus part.

    Where a provider knows no plus parts, each of them is a mailbox of its own.
    """
    local, at, domain = without_invisible(email).strip().rpartition("@")
    if not at:
        return unicodedata.normalize("NFC", domain.lower())
    return f"{unicodedata.normalize('NFC', _unquoted(local).lower())}@{hostnames.canonical(domain)}"


def mailable(email: str) -> str:
    """The address as mail servers take it, in ASCII with the domain in punycode; "" for what is none, or several.

    A name with letters beyond ASCII is none of them: few servers have SMTPUTF8 (RFC 6531), and those that have not
    would refuse the mail.
    """
    if not email.rpartition("@")[0].isascii() or not is_valid(email):
        return ""
    local, _at, domain = email.rpartition("@")
    return f"{_unquoted(local)}@{hostnames.canonical(domain)}"


def mailbox(written: str) -> tuple[str, str]:
    """The name, "" where there is none, and the address of `Name <address>` or of an address alone.

    The address is `mailable`, and "" where this is no one mailbox.
    """
    found = _MAILBOX.fullmatch(written.strip())
    if not found:
        return "", ""
    name = found[1] or ""
    if quoted := _QUOTED.fullmatch(name):
        name = _ESCAPED.sub(r"\1", quoted[1])
    return (name, mailable(found[2] or found[3])) if name.isprintable() else ("", "")


def _unquoted(local: str) -> str:
    """Without quotes around what needs none."""
    found = _QUOTED.fullmatch(local)
    if not found:
        return local
    bare = _ESCAPED.sub(r"\1", found[1])
    return bare if _LOCAL.fullmatch(bare) else local


def _is_domain(domain: str) -> bool:
    host = hostnames.canonical(domain)
    if not _PLAIN_ENOUGH.fullmatch(domain) or not hostnames.is_domain(host):
        return False
    # Stricter than browsers are with hosts: a dash or a quotation mark is rather the end of a sentence.
    return "xn--" not in host or _is_idna(domain)


def _is_idna(domain: str) -> bool:
    try:
        return bool(idna.encode(domain, uts46=True))
    except idna.IDNAError:
        return False
