"""What probes are told."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest import MonkeyPatch

from comments.models import Comment
from project import health
from project.probes import NO_DATABASE, Probes
from tests.project.shared_cache.origin import ask
from tests.support import factories
from tests.support.servers import wait_until
from tests.support.stack import Stack

READY = {"ready": True, "database": True, "schema": True, "oldest_due_seconds": 0.0}


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: MonkeyPatch) -> None:
    """A test's transaction ends with its connection, which the probe would give back."""
    monkeypatch.setattr(health, "close_old_connections", lambda: None)


def nothing_else(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
    raise AssertionError("a probe came further than it should")


@pytest.mark.once
@pytest.mark.parametrize("host", ["10.0.0.5:8000", "elsewhere.example", "", "[::1]:80", "bad host"])
def test_it_answers_whatever_the_host(host: str) -> None:
    probes = Probes(nothing_else, look=lambda: READY)
    for more in ({"host": host}, {"HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https"}):
        assert ask(probes, "/healthz", **more).body == b"ok\n"
        assert ask(probes, "/readyz", **more).code == 200
    assert ask(probes, "/readyz", method="HEAD").body == b""
    assert ask(probes, "/readyz").headers["Cache-Control"] == "no-store"


@pytest.mark.once
def test_it_looks_once_for_all_who_ask_and_does_not_let_them_wait() -> None:
    looked, go = [], threading.Event()

    def look() -> dict[str, Any]:
        looked.append(1)
        go.wait(10)
        return READY

    probes = Probes(nothing_else, look=look, seconds=0.05)
    with ThreadPoolExecutor(5) as many:
        assert [answer.code for answer in many.map(lambda _: ask(probes, "/readyz"), range(5))] == [503] * 5
        assert ask(probes, "/healthz").code == 200
    assert len(looked) == 1
    go.set()
    wait_until(lambda: ask(probes, "/readyz").code == 200, seconds=5, what="a database that answers")


@pytest.mark.django_db
def test_it_is_ready_when_nothing_is_overdue() -> None:
    assert health.look() == READY


@pytest.mark.django_db
def test_it_is_ready_when_nobody_screens_and_says_since_when() -> None:
    comment = factories.waiting()
    Comment.objects.filter(pk=comment.pk).update(due=timezone.now() - timedelta(seconds=90))
    found = health.look()
    assert found["ready"]
    assert found["oldest_due_seconds"] >= 90


@pytest.mark.django_db
@pytest.mark.parametrize("app", ["comments", "newsroom", "auth", "sessions"])
def test_it_is_not_ready_without_the_tables_of_this_release(app: str) -> None:
    last = MigrationRecorder.Migration.objects.filter(app=app).latest("id")
    last.delete()
    assert health.look() == {"ready": False, "database": True, "schema": False}
    assert health.missing_migrations() == {f"{app}.{last.name}"}


@pytest.mark.django_db
def test_it_is_ready_on_the_tables_of_a_later_release() -> None:
    MigrationRecorder(connection).record_applied("comments", "9999_of_the_next_release")
    assert health.look() == READY


def test_it_is_not_ready_without_its_database(monkeypatch: MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(health, "missing_migrations", refuse)
    assert health.look() == NO_DATABASE


def test_it_is_ready_as_a_whole_and_again_after_kills(stack: Stack) -> None:
    stack.web.kill()
    stack.worker.kill()
    stack.heal()
    wait_until(stack.web.is_ready, seconds=10, what="the web's return")
