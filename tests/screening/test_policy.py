"""What becomes of a comment, given what the checks found. Needs no database."""

import itertools
from typing import Any

import pytest

from comments.screening.policy import Outcome, decide, noisy_or
from comments.screening.vocabulary import CheckResult, Judgement, Verdict
from comments.statuses import Status

pytestmark = pytest.mark.once


def outcome(*judgements: Judgement, **options: Any) -> Outcome:
    return decide([CheckResult(f"check {n}", judgement, 0.1) for n, judgement in enumerate(judgements)], **options)


def said(verdict: Verdict, **fields: Any) -> Judgement:
    return Judgement(verdict, f"said {verdict}", **fields)


CLEARED = said(Verdict.CLEAR)
HELD = said(Verdict.HOLD, score=0.5)


def status(*verdicts: Verdict) -> Status:
    return outcome(*map(said, verdicts)).status


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


OBJECTIONS = [Verdict.CLEAR, Verdict.HOLD, Verdict.REJECT, Verdict.SPAM]


@pytest.mark.parametrize("order", list(itertools.permutations(OBJECTIONS)))
def test_it_follows_the_gravest_verdict_in_whatever_order(order: tuple[Verdict, ...]) -> None:
    assert status(*order) == Status.SPAM
    assert status(*(verdict for verdict in order if verdict != Verdict.SPAM)) == Status.REJECTED


@pytest.mark.parametrize("verdict", [Verdict.CLEAR, Verdict.NOTE])
def test_it_publishes_what_was_looked_at_though_others_abstained(verdict: Verdict) -> None:
    assert status(Verdict.ABSTAIN, verdict) == Status.APPROVED


def test_it_leaves_a_comment_waiting_on_which_every_check_abstained() -> None:
    assert status(Verdict.ABSTAIN, Verdict.ABSTAIN) == Status.PENDING


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


@pytest.mark.parametrize(
    ("scores", "all_together"),
    [([], 0), ([0.3], 0.3), ([0.5, 0.5], 0.75), ([0.9, 0.9], 0.99), ([1, 0], 1), ([7, -3], 1)],
)
def test_it_takes_suspicions_together_as_independent(scores: list[float], all_together: float) -> None:
    assert noisy_or(scores) == pytest.approx(all_together)


def test_it_holds_what_no_check_holds_alone_but_all_together_find_suspicious() -> None:
    notes = [said(Verdict.NOTE, score=0.5), said(Verdict.NOTE, score=0.5)]

    assert outcome(*notes, hold_percent=75).status == Status.PENDING
    assert outcome(*notes, hold_percent=75).reason == "All checks together give it a suspicion of 75 %."
    assert outcome(*notes, hold_percent=76).status == Status.APPROVED
    assert outcome(*notes, hold_percent=0).status == Status.APPROVED


def test_it_never_calls_spam_what_is_only_suspicious() -> None:
    assert outcome(said(Verdict.NOTE, score=1.0), hold_percent=1).status == Status.PENDING


def test_it_says_how_suspicious_a_comment_is_whatever_becomes_of_it() -> None:
    assert outcome(CLEARED, HELD).suspicion == 0.5
    assert outcome(said(Verdict.SPAM, score=0.8)).suspicion == 0.8
    assert outcome(said(Verdict.NOTE, score=0.1)).suspicion == pytest.approx(0.1)


def test_it_publishes_who_is_trusted_whatever_holds_or_seems_suspicious() -> None:
    assert outcome(CLEARED, HELD, is_trusted=True).status == Status.APPROVED
    assert outcome(said(Verdict.NOTE, score=1.0), hold_percent=50, is_trusted=True).status == Status.APPROVED


@pytest.mark.parametrize(
    ("objection", "expected"),
    [
        (said(Verdict.HOLD, is_firm=True), Status.PENDING),
        (said(Verdict.REJECT), Status.PENDING),
        (said(Verdict.SPAM, joins=7), Status.PENDING),
        (said(Verdict.SPAM, is_firm=True), Status.SPAM),
    ],
)
def test_it_holds_even_who_is_trusted_for_what_is_firm(objection: Judgement, expected: Status) -> None:
    assert outcome(CLEARED, objection, is_trusted=True).status == expected


def test_it_tells_moderators_why_an_author_who_is_trusted_waits() -> None:
    found = outcome(CLEARED, said(Verdict.SPAM, joins=7), is_trusted=True)

    assert found.reason == "said spam The author is trusted, so a moderator decides."
    assert found.joins is None


def test_it_publishes_nobody_whom_no_check_looked_at_however_trusted() -> None:
    assert outcome(said(Verdict.ABSTAIN), is_trusted=True).status == Status.PENDING


def test_it_asks_again_when_a_service_that_gave_no_answer_is_why_it_holds() -> None:
    unanswered = said(Verdict.HOLD, ask_again=True)

    assert outcome(CLEARED, unanswered).ask_again
    assert not outcome(CLEARED, HELD).ask_again
    assert not outcome(unanswered, said(Verdict.REJECT)).ask_again


def test_it_names_the_decision_on_a_cluster_that_a_verdict_follows() -> None:
    assert outcome(CLEARED, said(Verdict.SPAM, joins=7)).joins == 7
    assert outcome(CLEARED, said(Verdict.SPAM)).joins is None


@pytest.mark.parametrize(("verdict", "decided"), [("spam", True), ("reject", True), ("hold", False), ("clear", False)])
def test_it_needs_nobody_elses_word_on_what_is_bad_enough(verdict: str, decided: bool) -> None:
    assert outcome(said(Verdict(verdict))).is_decided == decided
