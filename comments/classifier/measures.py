"""How well a filter tells spam from real comments that it has not seen."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from comments.classifier.corpus import Example
from comments.classifier.filter import Filter
from comments.classifier.labelled import Judged
from comments.classifier.packing import pack
from comments.classifier.training import train

# At most 1 in so many real comments held, and called spam, by mistake: what a new site begins with.
HOLD_BUDGET = 200
SPAM_BUDGET = 1000
CURVE_ROUNDS = 5

Scored = Sequence[tuple[float, bool]]


@dataclass(frozen=True)
class Measures:
    """Shares between 0 and 1. `own_caught` and `own_lost` are at the filter's own threshold for holding."""

    accuracy: float
    auc: float
    caught_at_1pct: float
    caught_at_05pct: float
    own_caught: float
    own_lost: float


def examples(judged: Sequence[Judged]) -> list[Example]:
    return [Example(is_spam, pack(text)) for text, is_spam in judged]


def learnt_from(material: Sequence[Example]) -> Filter:
    return train(material, hold_budget=HOLD_BUDGET, spam_budget=SPAM_BUDGET)


def measures(learned: Filter, judged: Sequence[Judged]) -> Measures:
    """Needs both kinds. Scores count even where the product would abstain."""
    scored = [(learned.judge(text).probability, is_spam) for text, is_spam in judged]
    hold = learned.thresholds.hold
    return Measures(
        accuracy=accuracy(scored),
        auc=auc(scored),
        caught_at_1pct=caught_at(scored, 0.01),
        caught_at_05pct=caught_at(scored, 0.005),
        own_caught=0.0 if hold is None else _share_from(hold, [score for score, is_spam in scored if is_spam]),
        own_lost=0.0 if hold is None else _share_from(hold, [score for score, is_spam in scored if not is_spam]),
    )


def accuracy(scored: Scored) -> float:
    return sum((score >= 0.5) == is_spam for score, is_spam in scored) / len(scored)


def auc(scored: Scored) -> float:
    """The chance that a spam comment scores above a real one, ties half (Mann and Whitney)."""
    by_score: dict[float, list[int]] = {}
    for score, is_spam in scored:
        by_score.setdefault(score, [0, 0])[is_spam] += 1
    above, honest, spam = 0.0, 0, 0
    for score in sorted(by_score):
        honest_here, spam_here = by_score[score]
        above += spam_here * (honest + honest_here / 2)
        honest, spam = honest + honest_here, spam + spam_here
    return above / (honest * spam)


def caught_at(scored: Scored, lost: float) -> float:
    """The share of spam above a threshold that loses at most that share of real comments."""
    honest = sorted((score for score, is_spam in scored if not is_spam), reverse=True)
    limit = honest[int(lost * len(honest) + 1e-9)]
    spam = [score for score, is_spam in scored if is_spam]
    return sum(score > limit for score in spam) / len(spam)


def curve(material: Sequence[Example], judged: Sequence[Judged], sizes: Sequence[int]) -> dict[int, float]:
    """Accuracy after so many labels, half of them spam, drawn at random; the mean of CURVE_ROUNDS draws."""
    return {size: _mean_accuracy(material, judged, size // 2) for size in sizes}


def _mean_accuracy(material: Sequence[Example], judged: Sequence[Judged], of_each: int) -> float:
    kinds = [[example for example in material if example.is_spam == is_spam] for is_spam in (True, False)]
    found = []
    for seed in range(CURVE_ROUNDS):
        draw = random.Random(seed)  # noqa: S311 - the same draw every time is what is wanted
        learned = learnt_from([example for kind in kinds for example in draw.sample(kind, of_each)])
        found.append(accuracy([(learned.judge(text).probability, is_spam) for text, is_spam in judged]))
    return sum(found) / len(found)


def _share_from(threshold: float, scores: Sequence[float]) -> float:
    return sum(score >= threshold for score in scores) / len(scores)
