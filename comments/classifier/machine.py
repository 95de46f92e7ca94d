"""How the features' weights are learnt: a linear machine with squared hinge loss, by dual coordinate descent.

Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008. The bias is not learnt: a comment
of which nothing is known counts as honest, so spam must be shown by what it says.
"""

import math
from array import array
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass

from comments.classifier.corpus import Corpus, Row

BIAS = -0.5
COST = 2.0

_DIAGONAL = 1 / (2 * COST)
_PASSES = 8
# Learning without a part starts from what all taught, and is soon there.
_PASSES_WITHOUT = 2
_SMALL_STEP = 0.005
_STILL = 0.02
# Of many comments, parts of a third cost less and tell as much.
_PARTS, _PARTS_OF_MANY, _MANY = 5, 3, 2000


@dataclass(frozen=True)
class Machine:
    """`weights` are by place, each times its feature's rarity; `alphas` tell how much each row pulls."""

    weights: MutableSequence[float]
    alphas: list[float]


def learnt(corpus: Corpus) -> Machine:
    machine = _blank(corpus)
    _descend(corpus, machine, range(len(corpus.rows)), passes=_PASSES)
    return machine


def margin(total: float, mass: float) -> float:
    """The score of a comment from its features' weights and masses, added up."""
    return (total / math.sqrt(mass) if mass > 0 else 0.0) + BIAS


def margins_unseen(corpus: Corpus, machine: Machine) -> list[float]:
    """The score of each row by a machine that never saw it (cross-validation)."""
    found = [0.0] * len(corpus.rows)
    parts = _PARTS if len(corpus.rows) <= _MANY else _PARTS_OF_MANY
    for first in range(parts):
        held_out = range(first, len(corpus.rows), parts)
        others = _without(corpus, machine, held_out)
        for index in held_out:
            found[index] = _margin_of(corpus.rows[index], others.weights, corpus.masses)
    return found


def _blank(corpus: Corpus) -> Machine:
    return Machine(array("d", bytes(8 * len(corpus.numbers))), [0.0] * len(corpus.rows))


def _without(corpus: Corpus, machine: Machine, held_out: range) -> Machine:
    """Learnt anew from the others, beginning with what they pulled in company."""
    part = _blank(corpus)
    others = [index for index in range(len(corpus.rows)) if index not in held_out]
    for index in others:
        part.alphas[index] = machine.alphas[index]
        _pull(corpus.rows[index], machine.alphas[index], part.weights, corpus.masses)
    _descend(corpus, part, others, passes=_PASSES_WITHOUT)
    return part


def _margin_of(row: Row, weights: Sequence[float], masses: Sequence[float]) -> float:
    """Features that no other row has, here or in the part, count for nothing, as they would in a new comment."""
    known = [place for place in row.shared if weights[place]]
    return margin(math.fsum(map(weights.__getitem__, known)), math.fsum(map(masses.__getitem__, known)))


def _descend(corpus: Corpus, machine: Machine, indexes: Sequence[int], *, passes: int) -> None:
    weights, alphas, rows, masses = machine.weights, machine.alphas, corpus.rows, corpus.masses
    weight_of = weights.__getitem__
    for _ in range(passes):
        furthest = 0.0
        for index in indexes:
            row, alpha = rows[index], alphas[index]
            score = row.scale * sum(map(weight_of, row.shared)) + alpha * row.sign * row.lone_length + BIAS
            gradient = row.sign * score - 1 + _DIAGONAL * alpha
            step = max(alpha - gradient / (1 + _DIAGONAL), 0.0) - alpha
            furthest = max(furthest, abs(step))
            if abs(step) > _SMALL_STEP:
                alphas[index] = alpha + step
                _pull(row, step, weights, masses)
        if furthest < _STILL:
            return


def _pull(row: Row, step: float, weights: MutableSequence[float], masses: Sequence[float]) -> None:
    if not step:
        return
    pull = step * row.sign * row.scale
    for place in row.shared:
        weights[place] += pull * masses[place]
