"""What is refused for what happened meanwhile: the form grew old, the thread closed, the database went away."""

from datetime import timedelta
from typing import Any, NoReturn

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.screening import run
from project.newsroom.models import Article
from tests.support import factories
from tests.support.failing_database import locked
from tests.support.pages import form_values, parse, typed_into
from tests.web.browsing import (
    ARTICLE,
    OLD_TOKEN_HOURS,
    again,
    follow,
    form_token,
    fragment_of,
    refused,
    sent,
    submit,
    typed,
)


@pytest.mark.once
@pytest.mark.parametrize(
    "token",
    [
        None, "", "x", "{now}x", "0:", "{now}:{now}", "999999999999:x", "٣:x", "\x00", ":", "a" * 100_000,
        "{elsewhere}", "{other_site}",
    ],
)  # fmt: skip
def test_it_gives_a_fresh_form_for_one_that_it_did_not_make(
    client: Client, article: Article, token: str | None
) -> None:
    if token:
        token = token.format(now=form_token(), elsewhere=form_token(key="tunnel"), other_site=form_token(site="times"))
    text = " Typed with care.\r\n"

    response = sent(client, form_token=token, comment=text, author=" Ada ")

    page = refused(response, 403)
    assert not Comment.objects.exists()
    assert (form_values(page)["comment"], form_values(page)["author"]) == (text, " Ada ")
    assert form_values(page)["form_token"] == form_token()
    assert again(client, response).status_code == 303


def test_it_takes_a_stale_form_and_holds_the_comment(client: Client, article: Article) -> None:
    response = sent(client, form_token=form_token(hours_old=OLD_TOKEN_HOURS))

    comment = Comment.objects.get()
    run.screen([comment.pk])
    assert response.status_code == 303
    assert comment.findings.get(check_name="form_signals").verdict == "hold"
    assert factories.fresh(comment).status == "pending"


@pytest.mark.once
@pytest.mark.parametrize("hours", [0, 47])
def test_it_finds_nothing_in_a_form_of_the_last_two_days(client: Client, article: Article, hours: int) -> None:
    sent(client, form_token=form_token(hours_old=hours))

    comment = Comment.objects.get()
    run.screen([comment.pk])
    assert comment.findings.get(check_name="form_signals").verdict == "clear"


def test_it_keeps_the_text_where_comments_were_closed_meanwhile(client: Client, article: Article) -> None:
    values = {**form_values(parse(client.get(ARTICLE))), **typed(comment=" Too late?\r\n<b>")}
    Article.objects.update(comments_open=False)

    response = submit(client, ARTICLE, values)

    page = refused(response, 403)
    assert not page.all("form")
    assert typed_into(page.one("textarea")) == " Too late?\r\n<b>"
    assert "Comments are closed." in page.one(id="respond").text


def test_it_keeps_the_text_where_the_article_grew_old_meanwhile(client: Client, article: Article) -> None:
    values = {**form_values(parse(client.get(ARTICLE))), **typed(comment="Too late?")}
    Site.objects.update(close_days=14)
    Article.objects.update(published_at=timezone.now() - timedelta(days=15))

    page = refused(submit(client, ARTICLE, values), 403)

    assert typed_into(page.one("textarea")) == "Too late?"


def test_it_lets_a_reply_to_what_is_gone_become_a_comment(client: Client, article: Article, on: dict[str, Any]) -> None:
    parent = factories.published(**on)
    values = {**form_values(parse(client.get(f"{ARTICLE}?replytocom={parent.pk}"))), **typed(comment="I disagree.")}
    decisions.reject(parent.pk, by=factories.moderator(), version=parent.version)

    response = submit(client, ARTICLE, values)

    page = refused(response, 400)
    assert form_values(page)["comment"] == "I disagree."
    assert page.one(class_="comment-reply-to").text == "Leave a Reply"
    assert again(client, response).status_code == 303
    assert Comment.objects.get(text="I disagree.").parent is None


@pytest.mark.parametrize("parent", ["abc", "-1", "1.5", "9" * 30, "٣", "999999", "\x00", "1; drop table"])
def test_it_lets_a_comment_with_an_odd_parent_be_sent_again(client: Client, article: Article, parent: str) -> None:
    response = sent(client, comment_parent=parent, comment="A thought.")

    page = refused(response, 400)
    assert form_values(page)["comment"] == "A thought."
    assert again(client, response).status_code == 303


def test_it_says_since_when_a_comment_waits_that_is_sent_again(
    client: Client, article: Article, on: dict[str, Any]
) -> None:
    factories.waiting(text="I said so.", email="ada@example.org", address="127.0.0.1", **on)

    page = refused(sent(client, comment="I said so.", email="ada@example.org"), 409)

    said = "You already sent this comment on March 2, 2026, noon (UTC). It is waiting for a moderator."
    assert said in page.one(class_="comment-errors").text
    assert form_values(page)["comment"] == "I said so."


def test_it_tells_strangers_nothing_of_who_said_it_before(client: Client, article: Article, on: dict[str, Any]) -> None:
    factories.waiting(text="I said so.", email="ada@example.org", address="192.0.2.7", **on)

    answers = [sent(client, comment="I said so.", email=email) for email in ("ada@example.org", "bob@example.org")]

    assert [answer.status_code for answer in answers] == [303, 303]


def test_it_says_when_to_come_back_to_who_is_too_fast(client: Client, article: Article) -> None:
    Site.objects.update(flood_seconds=15)
    sent(client, email="ada@example.org")

    response = sent(client, email="ada@example.org", comment="One more.")

    page = refused(response, 429)
    assert 1 <= int(response["Retry-After"]) <= 15
    assert form_values(page)["comment"] == "One more."


def test_it_refuses_a_number_that_was_used_for_another_text(client: Client, article: Article) -> None:
    sent(client, form_number="0123456789", comment="First.")

    page = refused(sent(client, form_number="0123456789", comment="Second."), 422)

    assert "This form was already sent with different content." in page.one(class_="comment-errors").text
    assert form_values(page)["comment"] == "Second."
    assert Comment.objects.count() == 1


def test_it_keeps_the_text_when_nothing_can_be_saved(client: Client, article: Article) -> None:
    with locked("comments_decision"):
        response = sent(client, comment=" Kept. ")

    page = refused(response, 503)
    assert response["Retry-After"] == "5"
    assert form_values(page)["comment"] == " Kept. "
    assert "locked" not in page.raw
    assert not Comment.objects.exists()
    assert again(client, response).status_code == 303


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_it_gives_the_text_back_when_nothing_can_be_read(
    client: Client, article: Article, error: type[Exception]
) -> None:
    values = {**form_values(parse(client.get(ARTICLE))), **typed(comment=" Kept.\r\n</textarea><script>")}

    def refuse(*_args: object) -> NoReturn:
        raise error("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        got, posted = client.get(ARTICLE), submit(client, ARTICLE, values)

    for response in (got, posted):
        assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
        assert "connection" not in response.content.decode()
    assert typed_into(parse(posted).one("textarea")) == " Kept.\r\n</textarea><script>"
    assert not parse(got).all("textarea")


@pytest.mark.once
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '{"comment": "x"}'),
        ("text/plain", "comment=x"),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=x", "--x\r\nnonsense"),
        ("multipart/form-data; boundary=\xff", "--x--"),
        ("application/x-www-form-urlencoded", "&".join(f"f{n}=" for n in range(2000))),
        ("application/x-www-form-urlencoded", "%ff%fe=%80&comment=%ed%a0%80&author=%00"),
        ("application/x-www-form-urlencoded", "comment=a&comment=b&form_token=x&form_token=y"),
        ("application/x-www-form-urlencoded", ""),
        ("", ""),
    ],
)
def test_it_takes_no_odd_body(client: Client, article: Article, content_type: str, body: str) -> None:
    response = client.generic("POST", ARTICLE, body, content_type=content_type)

    assert response.status_code in (400, 403)
    assert not Thread.objects.exists()


@pytest.mark.once
def test_it_takes_a_form_as_multipart_too(client: Client, article: Article) -> None:
    values = {**form_values(parse(client.get(ARTICLE))), **typed(comment="From a browser.")}

    redirect = client.post(ARTICLE, values)

    assert fragment_of(redirect) == f"comment-{Comment.objects.get().pk}"
    assert follow(client, redirect).status_code == 200
