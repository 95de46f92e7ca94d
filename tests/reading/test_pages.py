"""What readers get of a thread, page by page, whatever changes in between."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.errors import Invalid, NotFound
from comments.models import Site, Thread
from comments.moderation import decisions
from comments.reading import pages
from comments.reading.pages import COMMENTS_IN_ALL, REPLIES_EACH, Page
from tests.support import factories

pytestmark = pytest.mark.django_db


def page(thread: Thread, *, sort: str = "oldest", limit: int | None = None, cursor: str = "") -> Page:
    return pages.page(thread, sort=sort, limit=limit, cursor=cursor)


def numbers(page: Page) -> list[int]:
    return [seen.comment.number for seen in page.comments]


def tops(page: Page) -> list[int]:
    return [seen.comment.number for seen in page.comments if seen.comment.depth == 1]


def walked(thread: Thread, sort: str, meanwhile: Callable[[], object] = lambda: None) -> list[int]:
    """The top-level comments of all pages of two; something happens after each page."""
    found, cursor = [], ""
    for _ in range(50):
        shown = page(thread, sort=sort, limit=2, cursor=cursor)
        found += tops(shown)
        if shown.next_cursor is None:
            return found
        cursor = shown.next_cursor
        meanwhile()
    raise AssertionError("the pages do not end")


def answered(thread: Thread, *replies: int) -> None:
    """Give the first top-level comments so many replies each."""
    for number, count in enumerate(replies, start=1):
        parent = thread.comments.get(number=number)
        for _ in range(count):
            factories.published(parent)


def test_it_has_an_empty_page_of_a_thread_that_has_not_begun() -> None:
    thread = pages.thread_of(factories.site().slug, "nothing yet")

    assert page(thread) == Page([])
    assert not Thread.objects.exists()


def test_it_puts_replies_after_their_parent_and_in_time_order() -> None:
    first, second = factories.published(), factories.published()
    late = factories.published(first)
    below = factories.published(late)
    later = factories.published(first)

    shown = page(factories.thread_of(first))
    assert [seen.comment.pk for seen in shown.comments] == [one.pk for one in (first, late, below, later, second)]
    assert [seen.depth for seen in shown.comments] == [1, 2, 3, 2, 1]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("oldest", [1, 2, 3, 4, 5]), ("newest", [5, 4, 3, 2, 1]), ("replies", [3, 2, 1, 5, 4])],
)
def test_it_sorts_top_level_comments(sort: str, order: list[int]) -> None:
    thread = factories.crowd(5)
    answered(thread, 1, 2, 2)

    assert tops(page(thread, sort=sort)) == order


def test_it_leaves_replies_in_time_order_whatever_the_sorting() -> None:
    thread = factories.crowd(1)
    answered(thread, 3)

    assert numbers(page(thread, sort="newest")) == [1, 2, 3, 4]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_it_shows_each_comment_once_over_all_pages(size: int) -> None:
    thread = factories.crowd(size)
    answered(thread, *[1, 2, 2, 0, 1][:size])

    found = {sort: sorted(walked(thread, sort)) for sort in pages.SORTS}
    assert found == {sort: list(range(1, size + 1)) for sort in pages.SORTS}


@pytest.mark.parametrize("sort", ["oldest", "newest"])
def test_it_neither_repeats_nor_skips_when_comments_arrive_between_pages(sort: str) -> None:
    thread = factories.crowd(7)
    arriving = iter([1, 0, 2, 1])

    found = walked(thread, sort, lambda: [factories.published() for _ in range(next(arriving, 0))])
    assert len(found) == len(set(found))
    assert set(range(1, 8)) <= set(found)


@pytest.mark.parametrize("sort", ["oldest", "newest"])
def test_it_neither_repeats_nor_skips_when_comments_go_between_pages(sort: str) -> None:
    thread = factories.crowd(7)
    going = iter([4, 2, 6])

    found = walked(thread, sort, lambda: _spam(thread, next(going, None)))
    assert len(found) == len(set(found))
    assert {1, 3, 5, 7} <= set(found)


def _spam(thread: Thread, number: int | None) -> None:
    if number:
        comment = thread.comments.get(number=number)
        decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version)


def test_it_comes_to_an_end_when_replies_arrive_between_pages_sorted_by_them() -> None:
    thread = factories.crowd(7)
    answering = iter([1, 7, 7, 4])

    def answer() -> None:
        if number := next(answering, None):
            factories.published(thread.comments.get(number=number))

    assert set(walked(thread, "replies", answer)) >= {2, 3, 5, 6}


@pytest.mark.parametrize(
    ("sort", "cursor"),
    [("oldest", "x"), ("oldest", "-1"), ("oldest", "1-2"), ("newest", "1.5"), ("newest", "9" * 30), ("replies", "7"),
     ("replies", "1-2-3"), ("replies", "1-x"), ("oldest", "1\n"), ("oldest", "'; --")],
)  # fmt: skip
def test_it_refuses_a_cursor_of_another_list(sort: str, cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        page(factories.crowd(1), sort=sort, cursor=cursor)

    assert [(error.field, error.code) for error in refusal.value.errors] == [("cursor", "invalid")]


def test_it_has_the_sites_page_size_by_default() -> None:
    thread = factories.crowd(4)
    Site.objects.update(page_size=3)
    thread.refresh_from_db()

    assert len(tops(page(thread))) == 3


def test_it_shows_twenty_replies_of_each_and_says_how_many_more() -> None:
    shown = page(factories.crowd(2, replies=REPLIES_EACH + 3))

    assert len(shown.comments) == 2 * (1 + REPLIES_EACH)
    assert [seen.more for seen in shown.comments if seen.depth == 1] == [3, 3]


def test_it_says_of_nothing_that_there_is_more_when_all_is_shown() -> None:
    assert {seen.more for seen in page(factories.crowd(2, replies=REPLIES_EACH)).comments} == {0}


def test_it_shows_two_hundred_comments_in_all_and_says_what_was_cut() -> None:
    shown = page(factories.crowd(50, replies=REPLIES_EACH))

    assert len(shown.comments) == COMMENTS_IN_ALL
    assert len(tops(shown)) == 50
    assert len(shown.comments) + sum(seen.more for seen in shown.comments) == 50 * (1 + REPLIES_EACH)


def test_it_does_not_count_a_tombstone_among_those_cut() -> None:
    thread = factories.crowd(1, replies=REPLIES_EACH + 2)
    first = thread.comments.get(number=2)
    decisions.reject(first.pk, by=factories.moderator(), version=first.version)

    assert page(thread).comments[0].more == 2


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


def test_it_never_shows_deeper_than_the_site_has_levels() -> None:
    deep = factories.published(factories.published(factories.published()))
    Site.objects.update(depth=2)

    assert [seen.depth for seen in page(factories.thread_of(deep)).comments] == [1, 2, 2]


def test_it_tells_whom_a_reply_answers() -> None:
    factories.published(factories.published(name="Ada"), name="Grace")

    assert [seen.parent_name for seen in page(Thread.objects.get()).comments] == [None, "Ada"]


def test_it_does_not_tell_the_name_behind_a_tombstone() -> None:
    parent = factories.published(name="Ada")
    factories.published(parent)
    decisions.reject(parent.pk, by=factories.moderator(), version=parent.version)

    reply = page(Thread.objects.get()).comments[1]
    assert reply.parent_name
    assert "Ada" not in reply.parent_name


def _queries(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def test_it_asks_the_database_once_for_a_page_of_any_size() -> None:
    small, large = factories.crowd(2, replies=1), factories.crowd(60, replies=5, on=factories.subject(key="ferry"))
    for sort in pages.SORTS:
        assert _queries(partial(pages.page, small, sort=sort)) == 1
        assert _queries(partial(pages.page, large, sort=sort, limit=50)) == 1


def test_it_asks_the_database_as_often_for_a_long_branch_as_for_a_short_one() -> None:
    short, long = factories.crowd(1, replies=2), factories.crowd(1, replies=90, on=factories.subject(key="ferry"))
    above = [(thread, pages.top_of_branch(thread, thread.comments.get(depth=1).pk)) for thread in (short, long)]

    assert {_queries(partial(pages.branch, *of, limit=80)) for of in above} == {1}
