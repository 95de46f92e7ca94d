"""Decisions by a program are made once, and never over what somebody else did."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.api.moderation.actions import ACTIONS
from comments.moderation import decisions
from tests.api.calls import assert_problem
from tests.api.moderation.comment_scenes import decide
from tests.api.moderation.deciding.states import decided_by, waiting
from tests.api.moderation.programs import call
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("action", ["approve", "reject", "set_aside"])
def test_it_does_once_what_is_sent_twice(client: Client, key: str, action: str) -> None:
    comment = waiting()
    body = {"action": action, "version": comment.version}
    path = f"comments/{comment.pk}/decisions/"

    first, second = (call(client, "POST", path, key, body) for _ in range(2))

    assert first.json() == second.json()
    assert comment.decisions.filter(action=ACTIONS[action]).count() == 1


def test_it_restores_once_and_undoes_once(client: Client, key: str, tamsin: User) -> None:
    comment = decided_by("tamsin")()
    body = {"action": "restore", "version": comment.version}
    first, second = (call(client, "POST", f"comments/{comment.pk}/decisions/", key, body) for _ in range(2))
    assert (first.json(), first.json()["status"]) == (second.json(), "pending")

    decide(client, key, comment, "reject")
    path = f"decisions/{factories.last_decision(comment).pk}/undo/"
    first, second = (call(client, "POST", path, key) for _ in range(2))
    assert (first.json(), first.json()["status"]) == (second.json(), "pending")


def test_it_says_who_did_what_meanwhile_and_shows_the_comment_as_it_is(client: Client, key: str) -> None:
    comment = waiting()
    decisions.reject(comment.pk, by=factories.moderator("otto"), version=comment.version, reason="Not so.")

    answer = call(client, "POST", f"comments/{comment.pk}/decisions/", key, {"action": "approve", "version": 1})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "stale")
    assert problem["detail"].startswith("otto rejected it at ")
    current = call(client, "GET", f"comments/{comment.pk}/", key).json()
    del current["known"]
    assert problem["current"] == current
    assert current["decisions"][-1]["told"] == "Not so."


def test_it_undoes_nothing_of_a_colleague(client: Client, key: str) -> None:
    comment = decided_by("otto")()

    for answer in (
        decide(client, key, comment, "restore"),
        call(client, "POST", f"decisions/{factories.last_decision(comment).pk}/undo/", key),
    ):
        assert_problem(answer, 403, "not-allowed")


def test_it_undoes_nothing_over_what_happened_since(client: Client, key: str, tamsin: User) -> None:
    comment = decided_by("tamsin")()
    own = factories.last_decision(comment)
    decisions.mark_spam(comment.pk, by=factories.moderator("otto"), version=comment.version)

    answer = call(client, "POST", f"decisions/{own.pk}/undo/", key)

    assert (answer.status_code, answer.json()["code"], answer.json()["current"]["status"]) == (409, "stale", "spam")
