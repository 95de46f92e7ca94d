"""Which addresses may be linked, and where does one end in a sentence?"""

import re
from unicodedata import normalize

from comments.characters import INVISIBLE, LETTER_OR_DIGIT

LONGEST = 2_000

# What shows nothing, and what stands for a character that was taken out: never part of an honest address.
_BLANK = f"{INVISIBLE}\u2800\ufffd"
_PART = rf"[^\s\"<>\\`{_BLANK}]"
_WEB = re.compile(rf"https?://([^\s/?#@:\[\]\\]+)(?::\d{{1,5}})?(?:[/?#]{_PART}*)?", re.IGNORECASE)
_MAIL = re.compile(rf"mailto:(?:(?!@){_PART})+@(?:(?!@){_PART})+", re.IGNORECASE)
_HOST = re.compile(rf"{LETTER_OR_DIGIT}(?:(?![{_BLANK}])[-.\w\u0080-\U0010ffff])*")

_CJK_STOPS = "\u3001\u3002\u3008-\u3011\u3014-\u301b\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\u201c\u201d\u00ab\u00bb"
BARE = re.compile(
    rf"(?<![A-Za-z0-9@/.:_-])(?:https?://|www\.(?=[\w-]+\.\w))[^\s\"<>`{_CJK_STOPS}]+",
    re.IGNORECASE,
)
_SENTENCE_ENDS = frozenset(".,;:!?'*_~\u2019\u2026")
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def is_linkable(address: str) -> bool:
    """Is this an absolute http, https or mailto address with nothing hidden in it?"""
    # isprintable is false for control, zero-width, bidirectional and unassigned characters alike.
    if len(address) > LONGEST or not address.isprintable():
        return False
    web = _WEB.fullmatch(address)
    if web is None:
        return _MAIL.fullmatch(address) is not None
    # A full-width slash or at sign is one to a browser, so the host is read the way a browser reads it.
    return _HOST.fullmatch(normalize("NFKC", web[1])) is not None


def without_punctuation(found: str) -> str:
    """Leave out what belongs to the sentence around an address: its full stop, a bracket opened before it."""
    surplus = {end: found.count(end) - found.count(start) for end, start in _BRACKETS.items()}
    length = len(found)
    while length:
        last = found[length - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _SENTENCE_ENDS:
            break
        length -= 1
    return found[:length]
