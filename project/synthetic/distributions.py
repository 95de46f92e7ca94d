"""How long synthetic threads are, which comment answers which, and when each was posted. Pure."""

from collections.abc import Callable
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


class ReplyPattern(StrEnum):
    """Who answers whom in a thread: as in a conversation, each the comment before it, or all the first one."""

    NATURAL = "natural"
    CHAIN = "chain"
    UNDER_ONE = "under-one"


def thread_sizes(threads: int, comments: int, random: Random) -> list[int]:
    """Numbers of comments, one for each thread, which add up to `comments`; at least 1 each, in random order.

    Zipf's law with the flattened head of Mandelbrot (1953): rank r has a share of 1 / (r + knee) ** steepness. Of
    50,000 threads with a million comments the longest has some 6,600, half of them have three or fewer.
    """
    knee = max(1.0, threads / _THREADS_IN_HEAD)
    weights = [(rank + knee) ** -_STEEPNESS for rank in range(threads)]
    each = (comments - threads) / sum(weights)
    found = [1 + int(weight * each) for weight in weights]
    for rank in range(comments - sum(found)):
        found[rank % threads] += 1
    random.shuffle(found)
    return found


def article_age_days(random: Random) -> float:
    """Age of an article in days: uniform over the last year, with a tenth of them exponential within some days."""
    if random.random() < _SHARE_OF_FRESH:
        return min(random.expovariate(1 / _FRESH_DAYS), _YEAR_DAYS)
    return random.random() * _YEAR_DAYS


def comment_times(number: int, *, published: float, now: float, random: Random) -> list[float]:
    """When so many comments were posted, ascending, in seconds since the epoch: most soon after the article."""
    span = min(now - published, random.lognormvariate(0, 0.5) * _LIVELY_DAYS * DAY)
    return sorted(published + span * random.random() ** 3 for _number in range(number))


def answered_index(pattern: ReplyPattern, number: int, random: Random) -> int | None:
    """Index of the comment that the next one answers, where there are `number` already; None if it is top-level."""
    return _ANSWERED[pattern](number, random) if number else None


def _in_conversation(number: int, random: Random) -> int | None:
    """Often one of the last few, else one of the first, which everybody reads."""
    if random.random() > _SHARE_OF_REPLIES:
        return None
    if random.random() < 0.6:
        return max(number - 1 - int(random.expovariate(0.3)), 0)
    return int(number * random.random() ** 2)


_ANSWERED: dict[ReplyPattern, Callable[[int, Random], int | None]] = {
    ReplyPattern.NATURAL: _in_conversation,
    ReplyPattern.CHAIN: lambda number, random: number - 1,
    ReplyPattern.UNDER_ONE: lambda number, random: 0,
}
