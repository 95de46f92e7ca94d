"""The rest of a conversation below one comment, forwards and back."""

import pytest

from comments.errors import Invalid, NotFound
from comments.reading import pages
from comments.reading.pages import COMMENTS_IN_ALL
from tests.reading.listed import mark_spam, numbers
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_it_pages_the_rest_of_a_branch() -> None:
    thread = factories.crowd(2, replies=30)
    top = pages.top_of_branch(thread, thread.comments.get(number=1).pk)
    found, cursor = [], ""
    for _ in range(5):
        shown = pages.branch(thread, top, limit=7, cursor=cursor)
        found += numbers(shown)
        cursor = shown.next_cursor or ""

    assert found == list(range(3, 33))
    assert not cursor


def test_it_leads_back_over_a_branch() -> None:
    thread = factories.crowd(1, replies=8)
    top = pages.top_of_branch(thread, thread.comments.get(number=1).pk)
    shown = pages.branch(thread, top, limit=3)
    assert shown.previous_cursor is None
    shown = pages.branch(thread, top, limit=3, cursor=shown.next_cursor or "")
    shown = pages.branch(thread, top, limit=3, cursor=shown.next_cursor or "")
    assert numbers(shown) == [8, 9]

    back = pages.branch(thread, top, limit=4, cursor=shown.previous_cursor or "")
    assert numbers(back) == [4, 5, 6, 7]
    assert numbers(pages.branch(thread, top, cursor=back.next_cursor or "")) == [8, 9]
    back = pages.branch(thread, top, limit=4, cursor=back.previous_cursor or "")
    assert (numbers(back), back.previous_cursor) == ([2, 3], None)
    mark_spam(thread, 2)
    assert numbers(pages.branch(thread, top, limit=2, cursor="b00000010000003")) == [3, 4]


def test_it_shows_at_most_two_hundred_comments_of_a_branch() -> None:
    thread = factories.crowd(1, replies=COMMENTS_IN_ALL + 1)

    top = pages.top_of_branch(thread, thread.comments.get(number=1).pk)
    assert len(pages.branch(thread, top, limit=9999).comments) == COMMENTS_IN_ALL


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "7",
        "1" * 80,
        "0000001' or '1",
        "-0000001000000",
        "00000000000001",
        "00000020000001",
        "000000100",
        "٠٠٠٠٠٠١",
    ],
)
def test_it_refuses_a_branch_cursor_that_is_no_path(cursor: str) -> None:
    thread = factories.crowd(1)
    top = pages.top_of_branch(thread, thread.comments.get().pk)

    with pytest.raises(Invalid):
        pages.branch(thread, top, cursor=cursor)


def test_it_finds_the_top_of_a_branch_only_among_what_its_thread_shows() -> None:
    thread = factories.crowd(1)
    shown, hidden = thread.comments.get(), factories.waiting()

    assert pages.top_of_branch(thread, shown.pk).number == shown.number
    with pytest.raises(NotFound):
        pages.top_of_branch(thread, hidden.pk)
    with pytest.raises(NotFound):
        pages.top_of_branch(factories.crowd(0, on=factories.subject(key="ferry")), shown.pk)
