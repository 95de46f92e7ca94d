"""E-mail, address and browser of a visitor reach nobody but moderators: no page, header or log, and no hash of them."""

import base64
import hashlib
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, Commenter
from comments.moderation import decisions
from comments.screening import run
from project.logs import Redact
from project.newsroom.models import Article
from tests.support import factories
from tests.support.pages import form_values, parse
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, follow, sent, submit

EMAIL = "canary.7f3a@private.example"
ADDRESS = "198.51.100.77"
BROWSER = "CanaryBrowser/7.3"
SECRETS = [EMAIL, "canary.7f3a", "private.example", ADDRESS, "198.51.100", BROWSER, "canarybrowser"]


def traces() -> Iterator[str]:
    for secret in (EMAIL, EMAIL.upper(), ADDRESS, BROWSER):
        raw = secret.encode()
        for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
            digest = hashlib.new(name, raw)
            yield digest.hexdigest()[:20]
            yield base64.b64encode(digest.digest()).decode().rstrip("=").lower()[:20]
            yield base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=").lower()[:20]
        yield base64.b64encode(raw).decode().rstrip("=").lower()
        yield raw.hex()
        yield raw[::-1].decode().lower()
    yield from (secret.lower() for secret in SECRETS)
    yield from (secret.lower().replace("@", "%40").replace("/", "%2f") for secret in SECRETS)


TRACES = sorted(set(traces()))


def found_in(*texts: str) -> list[str]:
    everything = "\n".join(texts).lower()
    return [trace for trace in TRACES if trace in everything]


def everything_of(response: Response) -> str:
    cookies = response.cookies.output()
    return f"{response.status_code} {response.headers} {cookies} {response.content.decode()}"


@pytest.fixture
def canary(article: Article) -> Iterator[Client]:
    """A visitor with an e-mail, an address and a browser that can be found again, and three comments."""
    client = Client(REMOTE_ADDR=ADDRESS, headers={"User-Agent": BROWSER})
    for text in ("Published.", "Held.", "Spam.", "Rejected after a while."):
        assert sent(client, comment=text, email=EMAIL).status_code == 303
    published, held, spam, rejected = Comment.objects.order_by("id")
    by = factories.moderator()
    run.screen([held.pk])
    decisions.approve(published.pk, by=by, version=1)
    decisions.mark_spam(spam.pk, by=by, version=1)
    decisions.approve(rejected.pk, by=by, version=1)
    decisions.reject(rejected.pk, by=by, version=2)
    sent(client, f"{ARTICLE}?replytocom={published.pk}", comment="A reply.", email=EMAIL)
    decisions.approve(Comment.objects.latest("id").pk, by=by, version=1)
    yield client


def public_answers(client: Client) -> Iterator[Response]:
    api = "/api/v1/comments/"
    query = "site=newsroom&thread=bridge"
    for address in (
        "/", "/city/", ARTICLE, f"{ARTICLE}?replytocom={Comment.objects.first().pk}", "/threads/newsroom/?key=bridge",  # type: ignore[union-attr]
        f"{api}?{query}", f"{api}?{query}&sort=newest&limit=1", f"{api}?site=newsroom", "/healthz",
        "/readyz", "/nowhere",
    ):  # fmt: skip
        for method in (client.get, client.head, client.options, client.post):
            yield method(address)
    for comment in Comment.objects.all():
        yield client.get(f"{api}{comment.pk}/")
        yield client.get(f"{api}?{query}&parent={comment.pk}")


@pytest.mark.once
def test_it_tells_strangers_nothing(canary: Client) -> None:
    seen = [everything_of(answer) for answer in public_answers(Client())]

    assert any("Published." in answer for answer in seen)
    assert not found_in(*seen)


@pytest.mark.once
def test_it_tells_the_visitor_nothing_back(canary: Client) -> None:
    """What a visitor's own pages hold may be seen over a shoulder, or by who gets the address."""
    redirect = sent(canary, comment="One more.", email=EMAIL)
    comment = Comment.objects.latest("id")
    token = signed_tokens.author_token(comment.pk, 1)

    answers = [
        redirect,
        follow(canary, redirect),
        canary.get(f"/api/v1/comments/{comment.pk}/", headers={"Authorization": f"Bearer {token}"}),
    ]
    answers += [canary.get(redirect["Location"].replace(ARTICLE, "/threads/newsroom/waiting/"))]

    assert not found_in(*[everything_of(answer) for answer in answers])


@pytest.mark.once
def test_it_tells_others_nothing_when_they_say_the_same(canary: Client) -> None:
    stranger = Client()
    answers = [
        sent(stranger, comment="Held.", email=EMAIL.upper()),
        stranger.post(
            "/api/v1/comments/",
            {"site": "newsroom", "thread": "bridge", "name": "Ada", "email": "a@b.example", "text": "Published."},
            content_type="application/json",
        ),
    ]

    page = everything_of(answers[0]).replace(EMAIL.upper(), "what was typed")
    assert not found_in(page, everything_of(answers[1]))


@pytest.mark.once
def test_it_fills_in_what_is_remembered_for_that_browser_only(canary: Client, article: Article) -> None:
    sent(canary, email=EMAIL, comment="Remember me.", **{"wp-comment-cookies-consent": "yes"})

    assert form_values(parse(canary.get(ARTICLE)))["email"] == EMAIL
    assert not found_in(*[everything_of(answer) for answer in public_answers(Client())])
    assert not found_in(canary.cookies.output())


def test_it_forgets_what_was_sent_with_a_deleted_comment(canary: Client) -> None:
    for comment in Comment.objects.all():
        decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)

    rows = [str(row) for model in (Comment, Commenter) for row in model.objects.values()]

    assert not found_in(*rows)


def test_it_logs_nothing(canary: Client, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    redirect = sent(canary, comment="Logged?", email=EMAIL)
    follow(canary, redirect)
    sent(canary, comment="", email=EMAIL)
    submit(canary, f"{ARTICLE}?email={EMAIL}", {"comment": "x", "email": EMAIL})
    canary.post("/api/v1/comments/", {"email": EMAIL}, content_type="application/json")
    run.screen([Comment.objects.latest("id").pk])

    records = [record for record in caplog.records if record.name != "django.db.backends"]
    lines = [Redact().format(record) for record in records]
    assert records
    assert not [line for line in lines if EMAIL in line.lower() or redirect["Location"] in line or "\n" in line]
