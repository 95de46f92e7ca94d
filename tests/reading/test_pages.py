"""What readers get of a thread, page by page, whatever changes in between."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.errors import Invalid
from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.reading import pages
from comments.reading.pages import COMMENTS_IN_ALL, REPLIES_EACH, Page
from tests.reading.listed import mark_spam, numbers
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


def page(thread: Thread, *, sort: str = "oldest", limit: int | None = None, cursor: str = "") -> Page:
    return pages.page(thread, sort=sort, limit=limit, cursor=cursor)


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


def walked_back(thread: Thread, sort: str, cursor: str) -> list[list[int]]:
    """The top-level comments of the pages of two before a cursor, the last page first."""
    found = []
    for _ in range(50):
        shown = page(thread, sort=sort, limit=2, cursor=cursor)
        found.append(tops(shown))
        if shown.previous_cursor is None:
            assert not shown.is_part
            return found
        cursor = shown.previous_cursor
    raise AssertionError("the pages do not end")


def answered(thread: Thread, *replies: int) -> None:
    """Give the first top-level comments so many replies each."""
    for number, count in enumerate(replies, start=1):
        parent = thread.comments.get(number=number)
        for _ in range(count):
            factories.published(parent)


def recommended(thread: Thread, numbers: dict[int, int]) -> None:
    """Let the comments of these numbers have so many recommendations."""
    for number, count in numbers.items():
        thread.comments.filter(number=number).update(recommendations=count)


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
    [("oldest", [1, 2, 3, 4, 5]), ("newest", [5, 4, 3, 2, 1]), ("replies", [3, 2, 1, 5, 4]),
     ("recommended", [2, 5, 4, 1, 3])],
)  # fmt: skip
def test_it_sorts_top_level_comments(sort: str, order: list[int]) -> None:
    thread = factories.crowd(5)
    answered(thread, 1, 2, 2)
    recommended(thread, {2: 9, 4: 7, 5: 7, 1: 1})

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


@pytest.mark.parametrize("sort", pages.SORTS)
def test_it_leads_back_over_the_same_comments_and_on_again(sort: str) -> None:
    thread = factories.crowd(5)
    answered(thread, 1, 2, 2, 0, 1)
    order = tops(page(thread, sort=sort))
    middle = page(thread, sort=sort, limit=2, cursor=page(thread, sort=sort, limit=1).next_cursor or "")

    assert tops(middle) == order[1:3]
    assert walked_back(thread, sort, middle.previous_cursor or "") == [order[:1]]
    last = page(thread, sort=sort, limit=2, cursor=middle.next_cursor or "")
    assert walked_back(thread, sort, last.previous_cursor or "") == [order[1:3], order[:1]]
    back = page(thread, sort=sort, limit=2, cursor=last.previous_cursor or "")
    assert tops(page(thread, sort=sort, limit=2, cursor=back.next_cursor or "")) == order[3:]


@pytest.mark.parametrize("sort", pages.SORTS)
def test_it_shows_the_nearest_replies_where_it_leads_back_over_many(sort: str) -> None:
    thread = factories.crowd(30, replies=REPLIES_EACH)
    last = page(thread, sort=sort, limit=1, cursor=page(thread, sort=sort, limit=29).next_cursor or "")

    back = page(thread, sort=sort, limit=29, cursor=last.previous_cursor or "")

    assert len(back.comments) == COMMENTS_IN_ALL
    assert tops(back) == tops(page(thread, sort=sort, limit=29))
    assert len(back.comments) + sum(seen.more for seen in back.comments) == 29 * (1 + REPLIES_EACH)
    assert back.comments[0].more == REPLIES_EACH


def test_it_shows_the_first_page_where_what_came_before_is_gone() -> None:
    thread = factories.crowd(3)
    cursor = page(thread, limit=1, cursor="1").previous_cursor or ""
    mark_spam(thread, 1)

    back = page(thread, limit=1, cursor=cursor)

    assert (tops(back), back.is_part) == ([2], False)


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

    found = walked(thread, sort, lambda: mark_spam(thread, next(going, None)))
    assert len(found) == len(set(found))
    assert {1, 3, 5, 7} <= set(found)


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
     ("replies", "1-2-3"), ("replies", "1-x"), ("recommended", "7"), ("oldest", "1\n"), ("oldest", "'; --"),
     ("oldest", "b"), ("oldest", "bb1"), ("oldest", "1b"), ("replies", "b7"), ("newest", "b1-2")],
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


def test_it_lists_what_was_published_since_whenever_it_was_sent() -> None:
    late, early = factories.waiting(), factories.published()
    reply, spam, removed = (factories.published(early, now=NOON + timedelta(minutes=1)) for _ in range(3))
    moment = Comment.objects.get(pk=reply.pk).published_at
    assert moment is not None
    decisions.approve(late.pk, by=factories.moderator(), version=factories.fresh(late).version)
    mark_spam(factories.thread_of(early), spam.number)
    decisions.reject(removed.pk, by=factories.moderator(), version=removed.version)
    thread = pages.thread_of("times", "bridge")

    shown = pages.published_since(thread, moment - timedelta(microseconds=1))
    assert numbers(shown) == [late.number, reply.number]
    assert shown.comments[1].parent_name == early.name
    assert numbers(pages.published_since(thread, moment)) == [late.number]
    assert thread.latest_published_at == factories.fresh(late).published_at
    assert pages.published_since(thread, thread.latest_published_at or NOON) == Page([], is_part=True)
    assert pages.published_since(pages.thread_of("times", "nothing yet"), moment).comments == []


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
