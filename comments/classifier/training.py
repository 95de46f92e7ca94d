"""Learning a filter from judged comments: from scratch each time, so that an undone judgement leaves no trace."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from comments.classifier.calibration import Curve, curve
from comments.classifier.corpus import Corpus, Example, corpus, mass
from comments.classifier.filter import Filter
from comments.classifier.machine import Machine, learnt, margins_unseen
from comments.classifier.packing import is_known
from comments.classifier.table import Known, Table, table
from comments.classifier.thresholds import Thresholds, bears, limit

# More features than that would change no judgement that matters, and make a blob of more than half a megabyte.
MOST = 150_000


def train(examples: Iterable[Example], *, hold_budget: int, spam_budget: int) -> Filter:
    """A filter from examples, whose order changes nothing. A budget of N: at most 1 in N real comments by mistake.

    What another version packed teaches nothing, and neither does the same again, though it is counted as seen.
    """
    seen = [example for example in examples if is_known(example.features)]
    spam_seen = sum(example.is_spam for example in seen)
    material = corpus(seen)
    machine = learnt(material)
    margins = margins_unseen(material, machine)
    chances = curve(margins, [row.sign > 0 for row in material.rows])
    honest = [score for score, row in zip(margins, material.rows, strict=True) if row.sign < 0]
    return Filter(
        spam_seen=spam_seen,
        ham_seen=len(seen) - spam_seen,
        thresholds=_thresholds(honest, chances, hold_budget=hold_budget, spam_budget=spam_budget),
        curve=chances,
        table=_table(material, machine),
    )


def _thresholds(honest: Sequence[float], chances: Curve, *, hold_budget: int, spam_budget: int) -> Thresholds:
    """What is more likely honest is never held, however far apart the classes lie."""
    limits = limit(honest, budget=hold_budget), limit(honest, budget=spam_budget)
    hold, spam = (None if margin is None else max(0.5, chances.probability(margin)) for margin in limits)
    if hold is None or spam is None or not bears(honest, budget=spam_budget):
        return Thresholds(hold, None, len(honest), bears(honest, budget=hold_budget))
    return Thresholds(hold, max(hold, spam), len(honest), bears(honest, budget=hold_budget))


def _table(material: Corpus, machine: Machine) -> Table:
    """The commonest features, and of the lone ones those that weigh most."""
    shared = map(Known, material.numbers, machine.weights, material.counts)
    return table(chain(islice(shared, MOST), _lone(material, machine)), among=len(material.rows))


def _lone(material: Corpus, machine: Machine) -> Iterator[Known]:
    """Features of one row only, of the rows that pull most, as far as there is room for them."""
    room = MOST - len(material.numbers)
    by_pull = sorted(zip(machine.alphas, material.rows, strict=True), key=lambda one: -one[0] * one[1].scale)
    for alpha, row in by_pull:
        room -= len(row.lone)
        if room < 0 or not alpha:
            return
        pull = alpha * row.sign * row.scale
        masses = (mass(number, count=1, among=len(material.rows)) for number in row.lone)
        yield from (Known(number, pull * one, 1) for number, one in zip(row.lone, masses, strict=True))
