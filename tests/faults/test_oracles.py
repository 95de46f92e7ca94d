"""The judges of the storm see damage when there is some."""

from datetime import timedelta

import pytest

from comments.models import Comment, Decision
from comments.moderation import decisions
from comments.posting import posts
from tests.chaos.people import Crowd, Sighting
from tests.chaos.verdict import STALE, Verdict, verdict
from tests.e2e.ledger import Answer, Ledger, text_of
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def crowd() -> Crowd:
    return Crowd(Ledger(""), seed=1)


def kept(crowd: Crowd, key: str, *, status: int = 201) -> Comment:
    factories.quiet_site()
    comment = posts.keep_comment(factories.subject(), factories.draft(text=text_of(key)), now=NOON).comment
    crowd.ledger.answers[key] = Answer(status, 0.1, comment.pk)
    return comment


def seen(crowd: Crowd, comment: Comment, *, seconds: float) -> int:
    """Published, as the reader saw it so long after noon; how often that was wrong."""
    when = NOON + seconds * SECOND
    crowd.sightings.append(Sighting(comment.pk, when, when + SECOND))
    return verdict(crowd).seen_unapproved


def test_it_is_content_with_what_is_as_it_was_answered(crowd: Crowd) -> None:
    kept(crowd, "one")
    kept(crowd, "two", status=303)

    assert verdict(crowd).lost == []
    assert verdict(crowd).doubled == 0


def test_it_misses_what_was_acknowledged_and_is_gone(crowd: Crowd) -> None:
    kept(crowd, "one").delete()

    assert verdict_after_birth(crowd).lost == ["one"]


def test_it_misses_what_is_there_with_another_text(crowd: Crowd) -> None:
    Comment.objects.filter(pk=kept(crowd, "one").pk).update(text="Text one, naive - ?")

    assert verdict(crowd).lost == ["one"]


def test_it_misses_what_is_there_under_another_id(crowd: Crowd) -> None:
    crowd.ledger.answers["one"] = Answer(201, 0.1, kept(crowd, "one").pk + 1)

    assert verdict(crowd).lost == ["one"]


def test_it_takes_either_text_while_an_edit_got_no_answer(crowd: Crowd) -> None:
    comment = kept(crowd, "one")
    crowd.ledger.texts["one"] = {text_of("one"), "Edited."}
    Comment.objects.filter(pk=comment.pk).update(text="Edited.")

    assert verdict(crowd).lost == []


def test_it_sees_what_is_there_twice(crowd: Crowd) -> None:
    kept(crowd, "one")
    kept(crowd, "one")

    assert verdict(crowd).doubled == 1
    assert verdict(crowd).lost == ["one"]


def test_it_sees_what_was_decided_twice(crowd: Crowd) -> None:
    comment = kept(crowd, "one")
    for status in ("approved", "spam"):
        Decision.objects.create(
            comment=comment, actor="screening", from_status="pending", to_status=status, version=2, created_at=NOON
        )

    assert verdict(crowd).decided_twice == 1


def test_it_sees_what_was_published_without_being_approved(crowd: Crowd) -> None:
    assert seen(crowd, kept(crowd, "one"), seconds=1) == 1


def test_it_sees_what_was_published_before_it_was_approved(crowd: Crowd) -> None:
    comment = kept(crowd, "one")
    decisions.approve(comment.pk, by=factories.moderator(), version=1, now=NOON + 60 * SECOND)

    assert seen(crowd, comment, seconds=60) == 0
    assert seen(crowd, comment, seconds=50) == 1


def test_it_sees_what_was_published_long_after_it_was_taken_back(crowd: Crowd) -> None:
    comment = kept(crowd, "one")
    decisions.approve(comment.pk, by=factories.moderator(), version=1, now=NOON)
    decisions.reject(comment.pk, by=factories.moderator(), version=2, now=NOON + 60 * SECOND)

    assert seen(crowd, comment, seconds=60 + STALE.total_seconds()) == 0
    assert seen(crowd, comment, seconds=61 + STALE.total_seconds()) == 1


def test_it_names_the_invariants_that_are_broken(crowd: Crowd) -> None:
    kept(crowd, "one")
    Comment.objects.update(replies=7)

    assert any(line.startswith("replies_counted ") for line in verdict(crowd).broken)


@pytest.mark.parametrize(("status", "clean"), [(201, True), (400, True), (503, True), (500, False)])
def test_it_takes_no_answer_amiss_but_an_error_of_our_own(status: int, clean: bool) -> None:
    assert Verdict(answers={status: 1}).is_clean == clean  # type: ignore[arg-type]


def verdict_after_birth(crowd: Crowd) -> Verdict:
    """Something else is there, so that there is a decision at all."""
    kept(crowd, "other")
    return verdict(crowd)
