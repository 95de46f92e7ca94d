"""Learns what each feature weighs: a linear support vector machine with squared hinge loss.

Dual coordinate descent (Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008) over
examples whose features are weighed by their rarity (inverse document frequency, Spärck Jones 1972) and scaled to
length 1. The bias is not learnt: a comment of which nothing is known counts as real, so spam must be shown by what it
says.

The matrix of examples and features is sparse. Each feature that two or more examples have is a column; the commonest
have the first columns, so that what is often used lies together.
"""

import hashlib
import math
from array import array
from collections.abc import Iterable, MutableSequence, Sequence
from dataclasses import dataclass

from comments.classifier.features import BITS, GENERAL, decode, is_decodable

# What is the same on every site is believed more than what this one's comments happen to be about.
GENERAL_FACTOR = 2.0
BIAS = -0.5
COST = 2.0

_DIAGONAL = 1 / (2 * COST)
_PASSES = 8
# Learning without a fold starts from what all taught, and is soon there.
_PASSES_WITHOUT_FOLD = 2
_SMALL_STEP = 0.005
_STILL = 0.02
# Of many comments, folds of a third cost less and tell as much.
_FOLDS, _FOLDS_OF_MANY, _MANY = 5, 3, 2000


@dataclass(frozen=True)
class Example:
    """A judged comment; `features` is what `features.encode` made of it."""

    is_spam: bool
    features: bytes


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """One example: the columns of the features that others have too, and the numbers of those that it alone has.

    `sign` is 1 for spam and -1 for real comments. `scale` makes the whole of length 1; `lone_length` is the lone
    features' part of that length, squared.
    """

    sign: float
    columns: Sequence[int]
    lone: Sequence[int]
    scale: float
    lone_length: float


@dataclass(frozen=True)
class TrainingSet:
    """Examples, each once, in one order whatever order they came in.

    By column: `numbers` of the features, `counts` of the examples that have them, and their `squared_idf`.
    """

    rows: tuple[ExampleRow, ...]
    numbers: tuple[int, ...]
    counts: tuple[int, ...]
    squared_idf: Sequence[float]


@dataclass(frozen=True)
class LinearSVM:
    """`weights` are by column, each times its feature's idf; `alphas`, the dual variables, say how much a row pulls."""

    weights: MutableSequence[float]
    alphas: list[float]


def training_set(examples: Iterable[Example]) -> TrainingSet:
    """Make the matrix of examples. What was encoded by another version teaches nothing and is left out."""
    ordered = _in_one_order(example for example in examples if is_decodable(example.features))
    signed = [(1.0 if example.is_spam else -1.0, array("I", decode(example.features))) for example in ordered]
    counts = array("I", bytes(4 << BITS))
    shared = _count(signed, counts)
    columns = array("i", [-1]) * len(counts)
    for column, number in enumerate(shared):
        columns[number] = column
    squares = array("d", (squared_idf(number, count=counts[number], examples=len(signed)) for number in shared))
    rows = tuple(_row(sign, numbers, columns, squares, examples=len(signed)) for sign, numbers in signed)
    return TrainingSet(rows, tuple(shared), tuple(counts[number] for number in shared), squares)


def squared_idf(number: int, *, count: float, examples: int) -> float:
    """Return the squared rarity of the feature `number`, which `count` of so many examples have."""
    idf = math.log(1 + examples / count)
    return idf * idf * (GENERAL_FACTOR if number < GENERAL else 1.0)


def fit(material: TrainingSet) -> LinearSVM:
    """Learn from all rows."""
    svm = _blank(material)
    _descend(material, svm, range(len(material.rows)), passes=_PASSES)
    return svm


def margin(weight: float, squared_length: float) -> float:
    """Return the score of a comment, above 0 for spam, from the sums of its features' weights and squared idf."""
    return (weight / math.sqrt(squared_length) if squared_length > 0 else 0.0) + BIAS


def cross_validated_margins(material: TrainingSet, svm: LinearSVM) -> list[float]:
    """Return the margin of each row by a machine that never saw it; `svm` is the one that saw all rows."""
    margins = [0.0] * len(material.rows)
    folds = _FOLDS if len(material.rows) <= _MANY else _FOLDS_OF_MANY
    for first in range(folds):
        held_out = range(first, len(material.rows), folds)
        others = _fit_without(material, svm, held_out)
        for index in held_out:
            margins[index] = _margin_of(material.rows[index], others.weights, material.squared_idf)
    return margins


def _in_one_order(examples: Iterable[Example]) -> list[Example]:
    """Each once, since the same words again teach nothing new; by digest, which is as good as shuffled."""
    return sorted(set(examples), key=lambda one: (hashlib.sha256(one.features).digest(), one.is_spam))


def _count(signed: Iterable[tuple[float, Sequence[int]]], counts: MutableSequence[int]) -> list[int]:
    """Count by number how many examples have a feature; returns those that several have, the commonest first."""
    shared = []
    for _, numbers in signed:
        for number in numbers:
            counts[number] += 1
            if counts[number] == 2:
                shared.append(number)
    return sorted(shared, key=lambda number: (-counts[number], number))


def _row(
    sign: float, numbers: Sequence[int], columns: Sequence[int], squares: Sequence[float], *, examples: int
) -> ExampleRow:
    found = [columns[number] for number in numbers]
    shared = array("I", sorted(column for column in found if column >= 0))
    lone = array("I", (number for number, column in zip(numbers, found, strict=True) if column < 0))
    lone_length = math.fsum(squared_idf(number, count=1, examples=examples) for number in lone)
    whole = math.fsum(map(squares.__getitem__, shared)) + lone_length or 1.0
    return ExampleRow(sign, shared, lone, 1 / math.sqrt(whole), lone_length / whole)


def _blank(material: TrainingSet) -> LinearSVM:
    return LinearSVM(array("d", bytes(8 * len(material.numbers))), [0.0] * len(material.rows))


def _fit_without(material: TrainingSet, svm: LinearSVM, held_out: range) -> LinearSVM:
    """Learn anew from the others, beginning with what they pulled in company."""
    part = _blank(material)
    others = [index for index in range(len(material.rows)) if index not in held_out]
    for index in others:
        part.alphas[index] = svm.alphas[index]
        _pull(material.rows[index], svm.alphas[index], part.weights, material.squared_idf)
    _descend(material, part, others, passes=_PASSES_WITHOUT_FOLD)
    return part


def _margin_of(row: ExampleRow, weights: Sequence[float], squares: Sequence[float]) -> float:
    """Features that no other row has, here or in the part, count for nothing, as they would in a new comment."""
    known = [column for column in row.columns if weights[column]]
    return margin(math.fsum(map(weights.__getitem__, known)), math.fsum(map(squares.__getitem__, known)))


def _descend(material: TrainingSet, svm: LinearSVM, indexes: Sequence[int], *, passes: int) -> None:
    weights, alphas, rows, squares = svm.weights, svm.alphas, material.rows, material.squared_idf
    weight_of = weights.__getitem__
    for _ in range(passes):
        furthest = 0.0
        for index in indexes:
            row, alpha = rows[index], alphas[index]
            score = row.scale * sum(map(weight_of, row.columns)) + alpha * row.sign * row.lone_length + BIAS
            gradient = row.sign * score - 1 + _DIAGONAL * alpha
            step = max(alpha - gradient / (1 + _DIAGONAL), 0.0) - alpha
            furthest = max(furthest, abs(step))
            if abs(step) > _SMALL_STEP:
                alphas[index] = alpha + step
                _pull(row, step, weights, squares)
        if furthest < _STILL:
            return


def _pull(row: ExampleRow, step: float, weights: MutableSequence[float], squares: Sequence[float]) -> None:
    if not step:
        return
    pull = step * row.sign * row.scale
    for column in row.columns:
        weights[column] += pull * squares[column]
