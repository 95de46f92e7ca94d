"""What an author's published comments are worth, and only as the site counts them. Needs no database."""

from typing import Any

import pytest

from comments.models import Premoderation, Site
from comments.screening.checks import reputation
from comments.screening.vocabulary import Candidate, Context, Judgement, Reputation, Verdict

pytestmark = pytest.mark.once


def judged(*, needed: int = 1, premoderation: str = "new", in_flood: bool = False, **known: Any) -> Judgement:
    context = Context(premoderation=premoderation, in_flood=in_flood, reputation=Reputation(**known))
    return reputation.check(Candidate(text="", html="", context=context), Site(approvals_needed=needed))


def test_it_clears_an_author_proven_by_this_browser() -> None:
    assert judged(proven=1, claimed=1, counted=1).verdict == Verdict.CLEAR


def test_it_holds_a_known_name_that_anybody_can_type() -> None:
    assert judged(claimed=40).verdict == Verdict.HOLD


def test_it_holds_a_new_author() -> None:
    assert judged().verdict == Verdict.HOLD


def test_it_tells_moderators_a_known_name_from_a_new_author() -> None:
    assert judged(claimed=40).reason != judged().reason
    assert (judged(claimed=40).code, judged().code) == (reputation.UNPROVEN, reputation.NEW)


def test_it_says_how_many_were_approved_under_a_name_that_nothing_proves() -> None:
    assert "12 approved, not proven" in judged(claimed=12).reason


def test_it_holds_until_as_many_were_approved_as_the_site_asks_for() -> None:
    assert judged(proven=2, claimed=2, counted=2, needed=3).verdict == Verdict.HOLD
    assert judged(proven=3, claimed=3, counted=3, needed=3).verdict == Verdict.CLEAR


def test_it_lets_a_known_name_through_where_the_site_goes_by_name_but_marks_it() -> None:
    known = judged(claimed=12, counted=12)

    assert (known.verdict, known.code) == (Verdict.NOTE, reputation.UNPROVEN)


@pytest.mark.parametrize("rule", [Premoderation.OBJECTIONS, Premoderation.ALL, "links"])
def test_it_only_tells_of_new_authors_where_they_need_not_wait(rule: str) -> None:
    assert (judged(premoderation=rule).verdict, judged(premoderation=rule).code) == (Verdict.NOTE, reputation.NEW)


def test_it_holds_new_authors_during_a_flood_whatever_the_rule() -> None:
    assert judged(premoderation=Premoderation.OBJECTIONS, in_flood=True).verdict == Verdict.HOLD


def test_it_lets_proven_authors_through_during_a_flood() -> None:
    assert judged(proven=1, claimed=1, counted=1, in_flood=True).verdict == Verdict.CLEAR


def test_it_clears_who_is_trusted_however_many_the_site_asks_for() -> None:
    assert judged(proven=1, claimed=1, counted=1, is_trusted=True, needed=50).verdict == Verdict.CLEAR


def test_it_tells_authors_why_the_first_comments_wait_and_nothing_of_counts() -> None:
    assert judged().told
    assert judged().told == judged(claimed=40).told
