"""Guessing passwords: a few attempts a quarter of an hour from one network, and nobody is kept out for ever."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.core import signing
from django.core.management import call_command
from django.test import Client

from project.known_browsers import COOKIE
from tests.support import factories
from tests.support.pages import parse

LOGIN = "/admin/login/"
PASSWORD = "correct horse battery staple"
ELSEWHERE = "198.51.100.7"


@pytest.fixture(autouse=True)
def _mod(db: None, settings: Any) -> None:
    # Hashing takes its time on purpose, and is Django's to get right.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_FAILURE_LIMIT = 3
    for name in ("mod", "otto"):
        user = factories.moderator(name)
        user.set_password(PASSWORD)
        user.save()


def sign_in(password: str, *, name: str = "mod", address: str = "203.0.113.5", agent: str = "") -> Any:
    return Client(headers={"User-Agent": agent}).post(
        LOGIN, {"username": name, "password": password, "next": "/admin/"}, REMOTE_ADDR=address
    )


def guess(number: int = 3, **how: str) -> list[int]:
    return [sign_in(f"guess {n}", **how).status_code for n in range(number)]


def test_it_lets_nobody_in_after_wrong_passwords_not_even_with_the_right_one() -> None:
    assert guess(8) == [200, 200] + [429] * 6
    assert sign_in(PASSWORD).status_code == 429
    assert sign_in(PASSWORD, address=ELSEWHERE).status_code == 302


@pytest.mark.parametrize("names", [("mod", "otto", "nobody"), ("mod", "MOD", "mod "), ("a", "b", "c")])
def test_it_counts_all_names_of_a_network(names: tuple[str, ...]) -> None:
    for n, name in enumerate(names):
        sign_in("wrong", name=name, agent=f"Browser/{n}")

    assert sign_in(PASSWORD).status_code == 429


def test_it_counts_an_ipv6_network_as_one() -> None:
    for n in range(3):
        sign_in("wrong", address=f"2001:db8:1:2::{n}")

    assert sign_in(PASSWORD, address="2001:db8:1:2:ffff::9").status_code == 429
    assert sign_in(PASSWORD, address="2001:db8:1:3::1").status_code == 302


def test_it_says_when_to_try_again() -> None:
    guess()
    response = sign_in(PASSWORD)

    page = parse(response)
    assert page.one("h1").text == "Too many wrong passwords"
    assert "for 15 minutes" in page.text
    assert 14 * 60 < int(response["Retry-After"]) <= 15 * 60
    assert response["Cache-Control"] == "no-store"
    assert Client().get(LOGIN, REMOTE_ADDR="203.0.113.5").status_code == 200


def test_it_lets_in_again_however_often_was_tried_meanwhile() -> None:
    guess(5)
    wait = settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - wait / 2)
    guess(4)
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - wait / 2)

    assert sign_in(PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_it_begins_anew_after_the_right_password() -> None:
    for _ in range(3):
        assert guess(2) == [200, 200]
        assert sign_in(PASSWORD).status_code == 302


@pytest.mark.parametrize("command", [("axes_reset",), ("axes_reset_ip", "203.0.113.5")])
def test_it_is_unlocked_by_a_command(command: tuple[str, ...], capsys: Any) -> None:
    guess()
    call_command(*command)

    assert sign_in(PASSWORD).status_code == 302


def test_it_keeps_no_password_and_no_login() -> None:
    guess()
    sign_in(PASSWORD, address=ELSEWHERE)

    kept = str(list(AccessAttempt.objects.values()))
    assert "guess" not in kept
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("name", ["x" * 5000, "a\x00b", "", "👾" * 200, "'; --"])
def test_it_survives_odd_names(name: str) -> None:
    assert sign_in("x", name=name, agent="y" * 5000).status_code == 200


def guess_from_everywhere(number: int, name: str = "mod") -> None:
    for n in range(number):
        sign_in(f"guess {n}", name=name, address=f"198.51.100.{n}")


def test_it_counts_what_many_networks_guess_at_one_account() -> None:
    guess_from_everywhere(14)
    assert sign_in(PASSWORD, name="otto").status_code == 302
    guess_from_everywhere(15)

    refused = sign_in(PASSWORD)

    assert refused.status_code == 429
    assert 14 * 60 < int(refused["Retry-After"]) <= 15 * 60
    assert sign_in(PASSWORD, name="otto").status_code == 302


def test_it_lets_owners_in_where_they_signed_in_before() -> None:
    client, form = Client(), {"username": "mod", "password": PASSWORD, "next": "/admin/"}
    assert client.post(LOGIN, form, REMOTE_ADDR=ELSEWHERE).status_code == 302
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    guess_from_everywhere(15)

    assert client.post(LOGIN, form, REMOTE_ADDR="203.0.113.77").status_code == 302
    assert client.post(LOGIN, {**form, "username": "otto"}, REMOTE_ADDR="203.0.113.77").status_code == 302
    assert sign_in(PASSWORD).status_code == 429


def test_it_names_nobody_in_the_cookie_of_a_known_browser() -> None:
    client = Client()
    client.post(LOGIN, {"username": "mod", "password": PASSWORD, "next": "/admin/"})

    cookie = client.cookies[COOKIE]

    assert cookie["path"] == "/admin/" and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert "mod" not in str(signing.loads(cookie.value, salt="project.known_browsers"))
    client.cookies[COOKIE] = f"{cookie.value}x"
    guess_from_everywhere(15)
    assert client.post(LOGIN, {"username": "mod", "password": PASSWORD}, REMOTE_ADDR="203.0.113.77").status_code == 429


def test_it_begins_another_session_at_each_login() -> None:
    client, name = Client(), settings.SESSION_COOKIE_NAME
    form = {"username": "mod", "password": PASSWORD, "next": "/admin/"}
    client.cookies[name] = "a" * 32  # as somebody else may have planted it

    client.post(LOGIN, form)
    first = client.cookies[name].value
    client.post("/admin/logout/")
    client.post(LOGIN, form)

    assert len({first, client.cookies[name].value, "a" * 32}) == 3
    assert Client(headers={"Cookie": f"{name}={first}"}).get("/admin/").status_code == 302
