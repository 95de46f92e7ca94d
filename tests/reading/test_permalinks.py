"""Where a comment is found: its page, whatever the order and however long the thread."""

import pytest

from comments.models import Comment, Thread
from comments.moderation import decisions
from comments.reading import pages, permalinks
from comments.reading.pages import REPLIES_EACH, Page
from tests.support import factories

pytestmark = pytest.mark.django_db


def page_with(thread: Thread, comment: Comment, *, sort: str = "oldest", size: int = 3) -> Page | None:
    thread.site.page_size = size
    return pages.page_with(thread, comment.pk, sort=sort)


def numbers(page: Page | None) -> list[int]:
    assert page is not None
    return [seen.comment.number for seen in page.comments]


@pytest.mark.parametrize("sort", pages.SORTS)
@pytest.mark.parametrize("number", range(1, 9))
def test_it_finds_the_page_of_every_comment_in_every_order(sort: str, number: int) -> None:
    thread = factories.crowd(8)
    comment = thread.comments.get(number=number)

    assert number in numbers(page_with(thread, comment, sort=sort))


def test_it_opens_the_first_page_where_that_holds_it() -> None:
    thread = factories.crowd(8)

    found = page_with(thread, thread.comments.get(number=3))

    assert numbers(found) == [1, 2, 3]
    assert not found.is_part  # type: ignore[union-attr]  # `numbers` saw it


def test_it_begins_with_its_top_level_comment_where_it_stands_further_down() -> None:
    thread = factories.crowd(8)
    reply = factories.published(thread.comments.get(number=5))

    found = page_with(thread, reply)

    assert numbers(found) == [5, reply.number, 6, 7]
    assert found.is_part  # type: ignore[union-attr]  # `numbers` saw it


def test_it_opens_the_branch_at_a_reply_that_its_page_cuts_off() -> None:
    thread = factories.crowd(1, replies=REPLIES_EACH + 5)
    last = thread.comments.order_by("number").last()
    assert last is not None

    found = page_with(thread, last)

    assert numbers(found) == [last.number]
    assert found.top.comment.number == 1  # type: ignore[union-attr]  # `numbers` saw it


def test_it_goes_on_from_there() -> None:
    thread = factories.crowd(9)

    found = page_with(thread, thread.comments.get(number=5))
    following = pages.page(thread, sort="oldest", limit=3, cursor=found.next_cursor or "")  # type: ignore[union-attr]  # the thread holds it

    assert numbers(following) == [8, 9]


def test_it_finds_nothing_that_is_not_shown_on_this_thread() -> None:
    waiting, spam = factories.waiting(), factories.published()
    elsewhere = factories.published(on=factories.subject(key="ferry"))
    decisions.mark_spam(spam.pk, by=factories.moderator(), version=spam.version)
    thread = factories.thread_of(waiting)

    assert [page_with(thread, comment) for comment in (waiting, spam, elsewhere)] == [None, None, None]


def test_it_names_a_comment_by_a_parameter_where_the_page_is_ours() -> None:
    thread = factories.thread_of(factories.published())

    assert permalinks.of_comments(thread)(7).endswith("/city/bridge/?comment=7#comment-7")
    thread.url = "/city/?story=bridge"
    assert permalinks.of_comments(thread)(7).endswith("/city/?story=bridge&comment=7#comment-7")


def test_it_leaves_the_address_of_a_page_elsewhere_as_it_is() -> None:
    thread = factories.thread_of(factories.published())
    thread.url = "https://times.example.org/bridge"

    assert permalinks.of_comments(thread)(7) == "https://times.example.org/bridge#comment-7"
