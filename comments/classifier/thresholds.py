"""From which probability on a comment is held, or called spam, so that a budget of mistakes is kept.

Platt's logistic curve turns margins into probabilities (Platt 1999, with the targets by which Lin, Lin and Weng,
Machine Learning 68, 2007, avoid over-confidence). It is fitted to, and the thresholds are measured on, the margins of
comments that the filter had not learnt from.

A budget is claimed only when there are real comments enough: the limit is then an order statistic which at most that
share of further real comments exceeds, with 95 % confidence whatever their distribution (Wilks, Annals of Mathematical
Statistics 12, 1941; the binomial bound of Clopper and Pearson, Biometrika 26, 1934). Where no mistake was seen this is
the rule of three: 1 in 1,000 needs 3,000 real comments (Hanley and Lippman-Hand, JAMA 249, 1983).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# The doubt that is left when a budget is claimed.
DOUBT = 0.05
# Fewer real comments than this have no tail to go by.
LEAST_FOR_ESTIMATE = 20

# What such machines come out at; the curve stays near it while there are few comments.
_USUAL_SLOPE = 6.0
_PULL_TO_USUAL = 0.1
_LEAST_SLOPE = 0.5
_NEWTON_STEPS = 30
_LONGEST_STEP = 2.0

_TAIL = 0.1
_LEAST_IN_TAIL = 10
# One-sided, 95 %.
_CONFIDENCE = 1.645


@dataclass(frozen=True)
class PlattCurve:
    """The probability of spam by margin: a logistic function."""

    slope: float = _USUAL_SLOPE
    offset: float = 0.0

    def probability(self, margin: float) -> float:
        """Return the probability of spam, 0 to 1."""
        return 1 / (1 + math.exp(-(self.slope * margin + self.offset)))

    def handicap(self, looks: int) -> float:
        """Return what to take off the best of so many margins: it divides the odds by their number (Bonferroni)."""
        return math.log(looks) / self.slope


@dataclass(frozen=True)
class Thresholds:
    """The probabilities from which on a comment is held or called spam; None where none ever is.

    `measured_on` so many different real comments. `hold` keeps its budget only if `holds_in_budget`; else it is a
    cautious estimate. `spam` always keeps its own.
    """

    hold: float | None = None
    spam: float | None = None
    measured_on: int = 0
    holds_in_budget: bool = False


def fit_curve(margins: Sequence[float], labels: Sequence[bool]) -> PlattCurve:
    """Fit the curve by Newton's method, each step bounded; a label is whether the comment of that margin is spam."""
    spam = sum(labels)
    targets = [(spam + 1) / (spam + 2) if is_spam else 1 / (len(labels) - spam + 2) for is_spam in labels]
    curve = PlattCurve()
    for _ in range(_NEWTON_STEPS):
        down, across = _newton_step(curve, margins, targets)
        curve = PlattCurve(max(_LEAST_SLOPE, curve.slope - down), curve.offset - across)
        if abs(down) + abs(across) < 1e-6:
            break
    return curve


def measure_thresholds(real: Sequence[float], curve: PlattCurve, *, hold_budget: int, spam_budget: int) -> Thresholds:
    """Measure on the margins of real comments. A budget of N: at most 1 in N of them held, or called spam.

    No threshold is below one half: what is more likely real is never held, however far apart the classes lie.
    """
    limits = budget_limit(real, budget=hold_budget), budget_limit(real, budget=spam_budget)
    hold, spam = (None if margin is None else max(0.5, curve.probability(margin)) for margin in limits)
    if hold is None or spam is None or not is_enough_for(real, budget=spam_budget):
        return Thresholds(hold, None, len(real), is_enough_for(real, budget=hold_budget))
    return Thresholds(hold, max(hold, spam), len(real), is_enough_for(real, budget=hold_budget))


def is_enough_for(real: Sequence[float], *, budget: int) -> bool:
    """Whether these scores of real comments are enough to claim that at most 1 in `budget` exceeds a limit."""
    return len(real) >= 3 * budget


def budget_limit(real: Sequence[float], *, budget: int) -> float | None:
    """Return the score that at most 1 in `budget` real comments reaches; None for fewer than LEAST_FOR_ESTIMATE scores.

    Claimed with 95 % confidence if the scores are enough for it, and never below the estimate that is made of fewer.
    """
    falling = sorted(real, reverse=True)
    if len(falling) < LEAST_FOR_ESTIMATE:
        return None
    estimate = _estimate(falling, budget)
    if not is_enough_for(real, budget=budget):
        return estimate
    return max(estimate, math.nextafter(falling[_mistakes_allowed(len(falling), 1 / budget)], math.inf))


def _newton_step(at: PlattCurve, margins: Sequence[float], targets: Sequence[float]) -> tuple[float, float]:
    """By how much slope and offset are too large."""
    chances = [at.probability(margin) for margin in margins]
    errors = [chance - target for chance, target in zip(chances, targets, strict=True)]
    spread = [chance * (1 - chance) for chance in chances]
    slope_gradient = math.fsum(map(float.__mul__, errors, margins)) + _PULL_TO_USUAL * (at.slope - _USUAL_SLOPE)
    offset_gradient = math.fsum(errors) + _PULL_TO_USUAL * at.offset
    first = math.fsum(weight * margin * margin for weight, margin in zip(spread, margins, strict=True)) + _PULL_TO_USUAL
    both = math.fsum(map(float.__mul__, spread, margins))
    second = math.fsum(spread) + _PULL_TO_USUAL
    area = first * second - both * both
    down = (second * slope_gradient - both * offset_gradient) / area
    across = (first * offset_gradient - both * slope_gradient) / area
    return _bounded(down), _bounded(across)


def _bounded(step: float) -> float:
    return max(-_LONGEST_STEP, min(_LONGEST_STEP, step))


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
