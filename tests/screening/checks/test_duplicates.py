"""What was said before waits, and what was decided on all of them is followed. Needs no database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from comments.models import Site
from comments.screening.checks import duplicates
from comments.screening.vocabulary import Candidate, Context, Judgement, Reputation, Verdict
from comments.similarity.similar_comments import SimilarComments

pytestmark = pytest.mark.once

SINCE = datetime(2026, 3, 3, 8, 12, tzinfo=UTC)
UNTIL = datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
STANDING = SimilarComments(12, SINCE, "spam", "Grace Hopper", UNTIL, 7, is_copy=True)


def judged(similar: SimilarComments, reputation: Reputation | None = None, text: str = "", **site: Any) -> Judgement:
    context = Context(similar=similar, reputation=reputation or Reputation())
    return duplicates.check(Candidate(text=text, html="", context=context), Site(**site))


def test_it_clears_what_nobody_said_before() -> None:
    assert judged(SimilarComments()).verdict == Verdict.CLEAR


def test_it_holds_what_came_before_and_says_how_often_and_since_when() -> None:
    judgement = judged(SimilarComments(12, SINCE), time_zone="Europe/Berlin")

    assert (judgement.verdict, judgement.code) == (Verdict.HOLD, duplicates.REPEAT)
    assert "12 times" in judgement.reason
    assert "9:12" in judgement.reason
    assert judgement.told


def test_it_says_once_in_words_for_once() -> None:
    assert "1 time " in judged(SimilarComments(1, SINCE)).reason


def test_it_writes_the_time_as_the_site_does() -> None:
    with translation.override("de"):
        assert "3. März 2026 09:12" in judged(SimilarComments(1, SINCE), time_zone="Europe/Berlin").reason


def test_it_holds_an_author_who_is_known_too() -> None:
    assert judged(SimilarComments(1, SINCE), Reputation(proven=5, claimed=5, counted=5)).verdict == Verdict.HOLD


def test_it_tells_moderators_and_holds_nothing_where_it_is_off() -> None:
    judgement = judged(SimilarComments(12, SINCE), repeat_hours=0)

    assert judgement.verdict == Verdict.CLEAR
    assert "12 times" in judgement.reason


@pytest.mark.parametrize("hours", [0, 24])
def test_it_holds_the_very_same_words_in_the_very_same_place(hours: int) -> None:
    judgement = judged(SimilarComments(is_here=True), repeat_hours=hours)

    assert (judgement.verdict, judgement.code) == (Verdict.HOLD, duplicates.REPEAT)


def test_it_follows_a_decision_that_calls_them_spam() -> None:
    judgement = judged(STANDING, time_zone="Europe/Berlin")

    assert (judgement.verdict, judgement.code, judgement.joins) == (Verdict.SPAM, duplicates.DECIDED, 7)
    assert "Grace Hopper" in judgement.reason
    assert "9:30" in judgement.reason
    assert judgement.told == ""


def test_it_follows_a_decision_that_rejects_them_and_tells_the_author_no_name() -> None:
    judgement = judged(replace(STANDING, decided_action="reject"))

    assert (judgement.verdict, judgement.joins) == (Verdict.REJECT, 7)
    assert judgement.told
    assert "Grace" not in judgement.told


def test_it_follows_a_decision_where_repeats_do_not_wait() -> None:
    assert judged(STANDING, repeat_hours=0).verdict == Verdict.SPAM


@pytest.mark.parametrize(("action", "word"), [("spam", "marked as spam"), ("reject", "rejected")])
def test_it_holds_what_is_like_those_decided_on_but_no_copy(action: str, word: str) -> None:
    judgement = judged(replace(STANDING, decided_action=action, is_copy=False), repeat_hours=0)

    assert (judgement.verdict, judgement.code, judgement.joins) == (Verdict.HOLD, duplicates.REPEAT, None)
    assert f"Grace Hopper {word}" in judgement.reason
    assert "Grace" not in judgement.told


@pytest.mark.parametrize(
    "text",
    [
        "> Buy now!\nNo.",
        "So:\n  > Buy now!",
        "&gt; Buy now!",
        "<blockquote>Buy now!</blockquote> No.",
        "<Q>Buy now!</Q>",
    ],
)
def test_it_holds_a_copy_that_is_a_quote(text: str) -> None:
    assert judged(STANDING, text=text).verdict == Verdict.HOLD


@pytest.mark.parametrize("reputation", [Reputation(proven=1), Reputation(is_trusted=True)])
def test_it_holds_a_copy_by_an_author_who_is_known(reputation: Reputation) -> None:
    assert judged(STANDING, reputation).verdict == Verdict.HOLD


def test_it_follows_a_decision_on_whoever_only_claims_to_be_known() -> None:
    assert judged(STANDING, Reputation(claimed=5, counted=5)).verdict == Verdict.SPAM


def test_it_holds_what_could_not_be_compared_from_whoever() -> None:
    judgement = judged(SimilarComments(is_unknown=True), repeat_hours=0)

    assert (judgement.verdict, judgement.is_firm) == (Verdict.HOLD, True)
