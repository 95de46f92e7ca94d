"""The thread as everybody reads it on the article: comments, tombstones, counts, pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from project.newsroom.models import Article
from tests.support import factories
from tests.web.browsing import ARTICLE, page


def test_it_lists_comments_with_their_levels(client: Client, article: Article, on: dict[str, Any]) -> None:
    top = factories.published(name="Ada", url="https://ada.example.org", text="First.", **on)
    reply = factories.published(top, name="Bo", text="Second.")

    tree = page(client).one("section", id="comments")

    first, second = tree.one("ol", class_="comment-list").all("li", class_="comment")
    assert (first["id"], second["id"]) == (f"comment-{top.pk}", f"comment-{reply.pk}")
    assert "depth-1" in first["class"].split()
    assert "depth-2" in second["class"].split()
    assert first.one("b", class_="fn").text == "Ada"
    link = first.one("b", class_="fn").one("a")
    assert (link["href"], link["rel"]) == ("https://ada.example.org", "nofollow ugc noopener")
    assert first.one("time")["datetime"] == "2026-03-02T12:00:00+00:00"
    assert first.one("time").text == "March 2, 2026 at noon"
    assert first.one(class_="comment-content").text == "First."
    assert second.one(class_="in-reply-to").text == "in reply to Ada"
    assert "Level 2" in second.text
    assert tree.one("h2").text == "2 Comments"


def test_it_shows_tombstones_that_say_which(client: Client, article: Article, on: dict[str, Any]) -> None:
    by = factories.moderator()
    rejected, withdrawn, deleted, reviewed = (factories.published(text="Gone.", name="Zoë", **on) for _ in range(4))
    decisions.reject(rejected.pk, by=by, version=2)
    decisions.withdraw(withdrawn.pk)
    decisions.delete(deleted.pk, by=by, version=2)
    decisions.review_again(reviewed.pk, by=by, version=2)

    tree = page(client)

    said = {item["id"]: item.text for item in tree.all("li", class_="is-tombstone")}
    assert said == {
        f"comment-{rejected.pk}": "This comment was removed by a moderator.",
        f"comment-{withdrawn.pk}": "This comment was withdrawn by its author.",
        f"comment-{deleted.pk}": "This comment was deleted.",
        f"comment-{reviewed.pk}": "This comment is under review.",
    }
    assert "Zoë" not in tree.raw
    assert "Gone" not in tree.raw


@pytest.mark.parametrize("how", ["host", "switch", "age"])
def test_it_has_no_form_where_comments_are_closed(
    client: Client, article: Article, on: dict[str, Any], how: str
) -> None:
    factories.published(**on)
    if how == "host":
        Article.objects.update(comments_open=False)
    elif how == "switch":
        Thread.objects.update(is_open=False)
    else:
        Site.objects.update(close_days=14)
        Article.objects.update(published_at=timezone.now() - timedelta(days=15))

    tree = page(client)

    assert not tree.all("form")
    assert tree.one("div", id="respond").text == "Comments are closed."
    assert not tree.all("a", class_="comment-reply-link")
    assert len(tree.all("li", class_="comment")) == 1


@pytest.mark.parametrize(
    ("number", "label", "target"),
    [(0, "Click to comment", "#respond"), (1, "1 Comment", "#comments"), (2, "2 Comments", "#comments")],
)
def test_it_says_how_many_there_are_and_leads_there(
    client: Client, article: Article, on: dict[str, Any], number: int, label: str, target: str
) -> None:
    for _ in range(number):
        factories.published(**on)
    factories.waiting(**on)

    tree = page(client)

    link = tree.one("a", class_="to-comments")
    assert (link.text, link["href"]) == (label, target)
    assert tree.one("section", id="comments").one("h2").text == (label if number else "No comments yet")


def test_it_cuts_long_threads_into_pages(client: Client, article: Article, on: dict[str, Any]) -> None:
    Site.objects.update(page_size=2)
    comments = [factories.published(**on) for _ in range(3)]

    first = page(client)
    following = first.one("nav", class_="comments-nav").one("a")["href"]
    second = page(client, following)

    assert [item["id"] for item in first.all("li", class_="comment")] == [f"comment-{c.pk}" for c in comments[:2]]
    assert [item["id"] for item in second.all("li", class_="comment")] == [f"comment-{comments[2].pk}"]
    assert not second.all("nav", class_="comments-nav")
    back, previous = second.one(class_="comments-part").all("a")
    assert back["href"] == f"{ARTICLE}#comments"
    assert previous["href"].endswith("#comment-nav-below")
    assert page(client, previous["href"]).one(class_="comment-list").raw == first.one(class_="comment-list").raw
    assert not first.all(class_="comments-part")


def test_it_leads_to_replies_that_were_cut(
    client: Client, article: Article, on: dict[str, Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("comments.reading.pages.REPLIES_EACH", 1)
    top = factories.published(**on)
    replies = [factories.published(top) for _ in range(3)]

    link = page(client).one(class_="comment-more").one("a")
    branch = page(client, link["href"])

    assert link.text == "2 more replies"
    shown = [item["id"] for item in branch.all("li", class_="comment")]
    assert shown == [f"comment-{comment.pk}" for comment in (top, *replies[1:])]


def test_it_refuses_a_thousand_parameters(client: Client, article: Article) -> None:
    assert client.get(f"{ARTICLE}?{'&'.join('a=b' for _ in range(1001))}").status_code == 400


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_it_takes_get_head_and_post_only(client: Client, article: Article, method: str) -> None:
    response = getattr(client, method)(ARTICLE)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


def test_it_changes_nothing_by_being_read(client: Client, article: Article, on: dict[str, Any]) -> None:
    factories.waiting(**on)
    before = list(Comment.objects.values()), list(Thread.objects.values())

    for url in (ARTICLE, f"{ARTICLE}?replytocom=1", f"{ARTICLE}?comment=x&author=y", "/threads/newsroom/?key=new"):
        client.get(url)
        client.head(url)

    assert before == (list(Comment.objects.values()), list(Thread.objects.values()))
