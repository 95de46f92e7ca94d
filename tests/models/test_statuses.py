"""What a status leaves for readers, and where the legal moves end. Needs no database."""

import pytest

from comments.statuses import LEGAL_MOVES, Status, public_state

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("status", "left"),
    [
        (Status.APPROVED, "published"),
        (Status.REJECTED, "removed"),
        (Status.DELETED, "removed"),
        (Status.WITHDRAWN, "withdrawn"),
        (Status.PENDING, "in_review"),
        (Status.SPAM, None),
    ],
)
def test_it_leaves_a_tombstone_of_what_was_published_and_nothing_of_spam(status: Status, left: str | None) -> None:
    assert public_state(status, was_published=True) == left


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_it_leaves_nothing_of_what_was_never_published(status: Status) -> None:
    assert public_state(status, was_published=False) is None


def test_it_lets_a_comment_begin_only_as_pending() -> None:
    assert LEGAL_MOVES[""] == {Status.PENDING}


def test_it_brings_nothing_back_that_its_author_withdrew_or_that_was_deleted() -> None:
    assert LEGAL_MOVES[Status.WITHDRAWN] == {Status.WITHDRAWN, Status.DELETED}
    assert LEGAL_MOVES[Status.DELETED] == frozenset()


def test_it_has_a_row_for_every_status() -> None:
    assert set(LEGAL_MOVES) == {"", *Status.values}
