"""What readers and its author get of one comment, and what is talked about."""

from datetime import timedelta
from typing import Any

import pytest

from comments import authoring, conf, moderation, posting, reading
from comments.models import Comment, Thread
from comments.reading import Talked
from comments.statuses import Status
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def decided(comment: Comment, *actions: str, **said: str) -> Comment:
    for action in actions:
        version = build.fresh(comment).version
        moderation.ACTIONS[action](comment.pk, by=build.moderator(), version=version, **said)
    return build.fresh(comment)


def test_it_shows_one_published_comment() -> None:
    seen = reading.published(build.published(build.published(name="Ada")).pk)

    assert seen
    assert (seen.state, seen.depth, seen.parent_name) == ("published", 2, "Ada")


@pytest.mark.parametrize("actions", [[], ["reject"], ["spam"], ["approve", "reject"], ["approve", "review"]])
def test_it_shows_nobody_a_comment_that_is_not_published(actions: list[str]) -> None:
    assert reading.published(decided(build.waiting(), *actions).pk) is None


def test_it_shows_nobody_a_published_comment_below_spam() -> None:
    top = build.published()
    reply = build.published(top)
    decided(top, "spam")

    assert reading.published(reply.pk) is None


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
    comment = decided(build.screened(), *actions)

    assert (reading.own(comment).state, reading.own_status(comment)) == (state, status)


def test_it_never_tells_an_author_that_a_comment_was_taken_for_spam() -> None:
    waiting, spam = build.screened(), decided(build.screened(), "spam", reason="Rubbish.")

    assert reading.own_reason(spam) == reading.own_reason(waiting)


def test_it_tells_an_author_whether_checks_or_a_person_are_awaited() -> None:
    assert reading.own_reason(build.fresh(build.waiting())) != reading.own_reason(build.screened())


def test_it_tells_an_author_the_reason_of_a_rejection() -> None:
    assert reading.own_reason(decided(build.waiting(), "reject", reason="Off topic.")) == "Off topic."


def test_it_goes_on_telling_an_author_of_a_rejection_that_became_spam() -> None:
    comment = decided(decided(build.screened(), "reject", reason="Off topic."), "spam", reason="Rubbish.")

    assert (reading.own(comment).state, reading.own_status(comment)) == ("removed", "rejected")
    assert reading.own_reason(comment) == "Off topic."
    assert authoring.editable_until(comment, now=NOON) is None


def test_it_tells_an_author_that_spam_waits_which_was_last_seen_waiting() -> None:
    comment = decided(build.screened(), "reject", "review", "spam")

    assert (reading.own(comment).state, reading.own_status(comment)) == ("waiting", "pending")


def test_it_has_a_word_for_an_author_where_no_reason_was_given() -> None:
    assert reading.own_reason(decided(build.waiting(), "reject"))


def test_it_shows_an_author_the_raw_text_without_links_and_tags() -> None:
    html = reading.own_html(build.screened(text="<b>A</b>\nhttps://example.org <script>alert(1)</script>"))

    assert "<b>" not in html
    assert "<script" not in html
    assert "href" not in html
    assert "<br>" in html


def test_it_shows_the_rendered_text_of_what_is_published() -> None:
    assert reading.own_html(build.published(text="<b>A</b>")) == "<p><b>A</b></p>"


def test_it_calls_the_number_of_comments_by_name() -> None:
    labels = [reading.count_label(number) for number in (0, 1, 2)]

    assert labels == ["Click to comment", "1 Comment", "2 Comments"]


def trending(**options: Any) -> list[str]:
    return [talked.key for talked in reading.trending("times", now=NOON, **options)]


def talk(key: str, times: int, *, days_ago: float = 1) -> list[Comment]:
    return [build.published(on=build.subject(key=key), now=NOON - days_ago * DAY) for _ in range(times)]


def test_it_lists_what_is_talked_about_most_first() -> None:
    talk("ferry", 1)
    talk("bridge", 3)
    talk("crane", 2)

    assert trending() == ["bridge", "crane", "ferry"]
    assert trending(limit=2) == ["bridge", "crane"]
    assert trending(exclude_key="bridge") == ["crane", "ferry"]


def test_it_counts_only_comments_of_the_last_days() -> None:
    talk("ferry", 3, days_ago=8)
    talk("bridge", 1)

    assert trending() == ["bridge"]
    assert trending(days=9) == ["ferry", "bridge"]


def test_it_says_how_many_comments_and_how_many_lately() -> None:
    talk("bridge", 2, days_ago=8)
    talk("bridge", 1)

    assert reading.trending("times", now=NOON) == [
        Talked("bridge", "The bridge is open", f"{conf.public_url()}/city/bridge/", count=3, recent=1)
    ]


def test_it_counts_nothing_that_readers_do_not_see() -> None:
    (spam,) = talk("ferry", 1)
    build.published(spam)
    decided(spam, "spam")
    (rejected,) = talk("crane", 1)
    decided(rejected, "reject")
    build.waiting(now=NOON - DAY)

    assert trending() == []


def test_it_lists_nothing_of_another_site() -> None:
    build.published(on=build.subject("post"), now=NOON - DAY)

    assert trending() == []


def test_it_lists_no_page_that_only_a_visitor_described() -> None:
    build.quiet_site()
    where = build.subject(url="https://times.example.org/made-up/")
    comment = posting.post_comment_from_elsewhere(where, build.draft(), now=NOON - DAY).comment
    html = "<p>A thought.</p>"
    Comment.objects.filter(pk=comment.pk).update(status=Status.APPROVED, html=html, shown=True, published_at=NOON - DAY)

    assert trending() == []


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
    thread = Thread(site=build.site(), key="a&b", url=url, is_confirmed=confirmed)

    assert reading.address_of(thread) == address
