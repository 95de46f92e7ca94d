"""Whom a ban refuses when they post: through the form, the API, and what they are told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.errors import Banned, Closed, Invalid
from comments.models import Ban, BanEffect, Comment, Decision, Site, Thread
from comments.moderation import bans
from comments.posting import posts, threads
from tests.api.calls import assert_problem, post
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import form_values, parse
from tests.web.browsing import submit, typed

pytestmark = pytest.mark.django_db

PAGE = "/threads/times/?key=bridge"
SECOND = timedelta(seconds=1)
FAR = datetime(2099, 1, 5, 12, tzinfo=UTC)


def ban(kind: str, value: str, effect: BanEffect = BanEffect.REFUSE, **fields: Any) -> Ban:
    return Ban.objects.create(
        **{"site": factories.quiet_site(), "kind": kind, "value": bans.canonical(kind, value), "effect": effect,
           "created_at": NOON, **fields}
    )  # fmt: skip


def keep(*, now: datetime = NOON, **fields: Any) -> posts.Posted:
    factories.quiet_site()
    return posts.keep_comment(factories.subject(), factories.draft(**fields), now=now)


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        ("email", "someone@spam.example", {"email": "Someone+9@spam.example"}),
        ("email_domain", "spam.example", {"email": "anybody@mail.spam.example"}),
        ("website", "spam.example", {"url": "https://www.spam.example/buy"}),
        ("network", "192.0.2.0/24", {"address": "192.0.2.7"}),
        ("network", "2001:db8::7", {"address": "2001:db8::8"}),
    ],
)
def test_it_refuses_whom_a_ban_refuses_and_keeps_nothing(kind: str, value: str, fields: dict[str, Any]) -> None:
    ban(kind, value)

    with pytest.raises(Banned):
        keep(**fields)

    assert not Comment.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("effect", [BanEffect.HOLD, BanEffect.SPAM])
def test_it_takes_whom_a_ban_only_holds(effect: BanEffect) -> None:
    ban("network", "192.0.2.7", effect)

    assert keep(address="192.0.2.7").comment.status == "pending"


def test_it_takes_comments_again_when_a_ban_is_over() -> None:
    ban("network", "192.0.2.7", until=NOON)

    with pytest.raises(Banned):
        keep(address="192.0.2.7", now=NOON - SECOND)
    assert keep(address="192.0.2.7", now=NOON).comment.pk


def test_it_refuses_nobody_for_another_sites_ban() -> None:
    ban("network", "192.0.2.7", site=factories.quiet_site("herald"))

    assert keep(address="192.0.2.7").comment.pk


def test_it_takes_a_text_that_links_to_a_banned_website_and_leaves_it_to_screening() -> None:
    ban("website", "spam.example")

    assert keep(text="See https://spam.example for more.").comment.pk


def test_it_answers_a_submission_that_was_taken_before_the_ban_as_it_did() -> None:
    first = keep(address="192.0.2.7", submission_key="form:number-1", text="Once.", email="ada@example.org")
    ban("network", "192.0.2.7")

    again = keep(address="192.0.2.7", submission_key="form:number-1", text="Once.", email="ada@example.org")

    assert (again.comment, again.replayed) == (first.comment, True)


def test_it_asks_after_the_thread_and_before_the_parent() -> None:
    ban("network", "192.0.2.7")

    with pytest.raises(Banned):
        keep(parent_id=9_000_000, address="192.0.2.7")
    with pytest.raises(Invalid):
        keep(parent_id=9_000_000, address="192.0.2.8")
    threads.describe(factories.subject())
    Thread.objects.update(is_open=False)
    with pytest.raises(Closed):
        keep(parent_id=9_000_000, address="192.0.2.7")


def refusal(*until: datetime | None) -> str:
    for number, end in enumerate(until):
        ban("network", f"192.0.2.0/{24 + number}", until=end)
    with pytest.raises(Banned) as refused:
        keep(address="192.0.2.7")
    return str(refused.value.message)


def test_it_says_until_when_and_never_why() -> None:
    Site.objects.filter(pk=factories.quiet_site().pk).update(time_zone="Europe/Berlin")

    message = refusal(FAR, FAR - timedelta(days=1))

    assert "Jan. 5, 2099, 1 p.m. (Europe/Berlin)" in message
    assert "192" not in message
    assert "network" not in message


def test_it_names_no_date_when_one_of_the_bans_is_for_ever() -> None:
    assert "2099" not in refusal(FAR, None)


def test_it_asks_for_bans_once() -> None:
    ban("network", "192.0.2.7", BanEffect.HOLD)

    with CaptureQueriesContext(connection) as queries:
        keep()

    assert len([query for query in queries if "comments_ban" in query["sql"]]) == 1


def test_it_tells_a_visitor_in_the_form_and_loses_nothing(client: Client) -> None:
    ban("network", "192.0.2.7")
    threads.describe(factories.subject())
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.7")
    typed_in = typed(comment=" Typed with care.\r\n", author="Ada")

    response = submit(client, PAGE, {**form_values(parse(client.get(PAGE))), **typed_in})

    page = parse(response)
    assert response.status_code == 403
    assert page.one(class_="comment-errors").one("li").text.startswith("You cannot comment here")
    assert form_values(page) | typed_in == form_values(page)
    assert page.all(id="submit")
    assert not Comment.objects.exists()


def test_it_tells_a_program_with_a_code_of_its_own() -> None:
    ban("email_domain", "spam.example")
    Thread.objects.create(site=factories.quiet_site(), key="bridge", created_at=NOON)

    response = post(Client(), email="someone@spam.example")

    assert_problem(response, 403, "banned")
    assert "spam.example" not in response.json()["detail"]


def test_it_takes_the_spam_of_a_silent_ban_like_any_comment() -> None:
    ban("email_domain", "spam.example", BanEffect.SPAM)

    assert post(Client(), email="someone@spam.example").status_code == 201
