"""The same comment again, and too many of them: replays, duplicates and flood limits."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import Comment, Decision, Site, Submission
from comments.moderation import decisions
from tests.api.calls import API, assert_problem, post, send, submission
from tests.support import factories
from tests.support.parallel import at_once

pytestmark = pytest.mark.both

HERE = "127.0.0.1"


def test_it_answers_a_spammer_who_repeats_as_it_did_first(client: Client, times: Site) -> None:
    fields = submission()
    first = send(client, fields)
    decisions.mark_spam(first.json()["id"], by=factories.moderator(), version=1)

    again = send(client, fields)

    assert again.status_code == 201
    assert (again.json()["id"], again.json()["token"]) == (first.json()["id"], first.json()["token"])
    assert again.json()["status"] == "pending"
    assert again.json()["comment"]["state"] == "waiting"


def test_it_answers_a_repeated_key_as_it_did_first(client: Client, times: Site) -> None:
    fields, key = submission(), {"Idempotency-Key": "6f1a-first"}
    first = send(client, fields, headers=key)

    again = send(client, fields, headers=key)

    assert again.status_code == 201
    assert again.json() == first.json()
    assert Comment.objects.count() == 1


def test_it_answers_a_person_who_repeats_as_it_did_first(client: Client, times: Site) -> None:
    fields = submission()

    first, again = send(client, fields), send(client, fields)

    assert first.json() == again.json()
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"text": "Other."}, {"name": "Bo"}, {"email": "bo@example.org"}, {"url": "b.org"}, {"thread": "tunnel"}]
)
def test_it_refuses_a_key_that_was_used_for_something_else(client: Client, times: Site, change: dict[str, Any]) -> None:
    fields, key = submission(), {"Idempotency-Key": "used"}
    send(client, fields, headers=key)

    response = send(client, {**fields, **change}, headers=key)

    assert_problem(response, 422, "key-reused")
    assert Comment.objects.count() == 1


def test_it_keeps_the_keys_of_sites_apart(client: Client, times: Site) -> None:
    factories.quiet_site("herald", origins="https://times.example.org")
    fields, key = submission(), {"Idempotency-Key": "same"}

    first, second = (send(client, {**fields, "site": site}, headers=key) for site in ("times", "herald"))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


@pytest.mark.parametrize("key", ["", "a b", "ü", "x" * 256, "x" * 10_000, "a\r\nSet-Cookie: b=c", "\x7f", "\x00"])
def test_it_refuses_an_odd_key(client: Client, times: Site, key: str) -> None:
    response = post(client, headers={"Idempotency-Key": key})

    assert_problem(response, 400, "invalid", "/Idempotency-Key")
    assert not Comment.objects.exists()


def test_it_takes_a_key_of_255_visible_characters(client: Client, times: Site) -> None:
    assert post(client, headers={"Idempotency-Key": "~" * 255}).status_code == 201


@pytest.mark.parametrize("headers", [{"Idempotency-Key": "at-once"}, {}])
def test_it_takes_what_is_sent_many_times_at_once_once(transactional_db: None, headers: dict[str, str]) -> None:
    factories.quiet_site("times")
    fields = submission()

    answers = at_once([lambda: send(Client(), fields, headers=headers)] * 8)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Comment.objects.count() == Decision.objects.count() == 1
    assert Submission.objects.count() == len(headers)


def test_it_answers_one_of_two_contents_that_share_a_key(transactional_db: None) -> None:
    factories.quiet_site("times")
    key = {"Idempotency-Key": "shared"}
    contents = [submission(thread=f"thread-{number}") for number in range(8)]

    answers = at_once([partial(send, Client(), content, headers=key) for content in contents])

    assert sorted(answer.status_code for answer in answers) == [201, *[422] * 7]
    assert Comment.objects.count() == 1


def test_it_refuses_what_was_said_before(client: Client, times: Site) -> None:
    said = factories.waiting(text="I told you so.", email="ada@example.org", address=HERE)

    response = post(client, text="I  told you SO.", email="Ada+x@example.org", name="Somebody")

    assert said.created_at < timezone.now() - timedelta(seconds=60)
    assert_problem(response, 409, "duplicate")
    detail = "You already sent this comment on March 2, 2026, noon (UTC). It is waiting for a moderator."
    assert response.json()["detail"] == detail
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "when"),
    [("Asia/Tokyo", "March 2, 2026, 9 p.m."), ("Pacific/Auckland", "March 3, 2026, 1 a.m.")],
)
def test_it_says_when_in_the_zone_of_the_site(client: Client, times: Site, zone: str, when: str) -> None:
    Site.objects.update(time_zone=zone)
    said = factories.waiting(text="The same.", email="ada@example.org", address=HERE)
    decisions.approve(said.pk, by=factories.moderator(), version=1)

    response = post(client, text="The same.", email="ada@example.org")

    assert response.json()["detail"] == f"You already posted this comment on {when} ({zone})."


def test_it_tells_a_repeating_spammer_no_more_than_others(client: Client, times: Site) -> None:
    told = []
    for status in ("pending", "spam"):
        said = factories.waiting(
            text="The same.", email="ada@example.org", address=HERE, on=factories.subject(key=status)
        )
        if status == "spam":
            decisions.mark_spam(said.pk, by=factories.moderator(), version=1)
        told.append(post(client, text="The same.", email="ada@example.org", thread=status))

    assert told[0].content == told[1].content
    assert_problem(told[0], 409, "duplicate")


def test_it_compares_texts_as_people_read_them(client: Client, times: Site) -> None:
    factories.waiting(text="cafe\u0301", email="ada@example.org", address=HERE)

    assert_problem(post(client, text="caf\u00e9", email="ada@example.org"), 409, "duplicate")


def test_it_slows_one_e_mail_down(client: Client, db: None) -> None:
    factories.site("times", burst_per_minute=0)
    post(client, email="ada@example.org")

    response = post(client, email="Ada+tag@EXAMPLE.org")

    assert_problem(response, 429, "too-fast")
    assert 1 <= int(response["Retry-After"]) <= 15
    assert response["RateLimit"] == f'"comments";r=0;t={response["Retry-After"]}'
    assert response["RateLimit-Policy"] == '"comments";q=1;w=15'
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    "addresses",
    [
        ["192.0.2.7"] * 4,
        ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::", "2001:db8::1"],
        ["192.0.2.7", "::ffff:192.0.2.7", "::ffff:c000:207", "192.0.2.7"],
        ["", "unix:", "", ""],
    ],
)
def test_it_slows_one_network_down(client: Client, db: None, addresses: list[str]) -> None:
    factories.site("times", flood_seconds=0, burst_per_minute=3)
    names = ["X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "Forwarded"]

    answers = [
        client.post(
            API, submission(), content_type="application/json",
            headers=dict.fromkeys(names, f"203.0.113.{number}"), REMOTE_ADDR=address,
        )
        for number, address in enumerate(addresses)
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429]
    assert int(answers[3]["Retry-After"]) <= 20
    assert re.fullmatch(r'"comments";q=3;w=60', answers[3]["RateLimit-Policy"])


def test_it_keeps_networks_apart(client: Client, db: None) -> None:
    factories.site("times", flood_seconds=0, burst_per_minute=1)

    answers = [
        client.post(API, submission(), content_type="application/json", REMOTE_ADDR=address)
        for address in ("2001:db8::1", "2001:db8:0:1::1", "192.0.2.7", "192.0.2.8")
    ]

    assert {answer.status_code for answer in answers} == {201}
