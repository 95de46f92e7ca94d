"""From which score on a comment is held, or called spam, so that a budget of mistakes is kept.

Measured on scores that the filter gave to real comments it had not learnt from. A budget is claimed only when they bear
it: the limit is then an order statistic which at most that share of further real comments exceeds, with 95 %
confidence whatever their distribution (Wilks, Annals of Mathematical Statistics 12, 1941; the binomial bound of Clopper
and Pearson, Biometrika 26, 1934). Where no mistake was seen this is the rule of three: 1 in 1,000 needs 3,000 real
comments (Hanley and Lippman-Hand, JAMA 249, 1983).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

DOUBT = 0.05
# Fewer real comments than this have no tail to go by.
LEAST_FOR_ESTIMATE = 20

_TAIL = 0.1
_LEAST_IN_TAIL = 10
_CONFIDENCE = 1.645


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which on; None where never.

    `measured_on` so many different real comments. `hold` keeps its budget only if `holds_in_budget`; else it is a
    cautious estimate. `spam` always keeps its own.
    """

    hold: float | None = None
    spam: float | None = None
    measured_on: int = 0
    holds_in_budget: bool = False


def bears(honest: Sequence[float], *, budget: int) -> bool:
    """Whether there are real comments enough to claim that at most 1 in `budget` exceeds a limit: the rule of three."""
    return len(honest) >= 3 * budget


def limit(honest: Sequence[float], *, budget: int) -> float | None:
    """The score that at most 1 in `budget` real comments reaches; None if there is nothing to go by.

    Claimed if they bear it, and never below the estimate.
    """
    falling = sorted(honest, reverse=True)
    if len(falling) < LEAST_FOR_ESTIMATE:
        return None
    estimate = _estimate(falling, budget)
    if not bears(honest, budget=budget):
        return estimate
    return max(estimate, math.nextafter(falling[_mistakes_allowed(len(falling), 1 / budget)], math.inf))


def _estimate(falling: Sequence[float], budget: int) -> float:
    """The upper tenth taken for exponential, its mean at the upper end of what chance leaves open.

    Scores above a high one are nearly so distributed (peaks over a threshold: Balkema and de Haan, Annals of
    Probability 2, 1974).
    """
    tail = max(_LEAST_IN_TAIL, round(_TAIL * len(falling)))
    start = falling[tail]
    excess = math.fsum(score - start for score in falling[:tail]) / tail * (1 + _CONFIDENCE / math.sqrt(tail))
    return start + excess * max(0.0, math.log(tail / len(falling) * budget))


def _mistakes_allowed(among: int, share: float) -> int:
    """The most mistakes that leave no more than 5 % doubt that the true share is smaller, if none at all does."""
    doubt, mistakes = math.exp(_log_binomial(0, among, share)), 0
    while mistakes + 1 < among:
        doubt += math.exp(_log_binomial(mistakes + 1, among, share))
        if doubt > DOUBT:
            break
        mistakes += 1
    return mistakes


def _log_binomial(hits: int, among: int, share: float) -> float:
    ways = math.lgamma(among + 1) - math.lgamma(hits + 1) - math.lgamma(among - hits + 1)
    return ways + hits * math.log(share) + (among - hits) * math.log1p(-share)
