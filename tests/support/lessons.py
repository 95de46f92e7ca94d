"""Texts that a filter learns from, and a site that has just enough of them."""

import random
from typing import Any

from comments.classifier import storage
from comments.classifier.model import LEAST_OF_EACH
from tests.support import factories

REAL_WORDS = "tram bridge council harbour winter market school river library ferry garden".split()  # noqa: SIM905
SPAM_WORDS = "earn dollars click subscribe channel casino bonus cheap pills winner loan".split()  # noqa: SIM905


def real(number: int) -> str:
    words = random.Random(number).sample(REAL_WORDS, 6)
    return f"I saw the {words[0]} near the {words[1]} and thought of the {' and the '.join(words[2:])}."


def spam(number: int) -> str:
    words = random.Random(number).sample(SPAM_WORDS, 6)
    return f"{' '.join(words[:3]).upper()}! {' '.join(words[3:])} http://{words[0]}{number}.example now"


def lessons(count: int = LEAST_OF_EACH, **site: Any) -> None:
    """A site whose filter has just enough to judge by."""
    judged = [*((real(n), False) for n in range(count)), *((spam(n), True) for n in range(count))]
    storage.add_lessons(factories.quiet_site(**site), judged, now=factories.NOON)
