"""The link of a comment opens the page that holds it, by the server alone."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Site
from comments.moderation import decisions
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import Element
from tests.web.browsing import ARTICLE, page


@pytest.fixture(autouse=True)
def small_pages(article: Article) -> None:
    Site.objects.update(page_size=2)


def shown(tree: Element) -> list[str]:
    return [item["id"] for item in tree.all("li", class_="comment")]


def test_it_opens_the_page_that_holds_a_comment(client: Client, on: dict[str, Any]) -> None:
    comments = [factories.published(**on) for _ in range(5)]
    link = page(client, f"{ARTICLE}?comments_order=newest").one("li", id=f"comment-{comments[4].pk}")
    href = link.one("a", class_="comment-permalink")["href"]

    tree = page(client, href)

    assert href == f"{ARTICLE}?comment={comments[4].pk}#comment-{comments[4].pk}"
    assert shown(tree) == [f"comment-{comments[4].pk}"]
    back, previous = tree.one(class_="comments-part").all("a")
    assert back["href"] == f"{ARTICLE}#comments"
    assert shown(page(client, previous["href"])) == [f"comment-{comment.pk}" for comment in comments[2:4]]


def test_it_leads_on_from_a_permalink(client: Client, on: dict[str, Any]) -> None:
    comments = [factories.published(**on) for _ in range(5)]

    tree = page(client, f"{ARTICLE}?comment={comments[2].pk}")
    following = tree.one("nav", class_="comments-nav").one("a")["href"]

    assert shown(tree) == [f"comment-{comments[2].pk}", f"comment-{comments[3].pk}"]
    assert shown(page(client, following)) == [f"comment-{comments[4].pk}"]
    assert "comment=" not in following.replace("comments_", "")


def test_it_shows_the_whole_conversation_where_that_holds_the_comment(client: Client, on: dict[str, Any]) -> None:
    comments = [factories.published(**on) for _ in range(2)]

    tree = page(client, f"{ARTICLE}?comment={comments[1].pk}")

    assert shown(tree) == [f"comment-{comment.pk}" for comment in comments]
    assert not tree.all(class_="comments-part")


def test_it_opens_the_conversation_where_a_comment_is_there_no_more(client: Client, on: dict[str, Any]) -> None:
    spam, other = factories.published(**on), factories.published(**on)
    decisions.mark_spam(spam.pk, by=factories.moderator(), version=spam.version)

    for value in (spam.pk, "0", "999999", "x", "", "9" * 40, "-1", "1.0", "٣", "%00"):
        assert shown(page(client, f"{ARTICLE}?comment={value}")) == [f"comment-{other.pk}"], value


def test_it_leads_to_what_a_reply_answers_where_that_is_not_on_the_page(
    client: Client, on: dict[str, Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("comments.reading.pages.REPLIES_EACH", 1)
    top = factories.published(**on)
    first = factories.published(top, name="Ada")
    factories.published(first)

    rest = page(client, page(client).one(class_="comment-more").one("a")["href"])

    assert rest.one(class_="in-reply-to").one("a")["href"].startswith(f"{ARTICLE}?")
    assert rest.one(class_="in-reply-to").one("a")["href"].endswith(f"comment={first.pk}#comment-{first.pk}")


def test_it_may_be_kept_by_caches_as_any_page(client: Client, on: dict[str, Any]) -> None:
    comment = factories.published(**on)

    assert client.get(f"{ARTICLE}?comment={comment.pk}")["Cache-Control"].startswith("public")
