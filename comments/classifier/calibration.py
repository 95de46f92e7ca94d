"""How likely spam is at a margin: Platt's logistic curve through scores of comments not learnt from.

Platt 1999, with the targets that Lin, Lin and Weng (Machine Learning 68, 2007) advise against over-confidence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# What such machines come out at; the curve stays near it while there are few comments.
_USUAL_SLOPE = 6.0
_PULL = 0.1
_LEAST_SLOPE = 0.5
_ROUNDS = 30
_STEP = 2.0


@dataclass(frozen=True)
class Curve:
    slope: float = _USUAL_SLOPE
    offset: float = 0.0

    def probability(self, margin: float) -> float:
        return 1 / (1 + math.exp(-(self.slope * margin + self.offset)))

    def handicap(self, looks: int) -> float:
        """By how much a margin must be better if it is the best of so many: the odds divided by them (Bonferroni)."""
        return math.log(looks) / self.slope


def curve(margins: Sequence[float], labels: Sequence[bool]) -> Curve:
    """By Newton's method, each step bounded."""
    spam = sum(labels)
    targets = [(spam + 1) / (spam + 2) if is_spam else 1 / (len(labels) - spam + 2) for is_spam in labels]
    found = Curve()
    for _ in range(_ROUNDS):
        down, across = _newton_step(found, margins, targets)
        found = Curve(max(_LEAST_SLOPE, found.slope - down), found.offset - across)
        if abs(down) + abs(across) < 1e-6:
            break
    return found


def _newton_step(at: Curve, margins: Sequence[float], targets: Sequence[float]) -> tuple[float, float]:
    chances = [at.probability(margin) for margin in margins]
    errors = [chance - target for chance, target in zip(chances, targets, strict=True)]
    spread = [chance * (1 - chance) for chance in chances]
    slope_gradient = math.fsum(map(float.__mul__, errors, margins)) + _PULL * (at.slope - _USUAL_SLOPE)
    offset_gradient = math.fsum(errors) + _PULL * at.offset
    first = math.fsum(weight * margin * margin for weight, margin in zip(spread, margins, strict=True)) + _PULL
    both = math.fsum(map(float.__mul__, spread, margins))
    second = math.fsum(spread) + _PULL
    area = first * second - both * both
    down = (second * slope_gradient - both * offset_gradient) / area
    across = (first * offset_gradient - both * slope_gradient) / area
    return _bounded(down), _bounded(across)


def _bounded(step: float) -> float:
    return max(-_STEP, min(_STEP, step))
