"""What probes are told."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest import MonkeyPatch

from comments.models import Comment
from tests import build
from tests.servers import wait_until
from tests.stack import Stack


def test_it_says_that_the_process_answers(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_it_is_ready_when_nothing_is_overdue(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "oldest_due_seconds": 0.0}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_it_is_not_ready_when_nobody_screens(client: Client) -> None:
    comment = build.waiting()
    Comment.objects.filter(pk=comment.pk).update(due=timezone.now() - timedelta(seconds=90))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["oldest_due_seconds"] >= 90


def test_it_is_not_ready_without_its_database(client: Client, monkeypatch: MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("project.health.oldest_due_seconds", refuse)
    assert client.get("/readyz").status_code == 503


def test_it_is_ready_as_a_whole_and_again_after_kills(stack: Stack) -> None:
    stack.web.kill()
    stack.worker.kill()
    stack.heal()
    wait_until(stack.web.is_ready, seconds=10, what="the web's return")
