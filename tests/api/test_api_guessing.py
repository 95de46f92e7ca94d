"""Nobody learns by posting whose words a comment is, or who has just written: right and wrong guesses look alike."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import signed_tokens
from comments.models import Ban, BanEffect, BanKind, Comment, Pace, Site, Thread
from comments.moderation import decisions
from comments.screening import run
from tests.api.calls import API, assert_problem, edit, one, submission
from tests.support import factories
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

HOME, AWAY = "192.0.2.7", "203.0.113.9"
RIGHT = "ada@example.org"
GUESSES = ["bob@example.org", RIGHT, "ann@example.org", "Ada+x@example.org", "eve@example.org", "ada@example.com"]
SAID = "Agreed, every word of it."


@pytest.fixture
def said(db: None) -> Comment:
    """What Ada wrote at home, a while ago."""
    site = factories.quiet_site(premoderation="objections")
    before = timezone.now() - timedelta(minutes=5)
    return factories.waiting(on=factories.subject(site.slug), text=SAID, email=RIGHT, address=HOME, now=before)


def sent(address: str = AWAY, /, **fields: Any) -> Any:
    headers = {"Authorization": f"Bearer {fields.pop('token')}"} if "token" in fields else None
    body = submission(**{"text": SAID, "name": "Ada", **fields})
    return Client(REMOTE_ADDR=address).post(API, body, content_type="application/json", headers=headers)


def seen(guess: Callable[[], Any]) -> tuple[Any, ...]:
    """All that a stranger could tell answers apart by, but ids and times."""
    with CaptureQueriesContext(connection) as queries:
        answer = guess()
    body = re.sub(r"\d+(?=[:/?#\",]|$)|:[\w-]{43}|\d\d\d\d-\d\d-\d\dT[\d:]+Z", "…", answer.content.decode())
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    # A right guess may read no more than a wrong one.
    statements = [re.sub(r"\W.*", "", query["sql"].strip(), flags=re.DOTALL) for query in queries.captured_queries]
    return answer.status_code, headers, body, statements


@pytest.mark.parametrize("state", ["waiting", "approve", "spam", "reject"])
def test_it_answers_all_guesses_alike_whatever_became_of_the_comment(said: Comment, state: str) -> None:
    if state != "waiting":
        decisions.ACTIONS[state](said.pk, by=factories.moderator(), version=said.version)

    answers = [seen(partial(sent, f"203.0.113.{number}", email=email)) for number, email in enumerate(GUESSES)]

    assert answers[0][0] == 201
    assert [answer for answer in answers if answer != answers[0]] == []


def test_it_answers_all_guesses_of_who_has_just_written_alike(said: Comment) -> None:
    Site.objects.update(flood_seconds=3600)
    sent(HOME, email=RIGHT, text="Just now.")

    answers = [seen(partial(sent, email=email, text="Something new.")) for email in GUESSES]

    # One address is guessed twice, and that this guesser has just written under it is no news to them.
    assert [answer[0] for answer in answers] == [201, 201, 201, 429, 201, 201]
    assert [answer for answer in answers if answer[0] == 201 and answer != answers[0]] == []


def test_it_answers_all_guesses_alike_where_no_network_is_known(said: Comment) -> None:
    Site.objects.update(flood_seconds=3600)
    Comment.objects.update(network="", address="")
    sent("", email=RIGHT, text="Just now.")

    assert {sent("", email=email).status_code for email in GUESSES} == {201}


def test_it_answers_all_edits_to_what_another_said_alike(said: Comment) -> None:
    Site.objects.update(flood_seconds=3600)
    answers = []
    for number, email in enumerate(GUESSES):
        mine = factories.waiting(email=email, address=f"198.51.100.{number}", now=timezone.now() - timedelta(minutes=2))
        token = signed_tokens.author_token(mine.pk, 1)
        answers.append(seen(partial(edit, Client(REMOTE_ADDR=AWAY), mine.pk, token, text=SAID)))

    assert [answer[0] for answer in answers] == [200, 200, 200, 429, 200, 200]
    assert {str(answer[3]) for answer in answers if answer[0] == 200} == {str(answers[0][3])}


@pytest.mark.parametrize("flood_seconds", [0, 3600])
def test_it_holds_what_it_took_though_it_was_said_already(said: Comment, flood_seconds: int) -> None:
    Site.objects.update(flood_seconds=flood_seconds)
    decisions.approve(said.pk, by=factories.moderator(), version=said.version)
    ids = [sent(email=email).json()["id"] for email in GUESSES[:3]]

    run.screen(ids)

    assert set(Comment.objects.filter(pk__in=ids).values_list("status", flat=True)) == {"pending"}
    assert set(Comment.objects.filter(pk__in=ids).values_list("findings__code", flat=True)) >= {"repeat"}


def test_it_holds_a_second_comment_of_an_email_from_another_network_within_its_pause(said: Comment) -> None:
    Site.objects.update(flood_seconds=3600)
    ids = [
        sent(address, email=email, text=f"{number}: quite another thing.").json()["id"]
        for number, (address, email) in enumerate([(HOME, "new@example.org"), (AWAY, "new@example.org")])
    ]

    run.screen(ids)

    first, second = Comment.objects.filter(pk__in=ids).order_by("pk")
    assert (first.status, second.status) == ("approved", "pending")
    assert second.findings.get(code="pace").told == ""


def test_it_tells_nobody_that_an_email_is_a_moderators(said: Comment) -> None:
    Site.objects.update(premoderation="new")
    factories.moderator("noor")
    User.objects.filter(username="noor").update(email="noor@times.example.org")
    told = []
    for number, email in enumerate(["noor@times.example.org", "bob@example.org", "Noor+x@times.example.org"]):
        text = f"Number {number}, quite another thing."
        mine = sent(f"203.0.113.{number}", email=email, name="Bob", text=text).json()
        run.screen([mine["id"]])
        told.append(one(Client(), mine["id"], mine["token"]).json()["reason"])

    assert Comment.objects.filter(findings__code="imitation").count() == 2
    assert len(set(told)) == 1


def test_it_tells_its_proven_author_that_it_was_said(said: Comment) -> None:
    assert_problem(sent(HOME, email=RIGHT), 409, "duplicate")
    assert_problem(sent(AWAY, email=RIGHT, token=signed_tokens.author_token(said.pk, 1)), 409, "duplicate")
    assert sent(AWAY, email=RIGHT, token=signed_tokens.author_token(said.pk, 2)).status_code == 201
    assert sent(AWAY, email=RIGHT, token=signed_tokens.waiting_token(said.pk)).status_code == 201


def test_it_gives_nobody_a_token_for_repeating_what_another_wrote(said: Comment) -> None:
    for address in (HOME, AWAY):
        assert signed_tokens.author_token(said.pk, 1) not in sent(address, email=RIGHT).content.decode()


REFUSALS: dict[str, tuple[Callable[[], object], dict[str, Any], int]] = {
    "closed": (lambda: Thread.objects.update(is_open=False), {}, 403),
    "banned": (lambda: _ban(BanKind.EMAIL, RIGHT), {"email": RIGHT}, 403),
    "parent": (lambda: None, {"parent": 9_000_000}, 400),
    "duplicate": (lambda: None, {"email": RIGHT}, 409),
}


def _ban(kind: BanKind, value: str) -> None:
    fields = {"site": Site.objects.get(), "kind": kind, "value": value, "effect": BanEffect.REFUSE}
    Ban.objects.create(**fields, created_at=factories.NOON)


@pytest.mark.parametrize("kind", REFUSALS)
def test_it_tells_no_more_than_the_networks_limit_allows(said: Comment, kind: str) -> None:
    prepare, fields, status = REFUSALS[kind]
    prepare()
    Site.objects.update(burst_per_minute=3)

    answers = [sent(HOME, **fields) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [status] * 3 + [429] * 2
    assert sent(HOME).status_code == 429
    assert Comment.objects.count() == Thread.objects.get().last_number == 1


@pytest.mark.parametrize("kind", ["closed", "banned", "duplicate"])
def test_it_tells_no_more_than_the_emails_limit_allows(said: Comment, kind: str) -> None:
    prepare, fields, status = REFUSALS[kind]
    prepare()
    Site.objects.update(flood_seconds=3600)

    answers = [sent(HOME, **{"email": "ann@example.org", **fields}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [status, 429, 429]


def test_it_lets_a_reply_to_what_is_gone_be_sent_again_at_once(said: Comment) -> None:
    Site.objects.update(flood_seconds=3600)

    assert sent(HOME, parent=9_000_000, email="ann@example.org").status_code == 400
    assert sent(HOME, email="ann@example.org").status_code == 201


def test_it_tells_no_more_to_guesses_sent_at_once(transactional_db: None) -> None:
    factories.waiting(text=SAID, email=RIGHT, address=HOME, now=timezone.now() - timedelta(minutes=5))
    Site.objects.update(burst_per_minute=3)

    answers = at_once([partial(sent, HOME, email=RIGHT)] * 8)

    assert sorted(answer.status_code for answer in answers) == [409] * 3 + [429] * 5


@pytest.mark.parametrize("name", ["net:", "email:"])
def test_it_keeps_no_email_with_the_limits(said: Comment, name: str) -> None:
    Site.objects.update(flood_seconds=15, burst_per_minute=5)
    sent(email=RIGHT)

    [key] = Pace.objects.filter(key__startswith=name).values_list("key", flat=True)
    assert "ada" not in key


def test_it_writes_nothing_but_limits_for_a_post_on_a_closed_thread(said: Comment) -> None:
    Thread.objects.update(is_open=False)
    Site.objects.update(burst_per_minute=3)
    kept = list(Thread.objects.values())

    with CaptureQueriesContext(connection) as queries:
        answers = [sent(HOME).status_code for _ in range(5)]

    written = {
        query["sql"].split()[2].strip('"')
        for query in queries.captured_queries
        if query["sql"].split()[0].lower() in ("insert", "update", "delete")
    }
    assert answers == [403] * 3 + [429] * 2
    assert written == {"comments_pace"}
    assert not [query for query in queries.captured_queries if query["sql"].lower().startswith("update")]
    assert list(Thread.objects.values()) == kept
