"""Guessing passwords: a few attempts a quarter of an hour from one network, and nobody is kept out for ever."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.core.management import call_command
from django.test import Client

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
