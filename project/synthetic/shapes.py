"""How long invented threads are, who answers whom in them, and when. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

DAY = 86_400.0  # seconds
_YEAR_DAYS = 365
_SHARE_OF_FRESH = 0.1
_FRESH_DAYS = 5
_LIVELY_DAYS = 4
_SHARE_OF_REPLIES = 0.45
_THREADS_IN_HEAD = 1_000
_STEEPNESS = 1.3


class Form(StrEnum):
    """`NATURAL` is a conversation; in a `CHAIN` each comment answers the last one, in `UNDER_ONE` all the first."""

    NATURAL = "natural"
    CHAIN = "chain"
    UNDER_ONE = "under-one"


@dataclass(frozen=True)
class Wanted:
    """One thread; without a key it gets one of its own."""

    comments: int
    key: str = ""
    form: Form = Form.NATURAL


def sizes(threads: int, comments: int, random: Random) -> list[int]:
    """So many threads with so many comments together, at least one in each: few long, most short, in any order.

    Zipf's law with the flattened head of Mandelbrot 1953: the share of rank r is as 1 / (r + knee) ** steepness. Of
    50,000 threads with a million comments the longest has some 6,600, half of them have three or fewer.
    """
    knee = max(1.0, threads / _THREADS_IN_HEAD)
    weights = [(rank + knee) ** -_STEEPNESS for rank in range(threads)]
    each = (comments - threads) / sum(weights)
    found = [1 + int(weight * each) for weight in weights]
    for place in range(comments - sum(found)):
        found[place % threads] += 1
    random.shuffle(found)
    return found


def age_days(random: Random) -> float:
    """Of an article: any day of the last year, somewhat more often one of the last days."""
    if random.random() < _SHARE_OF_FRESH:
        return min(random.expovariate(1 / _FRESH_DAYS), _YEAR_DAYS)
    return random.random() * _YEAR_DAYS


def moments(number: int, *, published: float, now: float, random: Random) -> list[float]:
    """When so many comments came, in order: most soon after the article, all before now."""
    span = min(now - published, random.lognormvariate(0, 0.5) * _LIVELY_DAYS * DAY)
    return sorted(published + span * random.random() ** 3 for _number in range(number))


def answered(form: Form, number: int, random: Random) -> int | None:
    """Which earlier comment the next one answers, counted from 0, where there are `number`; None if it begins anew."""
    return _ANSWERED[form](number, random) if number else None


def _in_conversation(number: int, random: Random) -> int | None:
    """One of the last few, or one of the first, which are read by everybody."""
    if random.random() > _SHARE_OF_REPLIES:
        return None
    if random.random() < 0.6:
        return max(number - 1 - int(random.expovariate(0.3)), 0)
    return int(number * random.random() ** 2)


_ANSWERED: dict[Form, Callable[[int, Random], int | None]] = {
    Form.NATURAL: _in_conversation,
    Form.CHAIN: lambda number, random: number - 1,
    Form.UNDER_ONE: lambda number, random: 0,
}
