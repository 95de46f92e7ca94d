"""Comments that go under review once enough networks reported them, and those that never do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.models import Comment, Pace, Site
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.reported import MINUTE, by_checks, decide, filed, opened, queued

pytestmark = pytest.mark.django_db


def test_it_puts_a_comment_under_review_after_so_many_networks() -> None:
    comment = by_checks()
    Site.objects.update(review_after_reports=3)
    filed(comment, 1, 2, 2, 1)
    assert factories.fresh(comment).status == Status.APPROVED

    filed(comment, 3)
    comment = factories.fresh(comment)
    assert (comment.status, comment.version) == (Status.PENDING, 3)
    assert factories.last_decision(comment).reason == "Readers reported it from 3 networks."
    assert opened(comment) == 3
    assert queued() == [comment.pk]


def test_it_waits_for_a_moderator_then_whatever_the_author_does() -> None:
    comment = by_checks()
    Site.objects.update(review_after_reports=1)
    filed(comment, 1)
    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + 2 * MINUTE)
    run.screen([comment.pk], now=NOON + 2 * MINUTE)

    assert factories.fresh(comment).status == Status.PENDING


@pytest.mark.parametrize("action", ["confirm", "pick", "ignore"])
def test_it_never_takes_away_what_a_moderator_left(action: str) -> None:
    comment = by_checks()
    if action == "ignore":
        filed(comment, 9)
    decide(comment, action)
    Site.objects.update(review_after_reports=1)
    filed(comment, 1, 2, 3)

    assert factories.fresh(comment).status == Status.APPROVED


def test_it_never_takes_away_what_a_moderator_approved_or_the_publication_wrote() -> None:
    own, approved = by_checks(), factories.published()
    Comment.objects.filter(pk=own.pk).update(staff=True)
    Site.objects.update(review_after_reports=1)
    for comment in (approved, own):
        filed(comment, 1, 2)

        assert factories.fresh(comment).status == Status.APPROVED
    assert set(queued()) == {approved.pk, own.pk}


def test_it_counts_reports_of_the_text_that_stands_there_alone() -> None:
    comment = by_checks()
    Site.objects.update(review_after_reports=2)
    filed(comment, 1)
    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + MINUTE)
    run.screen([comment.pk], now=NOON + MINUTE)
    filed(comment, 2)
    assert factories.fresh(comment).status == Status.APPROVED

    filed(comment, 1)
    assert factories.fresh(comment).status == Status.PENDING


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=7), st.integers(0, 4))
def test_it_goes_under_review_exactly_where_enough_networks_spoke_since_nobody_did(
    happened: list[tuple[int, bool]], enough: int
) -> None:
    comment = by_checks()
    Pace.objects.all().delete()
    Site.objects.update(review_after_reports=enough)
    networks: set[int] = set()
    is_left, expected = False, False
    for network, confirms in happened:
        if expected:
            break
        if confirms and factories.fresh(comment).unseen:
            decide(comment, "confirm")
            is_left = True
        filed(comment, network)
        networks.add(network)
        expected = bool(enough) and not is_left and len(networks) >= enough

    assert (factories.fresh(comment).status == Status.PENDING) == expected
