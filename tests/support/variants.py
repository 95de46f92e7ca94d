"""One text spun into many, as spam is, with a seed; and drafts of them from many networks."""

import random

from comments.posting.draft import Draft
from tests.support import factories

_SPIN = (
    ("I", "We", "My family"),
    ("earned", "made", "received", "got"),
    ("over", "about", "more than", "nearly"),
    ("forty", "fifty", "sixty"),
    ("thousand dollars last month", "thousand euros last month"),
    ("by working", "just by working", "simply by working"),
    ("from home on the laptop,", "at home on the computer,", "from home with a phone,"),
    ("which anybody can learn", "and everybody can learn it", "a thing that all can learn"),
    ("in a single afternoon.", "in one afternoon.", "within a day."),
    ("Read how it is done on the page of my teacher:", "See how it works on the page of my teacher:"),
    ("www.easy-money.example/join", "https://easy-money.example/start", "easy-money.example/now"),
)


def spun(number: int) -> str:
    """The same number gives the same text."""
    chance = random.Random(number)
    return " ".join(chance.choice(choices) for choices in _SPIN)


def spam(number: int, **fields: object) -> Draft:
    """From one of 300 networks, each time under another name."""
    address = f"198.51.{100 + number % 300 // 100}.{number % 100 + 1}"
    return factories.draft(text=spun(number), name=f"Lucky {number}", address=address, **fields)
