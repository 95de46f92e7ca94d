"""Finds web addresses in a text, and says which may be linked.

This is the one definition of an address: whatever counts, shows, compares or takes out addresses in a text asks here.
An address begins with http://, https:// or www., not amid a Latin word. In ASCII it ends at space, quotes, backticks
and angle brackets; of other letters it takes letters, marks and digits, so that a quote, dash, arrow or bracket of any
language ends it. Browsers copy addresses with everything else percent-encoded.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape
from typing import NamedTuple
from unicodedata import normalize

import nh3

from comments.text.characters import EMPTY, INVISIBLE, LETTER_OR_DIGIT, MARKS

LONGEST = 2_000

# What shows nothing, and what stands for a character that was taken out: never part of an honest address.
_BLANK = f"{INVISIBLE}{EMPTY}\ufffd"
_PART = rf"[^\s\"<>\\`{_BLANK}]"
_WEB = re.compile(rf"https?://([^\s/?#@:\[\]\\]+)(?::\d{{1,5}})?(?:[/?#]{_PART}*)?", re.IGNORECASE)
_MAIL = re.compile(rf"mailto:(?:(?!@){_PART})+@(?:(?!@){_PART})+", re.IGNORECASE)
_HOST = re.compile(rf"{LETTER_OR_DIGIT}(?:(?![{_BLANK}])[-.\w\u0080-\U0010ffff])*")

# Five signs that look like punctuation are letters to IDNA (RFC 5892, A.3 to A.7), and stand amid words.
_AMID_WORDS = "\u00b7\u0375\u05f3\u05f4\u30fb"
# Neither these nor what is blank end an address, so that what they hide or imitate leaves the whole of it unlinked.
_IMITATING = "\ufe6b\uff0f\uff20"
_FOOTNOTES = "\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u249b\u24ea-\u24ff\u2776-\u2793"
_BARE = re.compile(
    rf"(?<![A-Za-z0-9])(?:https?://|(?<![@/.-])www\.(?=[\w-]+\.\w))"
    rf"(?:[!#-;=?-_a-~]|(?![{_FOOTNOTES}])[\w{MARKS}{_AMID_WORDS}{_BLANK}{_IMITATING}])+",
    re.IGNORECASE,
)
_MAY_HOLD_ONE = re.compile(r"://|www\.", re.IGNORECASE)
_SENTENCE_ENDS = frozenset(f".,;:!?'*_~([{{{_AMID_WORDS}")
_BLANK_ONE = re.compile(f"[{_BLANK}]")
_AS_BROWSERS = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, link_rel=None)
_BRACKETS = {")": "(", "]": "[", "}": "{"}


class Address(NamedTuple):
    """An address in a text: where it stands, and where a link to it leads."""

    start: int
    end: int
    target: str


def find_addresses(text: str) -> Iterator[Address]:
    """Yield the addresses in a text, in order, linkable or not; without what belongs to the sentence around them."""
    if not _MAY_HOLD_ONE.search(text):
        return
    for match in _BARE.finditer(text):
        written = _without_sentence(match[0])
        scheme = "" if written[:4].lower() == "http" else "http://"
        yield Address(match.start(), match.start() + len(written), scheme + written)


def linkable_addresses(text: str) -> list[Address]:
    """Return the addresses in a text that are shown as links, in order."""
    return [address for address in find_addresses(text) if is_linkable(address.target)]


def replace_addresses(text: str, put: Callable[[str], str]) -> str:
    """Return the text with `put(address)` instead of each address as it is written."""
    pieces, end = [], 0
    for address in find_addresses(text):
        pieces += [text[end : address.start], put(text[address.start : address.end])]
        end = address.end
    return "".join([*pieces, text[end:]]) if pieces else text


def is_linkable(address: str) -> bool:
    """Whether this is an absolute http, https or mailto address with nothing hidden in it."""
    # isprintable is false for control, zero-width, bidirectional and unassigned characters alike.
    if len(address) > LONGEST or not address.isprintable():
        return False
    web = _WEB.fullmatch(address)
    if web is None:
        return _MAIL.fullmatch(address) is not None
    # A full-width slash or at sign is one to a browser, so the host is read the way a browser reads it.
    return _HOST.fullmatch(normalize("NFKC", web[1])) is not None and _leads_somewhere(address)


@lru_cache(maxsize=1024)  # a text is read several times
def _leads_somewhere(address: str) -> bool:
    """Whether a browser would follow it (WHATWG URL): hosts such as 1.2.3.4.5 and ports over 65,535 are refused."""
    return _AS_BROWSERS.clean(f'<a href="{escape(address)}"></a>').startswith("<a href=")


def _without_sentence(found: str) -> str:
    """Up to the first bracket that was opened before the address, and without the full stop behind it."""
    opened = dict.fromkeys(_BRACKETS.values(), 0)
    for index, char in enumerate(found):
        if char in opened:
            opened[char] += 1
        elif char in _BRACKETS:
            opened[_BRACKETS[char]] -= 1
            if opened[_BRACKETS[char]] < 0:
                found = found[:index]
                break
    end = len(found)
    while end:
        if found.endswith(("'s", "'S"), 0, end):
            end -= 2
        elif found[end - 1] in _SENTENCE_ENDS or _BLANK_ONE.match(found, end - 1):
            end -= 1
        else:
            break
    return found[:end]
