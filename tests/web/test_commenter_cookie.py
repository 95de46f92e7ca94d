"""The one cookie: made on consent, read by the form alone, and only from our own pages."""

from typing import Any

import pytest
from django.test import Client

from comments import signed_tokens
from comments.conf import public_url
from comments.models import Comment, Commenter, Site
from comments.moderation import decisions
from comments.screening import run
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, again, sent

COOKIE = "commenter-newsroom"
CONSENT = {"wp-comment-cookies-consent": "yes"}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def remembered(client: Client, article: Article) -> Client:
    """A browser that consented when it sent its first comment."""
    sent(client, author="Ada", email="ada@example.org", url="https://ada.example.org", **CONSENT)
    assert COOKIE in client.cookies
    return client


def cookie(response: Response) -> Any:
    (morsel,) = response.cookies.values()
    assert morsel.key == COOKIE
    return morsel


def test_it_remembers_who_consents(client: Client, article: Article) -> None:
    response = sent(client, author="Ada", email="ada@example.org", url="https://ada.example.org", **CONSENT)

    commenter = Commenter.objects.get()
    morsel = cookie(response)
    assert (morsel["httponly"], morsel["samesite"], morsel["max-age"], morsel["path"]) == (
        True,
        "Lax",
        365 * 86400,
        "/",
    )
    assert not morsel["secure"]
    assert "ada" not in morsel.value.lower()
    assert Comment.objects.get().commenter == commenter
    assert (commenter.name, commenter.email, commenter.url) == ("Ada", "ada@example.org", "https://ada.example.org")


@pytest.mark.once
def test_it_sends_the_cookie_over_https_only_where_there_is_https(
    client: Client, article: Article, settings: Any
) -> None:
    settings.SESSION_COOKIE_SECURE = True

    assert cookie(sent(client, **CONSENT))["secure"]


@pytest.mark.parametrize("value", [None, "", "no", "on", "YES", "1"])
def test_it_remembers_nobody_else(client: Client, article: Article, value: str | None) -> None:
    response = sent(client, **{"wp-comment-cookies-consent": value})

    assert response.status_code == 303
    assert not response.cookies
    assert not Commenter.objects.exists()
    assert Comment.objects.get().commenter is None


def test_it_fills_in_the_form_next_time(remembered: Client) -> None:
    response = remembered.get(ARTICLE)

    values = form_values(parse(response))
    assert (values["author"], values["email"], values["url"]) == ("Ada", "ada@example.org", "https://ada.example.org")
    assert values["wp-comment-cookies-consent"] == "yes"
    assert values["comment"] == ""
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


def test_it_fills_in_nothing_for_others(remembered: Client) -> None:
    assert b"ada@example.org" not in Client().get(ARTICLE).content


def test_it_forgets_when_consent_is_taken_back(remembered: Client) -> None:
    values = {**form_values(parse(remembered.get(ARTICLE))), "comment": "Another."}
    del values["wp-comment-cookies-consent"]

    response = remembered.post(ARTICLE, values)

    assert response.status_code == 303
    morsel = cookie(response)
    assert (morsel.value, morsel["max-age"], morsel["path"], morsel["samesite"]) == ("", 0, "/", "Lax")
    assert Comment.objects.latest("id").commenter is None


def test_it_keeps_up_with_what_is_typed(remembered: Client) -> None:
    sent(remembered, author="Ada L.", email="ada2@example.org", headers=SAME_ORIGIN, **CONSENT)

    commenter = Commenter.objects.get()
    assert (commenter.name, commenter.email, commenter.url) == ("Ada L.", "ada2@example.org", "")
    assert {comment.commenter for comment in Comment.objects.all()} == {commenter}


@pytest.mark.once
@pytest.mark.parametrize("headers", [SAME_ORIGIN, {"Origin": public_url()}, {"Origin": "http://testserver"}], ids=str)
def test_it_knows_the_browser_again_on_its_own_pages(remembered: Client, headers: dict[str, str]) -> None:
    sent(remembered, headers=headers, **CONSENT)

    assert len({comment.commenter_id for comment in Comment.objects.all()}) == 1


@pytest.mark.once
@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}], ids=str)
def test_it_knows_nobody_where_the_browser_does_not_say_whence(remembered: Client, headers: dict[str, str]) -> None:
    known = Commenter.objects.get()

    sent(remembered, headers=headers, **CONSENT)

    assert Comment.objects.latest("id").commenter != known


@pytest.mark.once
@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
    ids=str,
)
def test_it_is_not_read_for_a_form_on_another_site(remembered: Client, headers: dict[str, str]) -> None:
    response = sent(remembered, headers=headers, **CONSENT)

    assert response.status_code == 403
    assert not response.cookies
    assert "ada@example.org" not in form_values(parse(response)).values()
    assert Comment.objects.count() == 1


def test_it_can_raise_standing(remembered: Client) -> None:
    first = Comment.objects.get()
    decisions.approve(first.pk, by=factories.moderator(), version=1)
    sent(remembered, author="Ada", email="ada@example.org", headers=SAME_ORIGIN, **CONSENT)
    proven = Comment.objects.latest("id")
    sent(Client(), author="Ada", email="ada@example.org")
    claimed = Comment.objects.latest("id")

    run.screen([proven.pk, claimed.pk])

    assert factories.fresh(proven).status == "approved"
    assert factories.fresh(claimed).status == "pending"
    assert "not proven" in claimed.findings.get(check_name="standing").reason


@pytest.mark.once
@pytest.mark.parametrize(
    "value", ["", "x", "1", "{id}", "{id}:x", "{token}x", "{author}", "{waiting}", "{other}", "\x00", "ü"]
)
def test_it_believes_no_cookie_that_it_did_not_sign(
    client: Client, article: Article, on: dict[str, Any], value: str
) -> None:
    here, times = Site.objects.get(slug="newsroom"), factories.quiet_site("times")
    known = Commenter.objects.create(site=here, name="Canary", created_at=factories.NOON)
    other = Commenter.objects.create(site=times, name="Canary", created_at=factories.NOON)
    client.cookies[COOKIE] = value.format(
        id=known.pk, token=signed_tokens.commenter_token(known.pk), author=signed_tokens.author_token(known.pk, 1),
        waiting=signed_tokens.waiting_token(known.pk), other=signed_tokens.commenter_token(other.pk),
    )  # fmt: skip

    page = client.get(ARTICLE)
    response = sent(client, headers=SAME_ORIGIN, **CONSENT)

    assert page.status_code == 200
    assert b"Canary" not in page.content
    assert response.status_code == 303
    assert Comment.objects.get().commenter not in (known, other)


def test_it_does_nothing_for_a_refused_comment(client: Client, article: Article) -> None:
    refused = sent(client, comment="", **CONSENT)

    assert not refused.cookies
    assert not Commenter.objects.exists()
    assert cookie(again(client, refused, comment="Now.")).value


def test_it_shows_what_waits_of_a_remembered_browser_until_it_is_decided(remembered: Client) -> None:
    for text in ("My second.", "My third."):
        sent(remembered, comment=text, headers=SAME_ORIGIN, **CONSENT)
    first, second, third = Comment.objects.order_by("pk")
    for action, comment in (("approve", first), ("spam", third)):
        decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=1)

    page = parse(remembered.get(ARTICLE))
    decisions.reject(second.pk, by=factories.moderator(), version=1)
    decided = parse(remembered.get(ARTICLE))

    assert states(page) == [(first.pk, "published"), (second.pk, "waiting"), (third.pk, "waiting")]
    assert states(decided) == [(first.pk, "published"), (third.pk, "waiting")]
    assert states(parse(Client().get(ARTICLE))) == [(first.pk, "published")]


def states(page: Element) -> list[tuple[int, str]]:
    listed = page.all("li", class_="comment")
    return [(int(item["id"].removeprefix("comment-")), item["data-state"]) for item in listed]


def test_it_shows_what_waits_on_its_own_thread_alone(remembered: Client) -> None:
    factories.published(on=factories.subject("newsroom", "tunnel"))

    page = parse(remembered.get("/threads/newsroom/?key=tunnel"))

    assert [state for _, state in states(page)] == ["published"]


def test_it_gives_the_script_a_parameter_for_each_that_waits(remembered: Client) -> None:
    given = parse(remembered.get(ARTICLE)).one("section", id="comments")["data-waiting"].split()

    assert [signed_tokens.read_waiting_token(token) for token in given] == [Comment.objects.get().pk]
    assert parse(Client().get(ARTICLE)).one("section", id="comments").get("data-waiting") is None
