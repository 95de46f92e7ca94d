"""The own waiting comment as the page's script asks for it: a fragment that says what became of it."""

from typing import Any

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, Thread
from comments.moderation import decisions
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, follow, sent, waiting_token_of

CHECKING = "Your comment is awaiting moderation. It is being checked and may appear in a few seconds."


def own(page: Response, comment: Comment) -> Element:
    return parse(page).one("li", id=f"comment-{comment.pk}")


def decide(action: str, comment: Comment, reason: str = "") -> None:
    decisions.ACTIONS[action](
        comment.pk, by=factories.moderator(), version=factories.fresh(comment).version, reason=reason
    )


def assert_private(response: Response) -> None:
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response
    assert not response.cookies


def fragment(client: Client, token: str, site: str = "newsroom") -> Response:
    return client.get(f"/threads/{site}/waiting/", {"waiting": token})


def test_it_gives_the_script_the_comment_as_on_the_page(client: Client, article: Article) -> None:
    redirect = sent(client)
    comment = Comment.objects.get()

    response = fragment(client, waiting_token_of(redirect))

    assert_private(response)
    item = parse(response).one("li")
    assert item.skeleton() == own(follow(client, redirect), comment).skeleton()
    assert item["id"] == f"comment-{comment.pk}"
    assert item.one(class_="comment-awaiting-moderation").text == CHECKING


def test_it_answers_the_script_where_pages_are_for_members(client: Client, article: Article, settings: Any) -> None:
    redirect = sent(client)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]

    assert Client().get(ARTICLE).status_code == 302
    assert fragment(Client(), waiting_token_of(redirect)).status_code == 200


def test_it_gives_the_script_the_published_comment(client: Client, article: Article) -> None:
    redirect = sent(client)
    comment = Comment.objects.get()
    decide("approve", comment)

    item = parse(fragment(client, waiting_token_of(redirect))).one("li")

    link = item.one("a", class_="comment-reply-link")
    assert item["data-state"] == "published"
    assert link["href"].endswith(f"{ARTICLE}?replytocom={comment.pk}#respond")
    assert client.get(link["href"].partition(ARTICLE)[1]).status_code == 200
    assert (link["data-comment"], link["aria-label"]) == (str(comment.pk), "Reply to Ada")


def test_it_gives_the_script_no_reply_link_where_comments_are_closed(client: Client, article: Article) -> None:
    redirect = sent(client)
    comment = Comment.objects.get()
    decide("approve", comment)
    Thread.objects.update(host_is_open=False)

    item = parse(fragment(client, waiting_token_of(redirect))).one("li")

    assert not item.all("a", class_="comment-reply-link")


@pytest.mark.parametrize("action", ["spam", "reject"])
def test_it_gives_the_script_what_the_page_says(client: Client, article: Article, action: str) -> None:
    redirect = sent(client)
    comment = Comment.objects.get()
    decide(action, comment, "Because.")

    item = parse(fragment(client, waiting_token_of(redirect))).one("li")

    assert item.text == own(follow(client, redirect), comment).text


def test_it_gives_the_script_nothing_without_the_parameter(client: Client, article: Article) -> None:
    token = waiting_token_of(sent(client))
    factories.quiet_site("times")
    comment = Comment.objects.get()
    author = signed_tokens.author_token(comment.pk, 1)

    answers = [fragment(client, wrong) for wrong in ("", "x", f"{token}x", author, "\x00")]
    answers += [fragment(client, token, "times"), fragment(client, token, "unheard-of")]
    decisions.delete(comment.pk, by=factories.moderator(), version=1)
    answers.append(fragment(client, token))

    assert {answer.status_code for answer in answers} == {404}


def test_it_lets_the_script_only_look(client: Client, article: Article) -> None:
    token = waiting_token_of(sent(client))

    for method in ("post", "put", "delete"):
        assert getattr(client, method)(f"/threads/newsroom/waiting/?waiting={token}").status_code in (403, 405)
