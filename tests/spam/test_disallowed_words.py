"""Which comments are rejected for a word's sake. Needs no database."""

import pytest

from comments.models import Site
from comments.spam import Candidate, Verdict, disallowed_words

pytestmark = pytest.mark.once

SITE = Site(moderation_words="casino", disallowed_words="viagra")


def test_it_clears_a_comment_without_a_listed_word() -> None:
    assert disallowed_words.check(Candidate(text="casino", html=""), SITE).verdict == Verdict.CLEAR


def test_it_rejects_a_comment_with_a_listed_word() -> None:
    assert disallowed_words.check(Candidate(text="", html="", name="Viagra"), SITE).verdict == Verdict.REJECT


@pytest.mark.parametrize("text", ["vìágrà", "v1agra", "vіagra", "VlAGRA"])
def test_it_holds_a_comment_that_only_looks_as_if_it_had_a_listed_word(text: str) -> None:
    judgement = disallowed_words.check(Candidate(text=text, html=""), SITE)

    assert judgement.verdict == Verdict.HOLD
    assert "looks like “viagra”" in judgement.reason
    assert "viagra" not in judgement.told


def test_it_tells_the_author_why_without_the_word() -> None:
    judgement = disallowed_words.check(Candidate(text="viagra", html=""), SITE)

    assert judgement.told
    assert "viagra" not in judgement.told
    assert "viagra" in judgement.reason
