"""GET moderation/: what a key is good for, and who is refused."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import ApiKey, KeyScope, Role, Site
from tests.api.moderation.programs import ROOT, call, person, token
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def tamsin() -> User:
    return person("tamsin", factories.quiet_site("times"), Role.CHIEF)


def test_it_says_what_a_key_is_good_for(client: Client, tamsin: User) -> None:
    answer = call(client, "GET", "", token(tamsin, scope=KeyScope.DECIDE))

    told = answer.json()
    assert (told["person"], told["name"], told["scopes"]) == ("tamsin", "Night shift", ["read", "decide"])
    assert told["sites"] == [{"slug": "times", "name": "The Times of Nowhere", "chief": True}]
    assert (told["all_sites"], told["expires_at"]) == (False, None)
    assert answer["Cache-Control"] == "private, no-store"
    assert not {"Vary", "Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers)


def test_it_asks_for_a_key_whatever_session_there_is(client: Client, tamsin: User) -> None:
    client.force_login(tamsin)

    answer = call(client, "GET", "")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "not-authenticated"


def refused(client: Client, **headers: str) -> list[object]:
    """Code and status of a call with these headers, and what it tells to a browser."""
    answer = client.get(ROOT, headers=headers)
    told = {"Vary", "Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers)
    return [answer.json().get("code"), answer.status_code, answer["Cache-Control"], *told]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("Basic {0}", "not-authenticated"),
        ("{0}", "not-authenticated"),
        ("Bearer ", "not-authenticated"),
        ("Bearer {0}, Bearer {0}", "authentication-failed"),  # two headers, as servers join them
        ("Bearer {0} {0}", "authentication-failed"),
        ("Bearer ключ", "authentication-failed"),
        ("Bearer \udcff{0}", "authentication-failed"),
        ("Bearer " + "a" * 8000, "authentication-failed"),
    ],
)
def test_it_takes_one_form_of_the_header(client: Client, tamsin: User, sent: str, code: str) -> None:
    assert refused(client, Authorization=sent.format(token(tamsin))) == [code, 401, "no-store"]


@pytest.mark.parametrize("name", ["key", "access_token", "nonsense"])
def test_it_refuses_a_key_in_the_address_even_with_one_in_the_header(client: Client, tamsin: User, name: str) -> None:
    known = token(tamsin)

    answers = [
        client.get(f"{ROOT}?{name}={sent}", headers={"Authorization": f"Bearer {known}"})
        for sent in (known, known.replace("_", "%5F"), f"%22{known}%22")
    ]

    assert {answer.json()["code"] for answer in answers} == {"authentication-failed"}
    assert known not in "".join(answer.content.decode() for answer in answers)


def test_it_opens_nothing_of_the_public_half(client: Client, tamsin: User) -> None:
    """There the header is for the token of a comment's author."""
    waiting, shown, known = factories.waiting(), factories.published(), token(tamsin)

    answers = [
        call(client, method, f"/api/v1/comments/{comment.pk}/", known, {"text": "Mine."} if method == "PATCH" else None)
        for comment in (waiting, shown) for method in ("GET", "PATCH", "DELETE")
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 6


def test_it_slows_down_a_key_that_is_used_too_often(client: Client, tamsin: User) -> None:
    known = token(tamsin)
    ApiKey.objects.update(arrival=time.time() + 30)

    answer = call(client, "GET", "", known)

    assert (answer.status_code, answer.json()["code"]) == (429, "too-fast")
    assert 5 <= int(answer["Retry-After"]) <= 7
    assert answer["RateLimit-Policy"] == '"comments";q=120;w=24'


def test_it_speaks_english_whatever_is_asked_for(client: Client, tamsin: User) -> None:
    Site.objects.update(language="de")

    answer = client.get(ROOT, headers={"Accept-Language": "de"})

    assert answer.json()["detail"] == "Send an API key, as in “Authorization: Bearer cmts_…”."


def test_it_lets_a_key_in_by_few_statements(client: Client, tamsin: User, django_assert_num_queries: Any) -> None:
    """The key with its person; its rate limit, in a savepoint here; the person's roles, and then the sites."""
    known = token(tamsin)

    with django_assert_num_queries(6):
        call(client, "GET", "", known)
