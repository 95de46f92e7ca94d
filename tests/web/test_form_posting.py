"""A comment sent by the form: where its author is led, what is kept, and whose word it is."""

from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from comments import signed_tokens
from comments.conf import public_url
from comments.models import Comment, Decision, Site, Thread
from comments.screening import run
from comments.statuses import Status
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import form_values, parse
from tests.support.parallel import at_once
from tests.web.browsing import ARTICLE, follow, sent, submit, typed

pytestmark = pytest.mark.both


def finding_of(comment: Comment) -> tuple[str, str]:
    run.screen([comment.pk])
    found = comment.findings.get(check_name="form_signals")
    return found.verdict, found.reason


def test_it_leads_to_the_comment(client: Client, article: Article) -> None:
    response = sent(client, email="ada@example.org", url="ada.example.org", comment="Hello,\r\nthere.")

    comment = Comment.objects.get()
    address = urlsplit(response["Location"])
    assert response.status_code == 303
    assert (address.netloc, address.path, address.fragment) == ("", ARTICLE, f"comment-{comment.pk}")
    assert list(parse_qs(address.query)) == ["waiting"]
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("private, no-store", "no-referrer")
    assert not response.cookies
    assert (comment.text, comment.url) == ("Hello,\nthere.", "https://ada.example.org")
    assert (comment.status, comment.commenter) == (Status.PENDING, None)


def test_it_keeps_what_the_host_says_of_the_page(client: Client, article: Article) -> None:
    sent(client)

    thread = Thread.objects.get()
    assert (thread.key, thread.title, thread.url) == ("bridge", "The bridge is open", ARTICLE)
    assert (thread.section, thread.published_at) == ("city", article.published_at)
    assert thread.is_confirmed


def test_it_puts_no_secret_and_no_e_mail_into_an_address(client: Client, article: Article) -> None:
    response = sent(client, email="canary@example.org", headers={"User-Agent": "CanaryBrowser/1"})

    comment = Comment.objects.get()
    assert "canary" not in response["Location"].lower()
    assert signed_tokens.author_token(comment.pk, comment.token_version) not in response["Location"]
    token = parse_qs(urlsplit(response["Location"]).query)["waiting"][0]
    assert signed_tokens.author_token_version(token, comment.pk) is None


def test_it_takes_a_reply(client: Client, article: Article, on: dict[str, Any]) -> None:
    parent = factories.published(**on)

    response = sent(client, f"{ARTICLE}?replytocom={parent.pk}")

    reply = Comment.objects.get(parent=parent)
    assert "replytocom" not in response["Location"]
    assert reply.depth == 2


def test_it_does_not_leave_the_thread_for_a_reply(client: Client, article: Article, on: dict[str, Any]) -> None:
    elsewhere = factories.published(on=factories.subject("newsroom", "tunnel"))

    response = sent(client, comment_parent=str(elsewhere.pk))

    assert response.status_code == 400
    assert Comment.objects.count() == 1


def test_it_believes_the_address_not_the_form_about_the_page(client: Client, article: Article) -> None:
    sent(client, comment_post_ID="tunnel")

    assert Thread.objects.get().key == "bridge"


def test_it_does_not_see_a_moderators_session(client: Client, article: Article) -> None:
    client.force_login(factories.moderator())

    response = sent(client)

    comment = Comment.objects.get()
    assert response.status_code == 303
    assert (comment.status, comment.staff) == (Status.PENDING, False)
    assert not Decision.objects.exclude(by=None).exists()
    assert "sessionid" not in response.cookies


@pytest.mark.once
@pytest.mark.parametrize("field", ["status", "staff", "version", "commenter", "shown", "published_at", "html", "id"])
def test_it_takes_nothing_else_from_the_form(client: Client, article: Article, field: str) -> None:
    sent(client, **{field: "approved"})

    comment = Comment.objects.get()
    assert (comment.status, comment.staff, comment.version, comment.html) == (Status.PENDING, False, 1, None)
    assert (comment.shown, comment.published_at, comment.commenter) == (False, None, None)


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"subject": "http://spam.example"}, "hold"),
        ({"subject": " "}, "hold"),
        ({"form_seconds": "0.3"}, "hold"),
        ({"form_seconds": "0"}, "hold"),
        ({"form_seconds": "12.5"}, "clear"),
        ({"form_seconds": ""}, "clear"),
        ({"form_seconds": None}, "clear"),
        ({"form_seconds": "nan"}, "clear"),
        ({"form_seconds": "-1"}, "clear"),
        ({"form_seconds": "1e-9"}, "clear"),
        ({"form_seconds": "٣"}, "clear"),
        ({"form_seconds": "9" * 400}, "clear"),
        ({"subject": None}, "clear"),
    ],
)
def test_it_takes_a_trapped_comment_and_holds_it(
    client: Client, article: Article, fields: dict[str, str | None], verdict: str
) -> None:
    response = sent(client, **fields)

    comment = Comment.objects.get()
    assert response.status_code == 303
    assert finding_of(comment)[0] == verdict
    assert factories.fresh(comment).status == Status.PENDING


@pytest.mark.once
def test_it_tells_a_robot_no_more_than_a_person(client: Client, article: Article) -> None:
    robot, person = sent(client, subject="x", form_seconds="0.1"), sent(client)

    assert robot.status_code == person.status_code
    assert robot.headers.keys() == person.headers.keys()
    assert [
        parse(follow(client, answer)).one(class_="comment-awaiting-moderation").text for answer in (robot, person)
    ] == ["Your comment is awaiting moderation. It is being checked and may appear in a few seconds."] * 2


@pytest.mark.parametrize("number", ["0b1c2d3e-one-time", ""])
def test_it_takes_the_same_submission_once(client: Client, article: Article, number: str) -> None:
    fields = typed(form_number=number)

    first, second = sent(client, **fields), sent(client, **fields)

    assert (first.status_code, second.status_code) == (303, 303)
    assert urlsplit(first["Location"]).fragment == urlsplit(second["Location"]).fragment
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("number", ["short", "x" * 65, "a b c d e f", "ünïcödé-number", "\x00" * 9])
def test_it_does_without_an_odd_number(client: Client, article: Article, number: str) -> None:
    assert sent(client, form_number=number).status_code == 303
    assert sent(client, form_number=number).status_code == 303
    assert Comment.objects.count() == 2


@pytest.mark.parametrize("number", ["0b1c2d3e-one-time", ""])
def test_it_takes_a_double_click_once(transactional_db: None, article: Article, number: str) -> None:
    values = {**form_values(parse(Client().get(ARTICLE))), **typed(form_number=number)}

    answers = at_once([partial(submit, Client(), ARTICLE, values)] * 6)

    assert {answer.status_code for answer in answers} == {303}
    assert len({urlsplit(answer["Location"]).fragment for answer in answers}) == 1
    assert Comment.objects.count() == Decision.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": public_url()},
        {"Origin": "http://testserver"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Referer": "https://evil.example/"},
    ],
    ids=str,
)
def test_it_takes_a_form_from_its_own_pages(client: Client, article: Article, headers: dict[str, str]) -> None:
    assert sent(client, headers=headers).status_code == 303


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": f"{public_url()}.evil.example"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": public_url()},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
    ids=str,
)
def test_it_shows_the_form_again_to_who_comes_from_elsewhere(
    client: Client, article: Article, headers: dict[str, str]
) -> None:
    response = sent(client, comment="Typed elsewhere.", headers=headers)

    assert response.status_code == 403
    assert form_values(parse(response))["comment"] == "Typed elsewhere."
    assert "Access-Control-Allow-Origin" not in response
    assert not Comment.objects.exists()


def test_it_lets_nobody_overtake_the_flood_limits(client: Client, article: Article) -> None:
    Site.objects.update(burst_per_minute=2)

    answers = [
        sent(client, headers={"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}"}) for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert {comment.address for comment in Comment.objects.all()} == {"127.0.0.1"}


def test_it_keeps_one_line_of_who_sent_it(client: Client, article: Article) -> None:
    sent(client, headers={"User-Agent": "a\r\nFAKE LOG\x1b[31m" + "x" * 300})

    agent = Comment.objects.get().user_agent
    assert agent.startswith("aFAKE LOG[31mxxx")
    assert len(agent) == 254
