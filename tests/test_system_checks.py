"""What `manage.py check` says of a host that lacks something."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connections
from django.http import HttpResponse
from django.urls import include, path

from comments import doorbell, schedule, system_checks

pytestmark = pytest.mark.once

SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"


def told() -> dict[str, str]:
    return {str(message.id): f"{message.msg} {message.hint}" for message in system_checks.check_host()}


def test_it_has_nothing_to_say_of_our_own_project() -> None:
    assert told() == {}


def test_it_names_an_app_that_is_missing(monkeypatch: Any) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: False)

    assert "rest_framework" in told()["comments.W001"]


@pytest.mark.parametrize("name", ["ClientAddress", "Unavailable", "PublicPages"])
def test_it_names_each_middleware_that_is_missing(settings: Any, name: str) -> None:
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if not one.endswith(name)]

    assert f"comments.middleware.{name}" in told()["comments.W002"]


def test_it_sees_middleware_that_cannot_see_cookies(settings: Any) -> None:
    settings.MIDDLEWARE = [SESSIONS, *(one for one in settings.MIDDLEWARE if one != SESSIONS)]

    assert list(told()) == ["comments.W003"]


def test_it_misses_the_public_address(settings: Any) -> None:
    del settings.PUBLIC_URL

    assert list(told()) == ["comments.W004"]


@pytest.mark.parametrize("url", ["www.example.org", "", "//example.org", "ftp://example.org"])
def test_it_refuses_what_is_no_public_address(settings: Any, url: str) -> None:
    settings.PUBLIC_URL = url

    assert list(told()) == ["comments.E001"]


API, THREADS = path("api/v1/", include("comments.api.urls")), path("threads/", include("comments.web.urls"))
EMBED = path("", include("comments.web.embed_urls"))
ANY = path("<path:address>", lambda request, address: HttpResponse(), name="page")


@pytest.mark.parametrize(
    ("patterns", "missing"),
    [
        ((API, THREADS, EMBED, ANY), ""),
        ((API, EMBED), "/threads/"),
        ((THREADS, EMBED), "/api/v1/"),
        ((API, THREADS), "/"),
        ((EMBED, API, ANY, THREADS), "/threads/"),
        ((EMBED, ANY, API, THREADS), "/api/v1/ /threads/"),
        ((EMBED, API, path("talk/", include("comments.web.urls"))), "/threads/"),
    ],
)
def test_it_names_addresses_that_lead_elsewhere(settings: Any, patterns: tuple[Any, ...], missing: str) -> None:
    settings.ROOT_URLCONF = patterns

    found = [message for message in system_checks.check_host() if message.id == "comments.W008"]

    assert " ".join(str(message.msg).split()[0] for message in found) == missing
    assert all(f'path("{str(message.msg).split()[0][1:]}", include(' in str(message.hint) for message in found)


def test_it_refuses_times_without_a_zone(settings: Any) -> None:
    settings.USE_TZ = False

    assert list(told()) == ["comments.E002"]


@pytest.mark.parametrize("task", schedule.BEAT_SCHEDULE)
def test_it_names_each_task_that_beat_does_not_start(monkeypatch: Any, task: str) -> None:
    others = set(schedule.BEAT_SCHEDULE) - {task}
    monkeypatch.setattr(doorbell, "scheduled", lambda: others)

    assert task in told()["comments.W005"]
    assert not any(other in told()["comments.W005"] for other in others)


def test_it_leaves_a_schedule_in_the_database_to_itself(monkeypatch: Any) -> None:
    monkeypatch.setattr(doorbell, "scheduled", set)
    monkeypatch.setattr(apps, "is_installed", lambda name: True)

    assert told() == {}


def test_it_asks_for_transactions_that_wait_on_sqlite(monkeypatch: Any) -> None:
    monkeypatch.setitem(connections["default"].settings_dict, "OPTIONS", {})

    assert list(told()) == ["comments.W006"]


def test_it_says_what_a_user_model_without_a_column_costs(monkeypatch: Any) -> None:
    fields = [field for field in get_user_model()._meta.concrete_fields if field.name != "is_staff"]
    monkeypatch.setattr(get_user_model()._meta, "concrete_fields", fields)

    assert list(told()) == ["comments.W007"]


def test_it_says_where_nobody_is_sent_mails(settings: Any) -> None:
    for backend, told in [
        ("django.core.mail.backends.smtp.EmailBackend", []), ("anymail.backends.postmark.EmailBackend", []),
        ("comments.mail.files.EmailBackend", ["comments.W009"]),
        ("django.core.mail.backends.console.EmailBackend", ["comments.W009"]),
    ]:  # fmt: skip
        settings.EMAIL_BACKEND = backend
        assert [message.id for message in system_checks.check_mail()] == told, backend
