"""What an author's published comments are worth, and only when proven. Needs no database."""

import pytest

from comments.models import Site
from comments.spam import Candidate, Judgement, Standing, Verdict, standing

pytestmark = pytest.mark.once


def judged(**numbers: int) -> Judgement:
    return standing.check(Candidate(text="", html="", standing=Standing(**numbers)), Site())


def test_it_clears_an_author_proven_by_this_browser() -> None:
    assert judged(proven=1, claimed=1).verdict == Verdict.CLEAR


def test_it_holds_a_known_name_that_anybody_can_type() -> None:
    assert judged(claimed=40).verdict == Verdict.HOLD


def test_it_holds_a_new_author() -> None:
    assert judged().verdict == Verdict.HOLD


def test_it_tells_moderators_a_known_name_from_a_new_author() -> None:
    assert judged(claimed=40).reason != judged().reason
