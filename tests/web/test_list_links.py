"""The links around the comments: other orders, back and on, what is new, the form; and what scripts need with each."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from comments.models import Site, Thread
from comments.moderation import decisions
from comments.reading import pages
from comments.text.parsing import parse_moment
from project.newsroom.models import Article
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import Element
from tests.web.browsing import ARTICLE, page


def shown(tree: Element) -> list[int]:
    return [int(item["id"].removeprefix("comment-")) for item in tree.all("li", class_="comment")]


def section(client: Client, address: str = ARTICLE) -> Element:
    return page(client, address).one("section", id="comments")


def test_it_offers_other_orders_and_marks_the_present_one(client: Client, on: dict[str, Any]) -> None:
    first, second = factories.published(**on), factories.published(**on)
    answer = factories.published(first)

    links = section(client).one("nav", class_="comments-sort").all("a")
    found = {link.text: shown(page(client, link["href"])) for link in links}

    assert found == {
        "Oldest first": [first.pk, answer.pk, second.pk],
        "Newest first": [second.pk, first.pk, answer.pk],
        "Most replies first": [first.pk, answer.pk, second.pk],
    }
    assert [link.get("aria-current") for link in links] == ["true", None, None]
    assert links[0]["href"] == f"{ARTICLE}#comments"
    newest = section(client, links[1]["href"]).one("nav", class_="comments-sort").all("a")
    assert [link.get("aria-current") for link in newest] == [None, "true", None]


def test_it_offers_no_order_where_there_is_nothing_to_sort(client: Client, on: dict[str, Any]) -> None:
    assert not section(client).all(class_="comments-sort")
    assert not section(client).all(class_="comments-to-form")
    top = factories.published(**on)
    assert not section(client).all(class_="comments-sort")
    factories.published(top)
    assert not section(client, f"{ARTICLE}?comment_branch={top.pk}").all(class_="comments-sort")


def test_it_leads_to_the_form_while_that_is_there(client: Client, on: dict[str, Any]) -> None:
    factories.published(**on)
    assert section(client).one("a", class_="comments-to-form")["href"] == "#respond"
    Thread.objects.update(is_open=False)
    assert not section(client).all("a", class_="comments-to-form")


def test_it_leads_back_from_a_branch_to_where_it_stands(
    client: Client, on: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comments.reading.pages.REPLIES_EACH", 1)
    Site.objects.update(page_size=2)
    factories.published(**on)
    factories.published(**on)
    top = factories.published(name="Ada", **on)
    replies = [factories.published(top) for _ in range(6)]
    first = section(client, f"{ARTICLE}?comment={top.pk}")
    assert shown(first) == [top.pk, replies[0].pk]
    more = first.one("ol").one("li", class_="comment-more").one("a")
    assert (more.text, more["aria-label"]) == ("5 more replies", "5 more replies to Ada")

    rest = section(client, more["href"])
    assert shown(rest) == [top.pk, replies[1].pk, replies[2].pk]
    assert not rest.all("nav", class_="comments-nav")
    on_link = rest.one("li", class_="comment-more").one("a")
    assert on_link.text == "More replies"
    last = section(client, on_link["href"])
    assert shown(last) == [top.pk, replies[3].pk, replies[4].pk]
    back, previous = last.one("nav", class_="comments-part").all("a")
    assert (back.text, previous.text) == ("Back to the conversation", "Previous replies")
    assert shown(section(client, previous["href"])) == shown(rest)
    assert shown(section(client, back["href"])) == shown(first)


def test_it_says_how_many_replies_were_cut_behind_the_last_that_all_see(
    client: Client, on: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comments.reading.pages.REPLIES_EACH", 1)
    top = factories.published(**on)
    replies = [factories.published(top) for _ in range(2)]
    other = factories.published(**on)

    items = section(client).one("ol").all("li")

    assert [item.get("id") or item.text for item in items] == [
        f"comment-{top.pk}", f"comment-{replies[0].pk}", "1 more reply", f"comment-{other.pk}",
    ]  # fmt: skip


def test_it_offers_scripts_to_fold_a_branch_that_is_here(client: Client, on: dict[str, Any]) -> None:
    top = factories.published(name="Ada", **on)
    middle = factories.published(top, name="Bo")
    factories.published(middle)
    decisions.reject(middle.pk, by=factories.moderator(), version=middle.version)

    buttons = section(client).all("button", class_="comment-fold")

    assert [(one.text, one.get("aria-label"), one["aria-expanded"], "hidden" in one) for one in buttons] == [
        ("1 reply", "1 reply to Ada", "true", True),
        ("1 reply", None, "true", True),
    ]
    Site.objects.update(depth=1)
    assert not section(client).all("button", class_="comment-fold")


def test_it_tells_scripts_when_a_comment_was_published(client: Client, on: dict[str, Any]) -> None:
    at = NOON + timedelta(hours=2, microseconds=1500)
    late = factories.waiting(**on)
    decisions.approve(late.pk, by=factories.moderator(), version=late.version, now=at)
    gone = factories.published(**on)
    factories.published(gone)
    decisions.withdraw(gone.pk)

    tree = section(client)

    assert tree.one("li", id=f"comment-{late.pk}")["data-published"] == "2026-03-02T14:00:00.001+00:00"
    assert "data-published" not in tree.one("li", id=f"comment-{gone.pk}")
    assert "hidden" in tree.one("li", id=f"comment-{late.pk}").one(class_="comment-new")


def test_it_leads_scripts_to_what_is_published_from_now_on(client: Client, on: dict[str, Any]) -> None:
    factories.published(**on)
    before = section(client)
    counted, asked = before["data-counts-url"], before["data-new-url"]
    assert section(client)["data-new-url"] == asked
    assert client.get(counted).json() == {"counts": {"bridge": 1}, "new": {"bridge": 0}}
    assert shown(section(client, asked)) == []

    top = factories.published(now=NOON + timedelta(minutes=1), **on)
    factories.published(top, now=NOON + timedelta(minutes=2))
    news = section(client, asked)

    assert client.get(counted).json() == {"counts": {"bridge": 3}, "new": {"bridge": 2}}
    assert news.one(class_="comments-news").text == "2 new comments"
    assert shown(news) == [top.pk, top.pk + 1]
    assert news.one(class_="comments-title").text == "3 Comments"
    assert news.one(class_="comments-part").one("a").text == "Back to the conversation"
    assert client.get(news["data-counts-url"]).json()["new"] == {"bridge": 0}
    assert client.get(asked)["Cache-Control"].startswith("public")


def test_it_begins_to_count_before_the_first_comment(client: Client, article: Article, on: dict[str, Any]) -> None:
    counted = section(client)["data-counts-url"]
    factories.published(**on)
    assert client.get(counted).json() == {"counts": {"bridge": 1}, "new": {"bridge": 1}}


def test_it_lists_the_latest_where_much_is_new(client: Client, on: dict[str, Any]) -> None:
    asked = section(client)["data-new-url"]
    factories.crowd(pages.NEW_COMMENTS + 1, on=on["on"])

    news = section(client, asked)

    assert news.one(class_="comments-news").text == "50 new comments or more"
    assert len(shown(news)) == pages.NEW_COMMENTS


@pytest.mark.parametrize(
    "value", ["", "x", "2026-03-02", "2026-03-02T12:00:00", "2026-13-02T12:00:00Z", "2026-03-02T12:00:00+00:00", "0"]
)
def test_it_shows_the_conversation_where_the_moment_is_none(client: Client, on: dict[str, Any], value: str) -> None:
    comment = factories.published(**on)
    assert shown(section(client, f"{ARTICLE}?comments_since={value}")) == [comment.pk]


def test_a_moment_goes_into_no_other_link(client: Client, on: dict[str, Any]) -> None:
    for _ in range(3):
        factories.published(**on)
    tree = section(client, f"{ARTICLE}?comments_since=2026-01-01T00:00:00Z")

    for link in tree.one(class_="comments-shown").all("a"):
        query = parse_qs(urlsplit(link["href"]).query)
        assert "comments_since" not in query or urlsplit(link["href"]).fragment == "respond"
    moment = parse_qs(urlsplit(tree["data-new-url"]).query)["comments_since"][0]
    assert isinstance(parse_moment(moment), datetime)
