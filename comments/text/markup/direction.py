"""Tells whether a paragraph runs from left to right or from right to left."""

import re
from unicodedata import bidirectional

from comments.text.characters import MARKS
from comments.text.markup import links

# Hebrew, Arabic and their neighbours, and the mark that stands for such a letter.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MENTIONS = re.compile(rf"^(?:[^\w@\n]*+@[\w{MARKS}.-]++)++", re.MULTILINE)


def has_right_to_left(text: str) -> bool:
    """Whether any letter of the text runs from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def direction_of(paragraph: str) -> str:
    """Return `rtl` or `ltr`, by the first letter (UAX #9, P2); names it is addressed to and addresses do not decide."""
    said = links.replace_addresses(paragraph, lambda _address: "").lstrip()
    mentions = _MENTIONS.match(said)
    return (mentions and _first(said[mentions.end() :])) or _first(said) or "ltr"


def isolate_mentions(html: str) -> str:
    """Isolate the names that lines of escaped text are addressed to, which then do not decide (UAX #9, P2)."""
    return _MENTIONS.sub(r"<bdi>\g<0></bdi>", html)


def _first(text: str) -> str:
    for char in text:
        kind = bidirectional(char)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return ""
