"""What becomes of a comment that its author takes back: it is gone for good, once."""

from datetime import timedelta

import pytest

from comments.errors import IllegalMove, Refused, Stale
from comments.models import (
    Actor,
    Decision,
    Site,
    Thread,
)
from comments.moderation import decisions
from comments.posting import edits
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.authors import LATER, decided, state_on_page
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["waiting", "held", "published", "rejected", "spam"])
def test_it_takes_a_comment_back_for_good(state: str) -> None:
    made = {"waiting": factories.waiting, "published": factories.published}
    comment = made.get(state, factories.screened)()
    if state in ("rejected", "spam"):
        decided("reject" if state == "rejected" else "spam", comment)

    edits.withdraw(factories.fresh(comment))

    found = factories.fresh(comment)
    assert (found.status, found.due) == (Status.WITHDRAWN, None)
    assert factories.last_decision(comment).actor == Actor.AUTHOR
    assert state_on_page(found) == ("withdrawn" if state == "published" else None)
    run.screen([comment.pk], now=LATER)
    with pytest.raises((IllegalMove, Stale)):
        decisions.approve(comment.pk, by=factories.moderator(), version=found.version)


def test_it_takes_back_at_any_time_and_anywhere() -> None:
    comment = factories.published()
    Site.objects.update(edit_minutes=0)
    Thread.objects.update(is_open=False)

    edits.withdraw(factories.fresh(comment), now=NOON + timedelta(days=365))

    assert factories.fresh(comment).status == Status.WITHDRAWN


def test_it_takes_back_once() -> None:
    comment = factories.fresh(factories.published())
    edits.withdraw(comment)
    before = Decision.objects.count()

    edits.withdraw(comment)

    assert Decision.objects.count() == before


def test_it_takes_back_nothing_that_was_deleted() -> None:
    comment = factories.fresh(factories.published())
    decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    with pytest.raises(Refused):
        edits.withdraw(comment)

    assert factories.fresh(comment).status == Status.DELETED


def test_it_brings_no_branch_back_by_withdrawing_what_hid_it() -> None:
    top = factories.published()
    reply = factories.published(top)
    decided("spam", top)

    edits.withdraw(factories.fresh(top))

    assert (state_on_page(top), state_on_page(reply)) == (None, None)
    assert factories.thread_of(top).count == 0
