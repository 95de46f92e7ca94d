"""What moderators pinned stands above the others of its thread, once, on the first page."""

from datetime import timedelta

import pytest

from comments.errors import IllegalMove
from comments.models import Action, Comment, Thread
from comments.moderation import decisions, undoing
from comments.posting import edits
from comments.posting.edits import Edit
from comments.reading import pages, queries
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def tops(page: pages.Page) -> list[int]:
    return [view.comment.number for view in page.comments if view.comment.depth == 1]


def walked(thread: Thread, sort: str, size: int) -> list[list[int]]:
    found, cursor = [], ""
    while True:
        page = pages.page(thread, sort=sort, limit=size, cursor=cursor)
        found.append(tops(page))
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def walked_back(thread: Thread, sort: str, size: int) -> list[list[int]]:
    """From the last page to the first."""
    cursor = ""
    while following := pages.page(thread, sort=sort, limit=size, cursor=cursor).next_cursor:
        cursor = following
    found: list[list[int]] = []
    while True:
        page = pages.page(thread, sort=sort, limit=size, cursor=cursor)
        found.insert(0, tops(page))
        if page.previous_cursor is None:
            return found
        cursor = page.previous_cursor


def pin(thread: Thread, *numbers: int) -> None:
    thread.comments.update(pinned_at=None)
    for minute, number in enumerate(numbers):
        thread.comments.filter(number=number).update(pinned_at=NOON + timedelta(minutes=minute))


@pytest.mark.parametrize("sort", pages.SORTS)
def test_it_shows_the_latest_above_and_each_comment_once(sort: str) -> None:
    thread = factories.crowd(6)
    thread.site.page_size = 2
    for number, replies, recommendations in ((1, 0, 3), (2, 2, 0), (3, 2, 3), (5, 1, 1)):
        thread.comments.filter(number=number).update(replies=replies, recommendations=recommendations)
    in_order = [number for page in walked(thread, sort, 2) for number in page]
    for pinned in ([], [5, 1], [1, 4, 2, 6]):
        pin(thread, *pinned)
        above = pinned[-queries.PINNED :]

        first, *rest = walked(thread, sort, 2)

        others = [number for number in in_order if number not in above]
        assert first == [*[number for number in in_order if number in above], *others[:2]]
        assert [number for page in rest for number in page] == others[2:]
        assert walked_back(thread, sort, 2) == [first, *rest]
        for comment_id, number in thread.comments.values_list("pk", "number"):
            found = pages.page_with(thread, comment_id, sort=sort)
            assert found is not None
            assert number in tops(found)
            assert found.is_part == (number not in first)


def test_it_shows_the_replies_of_what_is_pinned_below_it() -> None:
    thread = factories.crowd(4, replies=2)
    pin(thread, 3)

    shown = [view.comment.path[: len(view.comment.path) // view.comment.depth] for view in pages.page(thread).comments]

    assert shown[:3] == [thread.comments.get(number=3).path] * 3
    assert len(shown) == 12


def act(comment: Comment, action: str) -> Comment:
    return decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)


def test_it_is_pinned_and_taken_down_by_a_moderator_who_can_undo_both() -> None:
    factories.published()
    comment = factories.published()
    thread, mod = factories.thread_of(comment), factories.moderator()

    act(comment, Action.PIN)
    assert tops(pages.page(thread)) == [2, 1]
    undoing.undo(comment.decisions.latest("pk").pk, by=mod)
    assert tops(pages.page(thread)) == [1, 2]
    act(comment, Action.PIN)
    act(comment, Action.UNPIN)
    assert tops(pages.page(thread)) == [1, 2]
    undoing.undo(comment.decisions.latest("pk").pk, by=mod)
    assert tops(pages.page(thread)) == [2, 1]


@pytest.mark.parametrize("action", ["reject", "spam", "review", "erase"])
def test_it_is_never_a_tombstone_and_is_pinned_again_by_undoing(action: str) -> None:
    comment = act(factories.published(), Action.PIN)
    factories.published(comment)

    taken_away = factories.fresh(act(comment, action))
    assert taken_away.pinned_at is None
    undoing.undo(comment.decisions.latest("pk").pk, by=factories.moderator())
    assert factories.fresh(comment).pinned_at == comment.pinned_at


def test_it_is_pinned_no_more_once_its_author_edits_it() -> None:
    comment = factories.published()
    act(comment, Action.PIN)

    edits.keep_edit(factories.fresh(comment), Edit(text="Something else altogether"), now=comment.created_at)

    assert factories.fresh(comment).pinned_at is None


def test_it_pins_no_reply_and_nothing_that_waits() -> None:
    reply, waiting = factories.published(factories.published()), factories.waiting()

    for comment in (reply, waiting):
        assert Action.PIN not in decisions.possible_actions(factories.fresh(comment), factories.moderator())
        with pytest.raises(IllegalMove):
            act(comment, Action.PIN)
