"""Which comments wait for a word's sake. Needs no database."""

import pytest

from comments.models import Site
from comments.screening.checks import moderation_words
from comments.screening.vocabulary import Candidate, Context, Verdict
from comments.text import word_list

pytestmark = pytest.mark.once

LISTS = Context(moderation_words=word_list.compile_list("casino"), disallowed_words=word_list.compile_list("viagra"))


def verdict(text: str) -> Verdict:
    return moderation_words.check(Candidate(text=text, html="", context=LISTS), Site()).verdict


def test_it_clears_a_comment_without_a_listed_word() -> None:
    assert verdict("A thought.") == Verdict.CLEAR


def test_it_holds_a_comment_with_a_listed_word() -> None:
    assert verdict("The casino opens.") == Verdict.HOLD


def test_it_leaves_the_other_list_alone() -> None:
    assert verdict("viagra") == Verdict.CLEAR


def test_it_names_the_entry_to_moderators_and_not_to_the_author() -> None:
    judgement = moderation_words.check(Candidate(text="The cаs1no opens.", html="", context=LISTS), Site())

    assert judgement.verdict == Verdict.HOLD
    assert "looks like “casino”" in judgement.reason
    assert judgement.told
    assert "casino" not in judgement.told
