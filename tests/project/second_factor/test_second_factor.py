"""Signing in with a second factor, from setting it up to the day when the phone is gone."""

from base64 import b32decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from comments.access import people
from comments.models import AuditEntry, Role, Site
from project.second_factor import factors, sealing, totp
from project.second_factor.models import RecoveryCode, SecondFactor
from tests.support import factories
from tests.support.pages import parse

pytestmark = pytest.mark.django_db
SETUP, CODE = "/admin/second-factor/", "/admin/second-factor/code/"
START = timezone.now()


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Time stands still until a test moves it: codes hang on it."""
    with patch("django.utils.timezone.now", return_value=START) as now:
        yield now


@pytest.fixture
def chief(db: None) -> User:
    user = User.objects.create_user("chief", password="correct horse battery", is_staff=True)
    people.appoint(user, factories.site(), Role.CHIEF, by=factories.moderator())
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown_code(user: User, steps: int = 0) -> str:
    secret = sealing.unseal(SecondFactor.objects.get(user=user).secret)
    assert secret
    return totp.code_at(secret, totp.step_of(START) + steps)


def with_factor(user: User) -> list[str]:
    secret = totp.new_secret()
    return factors.switch_on(user, secret, totp.code_at(secret, totp.step_of(START) - 1))


def test_it_is_set_up_by_typing_a_first_code(chief: User) -> None:
    client = signed_in(chief)
    page = parse(client.get(SETUP))
    key = page.one("p", class_="key").text
    assert parse(client.get(SETUP)).one("p", class_="key").text == key

    wrong = client.post(SETUP, {"code": "000000"})
    assert wrong.status_code == 403 and not SecondFactor.objects.exists()
    secret = b32decode(key.replace(" ", ""))
    done = client.post(SETUP, {"code": totp.code_at(secret, totp.step_of(START))})

    codes = [item.text for item in parse(done).all("code")]
    assert len(codes) == len(set(codes)) == 10
    assert "no-store" in done["Cache-Control"]
    stored = str(list(SecondFactor.objects.values())) + str(list(RecoveryCode.objects.values()))
    assert key.replace(" ", "") not in stored and not any(code.replace("-", "") in stored for code in codes)
    assert client.get("/admin/").status_code == 200
    assert key not in client.get(SETUP).text
    assert AuditEntry.objects.latest("id").text == "Second factor switched on."


def test_it_asks_for_a_code_after_the_password_and_leads_on(chief: User) -> None:
    with_factor(chief)
    client = Client()
    client.post("/admin/login/", {"username": "chief", "password": "correct horse battery"})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value

    asked = client.get("/admin/comments/ban/?effect=hold")
    assert asked["Location"] == f"{CODE}?next=%2Fadmin%2Fcomments%2Fban%2F%3Feffect%3Dhold"
    for address in ("/admin/", SETUP, "/admin/password_change/", "/admin/second-factor/off/"):
        assert client.get(address).status_code == 302, address
        assert client.post(address).status_code == 302, address
    assert client.get("/admin/", headers={"Accept": "application/json"}).status_code == 401
    typed = shown_code(chief)
    entered = client.post(CODE, {"code": f"{typed[:3]} {typed[3:]}", "next": "/admin/comments/ban/"})

    assert entered["Location"] == "/admin/comments/ban/"
    assert client.get("/admin/comments/ban/").status_code == 200
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_host(chief: User, following: str) -> None:
    with_factor(chief)

    entered = signed_in(chief).post(CODE, {"code": shown_code(chief), "next": following})

    assert entered["Location"] == "/admin/"


def test_it_takes_no_code_twice_and_waits_after_wrong_ones(chief: User, clock: Any) -> None:
    with_factor(chief)
    factors.check(chief, shown_code(chief))
    with pytest.raises(factors.WrongCode):
        factors.check(chief, shown_code(chief))  # again
    with pytest.raises(factors.WrongCode):
        factors.check(chief, shown_code(chief, -1))  # an earlier one

    for _n in range(3):
        assert signed_in(chief).post(CODE, {"code": "123"}).status_code == 403
    locked = signed_in(chief).post(CODE, {"code": shown_code(chief, 1)})
    assert locked.status_code == 429 and "in 15 minutes" in locked.text
    clock.return_value = START + timedelta(minutes=15, seconds=1)
    factors.check(chief, shown_code(chief, 30))


def test_it_takes_each_recovery_code_once(chief: User) -> None:
    codes = with_factor(chief)
    client = signed_in(chief)

    assert client.post(CODE, {"code": codes[3].upper().replace("-", " ")}).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert signed_in(chief).post(CODE, {"code": codes[3]}).status_code == 403
    assert RecoveryCode.objects.count() == 9
    renewed = client.post("/admin/second-factor/recovery-codes/", {"code": shown_code(chief)})
    assert len(parse(renewed).all("code")) == RecoveryCode.objects.count() == 10
    assert signed_in(chief).post(CODE, {"code": codes[4]}).status_code == 403


def test_it_is_required_of_chiefs_where_their_site_says_so(chief: User) -> None:
    moderator = User.objects.create(username="moderator", is_staff=True)
    people.appoint(moderator, factories.site(), Role.MODERATOR, by=factories.moderator())
    moderator = User.objects.get(pk=moderator.pk)
    assert signed_in(chief).get("/admin/").status_code == 200
    Site.objects.update(require_second_factor=True)

    led = signed_in(chief).get("/admin/comments/ban/")

    assert led["Location"] == f"{SETUP}?next=%2Fadmin%2Fcomments%2Fban%2F"
    assert "asks for a second factor" in signed_in(chief).get(led["Location"]).text
    assert signed_in(moderator).get("/admin/").status_code == 200
    assert signed_in(chief).post("/admin/logout/").status_code in (200, 302)


def test_it_is_switched_off_by_its_person_with_a_code(chief: User) -> None:
    with_factor(chief)
    client = signed_in(chief)
    client.post(CODE, {"code": shown_code(chief)})

    client.post("/admin/second-factor/off/", {"code": "1"})
    assert SecondFactor.objects.exists()
    client.post("/admin/second-factor/off/", {"code": shown_code(chief, 1)})

    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert client.get("/admin/").status_code == 200


def test_it_is_switched_off_by_a_command(chief: User, capsys: Any) -> None:
    with_factor(chief)

    call_command("second_factor_off", "chief")

    assert not SecondFactor.objects.exists()
    for name in ("chief", "nobody"):
        with pytest.raises(CommandError):
            call_command("second_factor_off", name)
    assert AuditEntry.objects.latest("id").who == ""


def test_it_asks_again_in_sessions_of_before(chief: User) -> None:
    client = signed_in(chief)
    assert client.get("/admin/").status_code == 200

    with_factor(chief)

    assert client.get("/admin/")["Location"].startswith(CODE)
    assert Client().get(SETUP)["Location"].startswith("/admin/login/")
    assert Client().get("/threads/").status_code != 302


@pytest.mark.parametrize("page", ["off/", "recovery-codes/", "code/"])
def test_it_has_nothing_to_check_for_those_without(chief: User, page: str) -> None:
    assert signed_in(chief).post(f"{SETUP}{page}", {"code": "123456"}).status_code == 302
