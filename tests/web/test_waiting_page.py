"""The own waiting comment, shown by a signed parameter to who holds it, and to nobody else."""

import time
from typing import Any

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment
from comments.moderation import decisions
from comments.screening import run
from comments.text import markup
from project.newsroom.models import Article
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import Element, parse
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, follow, form_token, sent, waiting_token_of

CHECKING = "Your comment is awaiting moderation. It is being checked and may appear in a few seconds."
READING = "Your comment is awaiting moderation. The first comments of every author are read before they are published."


def own(page: Response, comment: Comment) -> Element:
    return parse(page).one("li", id=f"comment-{comment.pk}")


def decide(action: str, comment: Comment, reason: str = "") -> None:
    decisions.ACTIONS[action](
        comment.pk, by=factories.moderator(), version=factories.fresh(comment).version, reason=reason, now=NOON
    )


def assert_private(response: Response) -> None:
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response
    assert not response.cookies


def test_it_shows_the_comment_to_its_author_at_once(client: Client, article: Article) -> None:
    text = "See http://a.example\r\nand <a href='http://b.example'>b</a> & <b>c</b>.\r\n\r\nwww.d.example"
    redirect = sent(client, comment=text, url="https://ada.example.org", author="Ada <i>")

    response = follow(client, redirect)

    item = own(response, Comment.objects.get())
    assert response.status_code == 200
    assert_private(response)
    assert item["data-state"] == "waiting"
    assert item.one(class_="comment-awaiting-moderation").text == CHECKING
    content = item.one(class_="comment-content")
    assert content.skeleton() == parse(markup.render(Comment.objects.get().text)).skeleton()
    assert [link["href"] for link in content.all("a")] == [
        "http://a.example",
        "http://b.example",
        "http://www.d.example",
    ]
    assert content.one("b").text == "c"
    assert item.one("b", class_="fn").text == "Ada <i>"
    assert not item.all("a", class_="url")


def test_it_follows_what_becomes_of_the_comment(client: Client, article: Article) -> None:
    redirect = sent(client, comment="Now and <b>then</b>.")
    comment = Comment.objects.get()

    run.screen([comment.pk])
    held = own(follow(client, redirect), comment)
    decide("approve", comment)
    published = own(follow(client, redirect), comment)

    assert held.one(class_="comment-awaiting-moderation").text == READING
    assert published["data-state"] == "published"
    assert not published.all(class_="comment-awaiting-moderation")
    assert published.one(class_="comment-content").skeleton() == [("p", []), ("b", [])]


def test_it_tells_the_author_of_a_rejected_comment_why(client: Client, article: Article) -> None:
    redirect = sent(client, comment="Nonsense.")
    comment = Comment.objects.get()
    decide("reject", comment, "Please be <kind>.")

    item = own(follow(client, redirect), comment)

    assert item.one(class_="comment-awaiting-moderation").text == "Your comment was not published. Please be <kind>."
    assert item.one(class_="comment-content").text == "Nonsense."
    assert not item.all("a", class_="comment-reply-link")


def test_it_tells_the_author_of_a_removed_comment_why(client: Client, article: Article) -> None:
    redirect = sent(client)
    comment = Comment.objects.get()
    decide("approve", comment)
    decide("reject", comment, "On second thoughts.")

    item = own(follow(client, redirect), comment)
    stranger = own(client.get(ARTICLE), comment)

    assert "On second thoughts." in item.text
    assert stranger.text == "This comment was removed by a moderator."


def test_it_shows_a_spammer_what_everybody_sees_whose_comment_waits(client: Client, article: Article) -> None:
    redirect = sent(client, comment="Buy.", author="Bo")
    comment = Comment.objects.get()
    run.screen([comment.pk])
    before = follow(client, redirect)
    decide("spam", comment)

    after = follow(client, redirect)

    assert after.content == before.content
    assert own(after, comment).one(class_="comment-awaiting-moderation").text == READING


def test_it_shows_nothing_of_a_deleted_comment(client: Client, article: Article) -> None:
    redirect = sent(client, comment="Erased.")
    decisions.delete(Comment.objects.get().pk, by=factories.moderator(), version=1)

    response = follow(client, redirect)

    assert response.status_code == 200
    assert not parse(response).all("li", class_="comment")


def test_it_shows_nothing_to_strangers(client: Client, article: Article) -> None:
    before = Client().get(ARTICLE)
    sent(client, comment="Secret so far.")

    assert Client().get(ARTICLE).content == before.content
    assert client.get(ARTICLE).content == before.content


@pytest.mark.once
def test_it_takes_no_parameter_that_it_did_not_sign(client: Client, article: Article) -> None:
    token = waiting_token_of(sent(client, comment="Secret so far."))
    comment = Comment.objects.get()
    author = signed_tokens.author_token(comment.pk, comment.token_version)
    stamped, _colon, signature = token.rpartition(":")
    wrong = [
        "", "x", token[:-1], f"{token}x", f"x{token}", f"{stamped}:{signature[::-1]}", f"{comment.pk}", author,
        f"{comment.pk + 1}:{token.partition(':')[2]}", signed_tokens.commenter_token(comment.pk), form_token(),
        "\x00", "9" * 5000, "%", "ü:ü:ü", signed_tokens.waiting_token(comment.pk + 1),
    ]  # fmt: skip
    plain = parse(client.get(ARTICLE))

    for parameter in wrong:
        response = client.get(ARTICLE, {"waiting": parameter})

        assert response.status_code == 200
        assert_private(response)
        assert parse(response).skeleton() == plain.skeleton(), parameter
        assert b"Secret" not in response.content


@pytest.mark.once
def test_it_forgets_the_parameter_after_a_week(client: Client, article: Article, monkeypatch: Any) -> None:
    redirect = sent(client, comment="Secret so far.")
    real = time.time

    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 6.9 * 86400)
    before = follow(client, redirect)
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 7.1 * 86400)
    after = follow(client, redirect)

    assert b"Secret" in before.content
    assert b"Secret" not in after.content


def test_it_shows_a_comment_on_its_own_thread_only(client: Client, article: Article) -> None:
    token = waiting_token_of(sent(client, comment="Secret so far."))
    Article.objects.create(
        slug="tunnel", section="city", title="The tunnel", body="Dark.", published_at=article.published_at
    )
    factories.published(on=factories.subject("newsroom", "tunnel"))
    factories.published(on=factories.subject("times", "bridge"))

    for address in ("/city/tunnel/", "/threads/newsroom/?key=tunnel", "/threads/times/?key=bridge"):
        response = client.get(f"{address}{'&' if '?' in address else '?'}waiting={token}")

        assert response.status_code == 200
        assert b"Secret" not in response.content


@pytest.mark.once
def test_it_puts_the_parameter_into_the_authors_links_alone(
    client: Client, article: Article, on: dict[str, Any]
) -> None:
    factories.published(factories.published(**on))

    response = follow(client, sent(client, f"{ARTICLE}?replytocom={Comment.objects.first().pk}"))  # type: ignore[union-attr]

    page = parse(response)
    assert not [
        element
        for element in page.walk()
        for name in ("href", "action", "src")
        if "waiting=" in (element.get(name) or "") and element.get("data-act") not in ("edit", "withdraw")
    ]
    assert page.one("form", id="commentform")["action"] == "#respond"


def test_it_shows_only_the_one_comment(client: Client, article: Article) -> None:
    sent(client, comment="Somebody else's secret.")

    response = follow(client, sent(client, comment="Mine."))

    assert b"Mine." in response.content
    assert b"secret" not in response.content


def fragment(client: Client, token: str, site: str = "newsroom") -> Response:
    return client.get(f"/threads/{site}/waiting/", {"waiting": token})
