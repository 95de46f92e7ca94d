"""Which comments are rejected for a word's sake. Needs no database."""

import pytest

from comments.models import Site
from comments.screening.checks import disallowed_words
from comments.screening.vocabulary import Candidate, Context, Judgement, Verdict
from comments.text import word_list

pytestmark = pytest.mark.once

LISTS = Context(moderation_words=word_list.compile_list("casino"), disallowed_words=word_list.compile_list("viagra"))


def check(text: str, *, name: str = "") -> Judgement:
    return disallowed_words.check(Candidate(text=text, html="", name=name, context=LISTS), Site())


def test_it_clears_a_comment_without_a_listed_word() -> None:
    assert check("casino").verdict == Verdict.CLEAR


def test_it_rejects_a_comment_with_a_listed_word() -> None:
    assert check("", name="Viagra").verdict == Verdict.REJECT


@pytest.mark.parametrize("text", ["vìágrà", "v1agra", "vіagra", "VlAGRA"])
def test_it_holds_a_comment_that_only_looks_as_if_it_had_a_listed_word(text: str) -> None:
    judgement = check(text)

    assert judgement.verdict == Verdict.HOLD
    assert "looks like “viagra”" in judgement.reason
    assert "viagra" not in judgement.told


def test_it_tells_the_author_why_without_the_word() -> None:
    judgement = check("viagra")

    assert judgement.told
    assert "viagra" not in judgement.told
    assert "viagra" in judgement.reason
