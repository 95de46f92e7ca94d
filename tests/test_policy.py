"""What becomes of a comment, given what the checks found. Needs no database."""

import itertools

import pytest

from comments.policy import Outcome, decide
from comments.spam import Finding, Judgement, Verdict
from comments.statuses import Status

pytestmark = pytest.mark.once


def outcome(*judgements: Judgement) -> Outcome:
    return decide([Finding(f"check {n}", judgement, 0.1) for n, judgement in enumerate(judgements)])


def status(*verdicts: Verdict) -> Status:
    return outcome(*(Judgement(verdict, f"said {verdict}") for verdict in verdicts)).status


def test_it_publishes_what_every_check_clears() -> None:
    assert status(Verdict.CLEAR, Verdict.CLEAR) == Status.APPROVED


def test_it_leaves_a_comment_waiting_that_nothing_looked_at() -> None:
    assert status() == Status.PENDING


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [(Verdict.HOLD, Status.PENDING), (Verdict.REJECT, Status.REJECTED), (Verdict.SPAM, Status.SPAM)],
)
def test_it_follows_a_single_objection(verdict: Verdict, expected: Status) -> None:
    assert status(Verdict.CLEAR, verdict, Verdict.CLEAR) == expected


@pytest.mark.parametrize("order", list(itertools.permutations(Verdict)))
def test_it_follows_the_gravest_verdict_in_whatever_order(order: tuple[Verdict, ...]) -> None:
    assert status(*order) == Status.SPAM
    assert status(*(verdict for verdict in order if verdict != Verdict.SPAM)) == Status.REJECTED


def test_it_gives_moderators_every_reason_of_the_gravest() -> None:
    found = outcome(
        Judgement(Verdict.REJECT, "first"), Judgement(Verdict.HOLD, "lesser"), Judgement(Verdict.REJECT, "second")
    )

    assert "first" in found.reason
    assert "second" in found.reason
    assert "lesser" not in found.reason


def test_it_tells_the_author_what_a_check_lets_them_hear() -> None:
    found = outcome(Judgement(Verdict.REJECT, "a secret"), Judgement(Verdict.REJECT, "another", "a plain word"))

    assert found.told == "a plain word"


def test_it_tells_the_author_nothing_that_no_check_lets_them_hear() -> None:
    assert outcome(Judgement(Verdict.HOLD, "a secret")).told == ""
