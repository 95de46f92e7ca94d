"""What readers and its author get of one comment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from comments.models import Comment, Thread
from comments.moderation import decisions
from comments.posting import edits
from comments.reading import author_view, pages, permalinks
from comments.text import markup
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def decided(comment: Comment, *actions: str, **said: str) -> Comment:
    for action in actions:
        version = factories.fresh(comment).version
        decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=version, now=NOON, **said)
    return factories.fresh(comment)


def test_it_shows_one_published_comment() -> None:
    seen = pages.published(factories.published(factories.published(name="Ada")).pk)

    assert seen
    assert (seen.state, seen.depth, seen.parent_name) == ("published", 2, "Ada")


@pytest.mark.parametrize("actions", [[], ["reject"], ["spam"], ["approve", "reject"], ["approve", "review"]])
def test_it_shows_nobody_a_comment_that_is_not_published(actions: list[str]) -> None:
    assert pages.published(decided(factories.waiting(), *actions).pk) is None


def test_it_shows_nobody_a_published_comment_below_spam() -> None:
    top = factories.published()
    reply = factories.published(top)
    decided(top, "spam")

    assert pages.published(reply.pk) is None


@pytest.mark.parametrize(
    ("actions", "state", "status"),
    [
        ([], "waiting", "pending"),
        (["spam"], "waiting", "pending"),
        (["approve", "spam"], "waiting", "pending"),
        (["approve"], "published", "published"),
        (["reject"], "removed", "rejected"),
        (["approve", "review"], "waiting", "pending"),
    ],
)
def test_it_tells_an_author_what_became_of_a_comment(actions: list[str], state: str, status: str) -> None:
    comment = decided(factories.screened(), *actions)

    assert (author_view.as_author_sees(comment).state, author_view.status_as_told(comment)) == (state, status)


def test_it_never_tells_an_author_that_a_comment_was_taken_for_spam() -> None:
    waiting, spam = factories.screened(), decided(factories.screened(), "spam", reason="Rubbish.")

    assert author_view.reason_for_author(spam) == author_view.reason_for_author(waiting)


def test_it_tells_an_author_whether_checks_or_a_person_are_awaited() -> None:
    assert author_view.reason_for_author(factories.fresh(factories.waiting())) != author_view.reason_for_author(
        factories.screened()
    )


def test_it_tells_an_author_the_reason_of_a_rejection() -> None:
    assert author_view.reason_for_author(decided(factories.waiting(), "reject", reason="Off topic.")) == "Off topic."


@pytest.mark.parametrize(("seconds", "told"), [(14, "pending"), (16, "rejected")])
def test_it_tells_an_author_of_a_rejection_once_it_cannot_be_a_slip(seconds: int, told: str) -> None:
    comment = factories.screened()
    then = timezone.now() - timedelta(seconds=seconds)
    decisions.reject(comment.pk, by=factories.moderator(), version=comment.version, reason="No.", now=then)
    comment = factories.fresh(comment)

    assert author_view.status_as_told(comment) == told
    assert (author_view.reason_for_author(comment) == "No.") == (told == "rejected")
    assert not decisions.is_editable(comment)


def test_it_goes_on_telling_an_author_of_a_rejection_that_became_spam() -> None:
    comment = decided(decided(factories.screened(), "reject", reason="Off topic."), "spam", reason="Rubbish.")

    assert (author_view.as_author_sees(comment).state, author_view.status_as_told(comment)) == ("removed", "rejected")
    assert author_view.reason_for_author(comment) == "Off topic."
    assert edits.editable_until(comment, now=NOON) is None


def test_it_tells_an_author_that_spam_waits_which_was_last_seen_waiting() -> None:
    comment = decided(factories.screened(), "reject", "review", "spam")

    assert (author_view.as_author_sees(comment).state, author_view.status_as_told(comment)) == ("waiting", "pending")


def test_it_has_a_word_for_an_author_where_no_reason_was_given() -> None:
    assert author_view.reason_for_author(decided(factories.waiting(), "reject"))


@pytest.mark.parametrize("make", [factories.waiting, factories.screened, factories.published])
def test_it_shows_an_author_what_is_or_will_be_published(make: Callable[..., Comment]) -> None:
    text = "<b>A</b>\nhttps://example.org <script>alert(1)</script> never <i>closed"

    assert author_view.html_for_author(make(text=text)) == markup.render(text)


def test_it_calls_the_number_of_comments_by_name() -> None:
    labels = [pages.count_label(number) for number in (0, 1, 2)]

    assert labels == ["Click to comment", "1 Comment", "2 Comments"]


@pytest.mark.parametrize(
    ("url", "confirmed", "address"),
    [
        ("/city/bridge/", True, "https://news.example/city/bridge/"),
        ("https://blog.example.org/a", True, "https://blog.example.org/a"),
        ("https://blog.example.org/a", False, "https://news.example/threads/times/?key=a%26b"),
        ("", True, "https://news.example/threads/times/?key=a%26b"),
    ],
)
def test_it_knows_the_address_of_a_threads_page(settings: Any, url: str, confirmed: bool, address: str) -> None:
    settings.PUBLIC_URL = "https://news.example/"
    thread = Thread(site=factories.site(), key="a&b", url=url, is_confirmed=confirmed)

    assert permalinks.address_of(thread) == address
