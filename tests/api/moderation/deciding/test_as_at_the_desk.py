"""Decisions by a program leave the same rows as at the desk, and are possible where the API says so."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments.api.moderation import deciding
from comments.api.moderation.actions import ACTIONS
from comments.errors import IllegalMove, NotAllowed
from comments.models import Comment
from tests.api.moderation.comment_scenes import decide, reported
from tests.api.moderation.deciding.states import decided_by, gone, laid_aside, of_sample, picked_and_pinned, waiting
from tests.api.moderation.programs import call
from tests.api.moderation.rows_left import all_rows, ids, undone
from tests.support import factories

pytestmark = pytest.mark.django_db

# Of what a comment is before; what the desk sends, and what a program sends.
SAME: list[tuple[Callable[[], Comment], dict[str, str], dict[str, Any]]] = [
    (waiting, {"action": "approve", "note": " For you. "}, {"action": "approve", "note": " For you. "}),
    (waiting, {"action": "reject", "code": "off-topic"}, {"action": "reject", "reason": "off-topic"}),
    (waiting, {"action": "reject", "told": " Not so. "}, {"action": "reject", "reason": " Not so. "}),
    (waiting, {"action": "reject"}, {"action": "reject"}),
    (waiting, {"action": "spam", "told": "A network."}, {"action": "spam", "reason": "A network."}),
    (factories.screened, {"action": "approve"}, {"action": "approve"}),
    (factories.published, {"action": "review", "note": "Hm."}, {"action": "review", "note": "Hm."}),
    (factories.published, {"action": "spam"}, {"action": "spam"}),
    (factories.published, {"action": "pick"}, {"action": "pick"}),
    (factories.published, {"action": "pin"}, {"action": "pin"}),
    (picked_and_pinned, {"action": "unpick"}, {"action": "unpick"}),
    (picked_and_pinned, {"action": "unpin"}, {"action": "unpin"}),
    (reported, {"action": "confirm"}, {"action": "confirm"}),
    (reported, {"action": "ignore"}, {"action": "ignore_reports"}),
    (reported, {"action": "reject", "code": "hate"}, {"action": "reject", "reason": "hate"}),
    (of_sample, {"action": "spam"}, {"action": "spam"}),
    (of_sample, {"action": "approve"}, {"action": "approve"}),
    (waiting, {"action": "aside", "note": "Later."}, {"action": "set_aside", "note": "Later."}),
    (waiting, {"action": "aside", "for_whom": "ME"}, {"action": "set_aside", "person": "ME"}),
    (laid_aside, {"action": "back", "note": "Now."}, {"action": "take_back", "note": "Now."}),
    (laid_aside, {"action": "approve"}, {"action": "approve"}),
    (waiting, {"action": "erase"}, {"action": "delete"}),
    (factories.published, {"action": "erase", "note": "Asked."}, {"action": "delete", "note": "Asked."}),
    (decided_by("tamsin"), {"action": "undo"}, {"action": "restore"}),
]  # fmt: skip


def at_desk(by: User, comment: Comment, sent: dict[str, str]) -> None:
    client, place = Client(), {"aside": "aside", "undo": "undo"}.get(sent["action"], "decide")
    client.force_login(by)
    fields = {"comment": comment.pk, "version": comment.version, **sent}
    if place == "undo":
        fields["decision"] = factories.last_decision(comment).pk
    answer = client.post(f"/admin/desk/{place}/", _named(fields, by), headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.content


def _named(sent: dict[str, Any], by: User) -> dict[str, Any]:
    return {name: str(by.pk) if value == "ME" else value for name, value in sent.items()}


@pytest.mark.parametrize(
    ("made", "desk", "program"), SAME, ids=lambda one: one.get("action") if isinstance(one, dict) else None
)
def test_it_leaves_the_same_rows_as_the_desk(
    client: Client, tamsin: User, key: str, made: Callable[[], Comment], desk: dict[str, str], program: dict[str, Any]
) -> None:
    comment = factories.fresh(made())
    before = ids()
    with undone():
        at_desk(tamsin, comment, desk)
        expected = all_rows(before)

    answer = decide(client, key, comment, **_named(program, tamsin))

    assert answer.status_code == 200, answer.content
    for name, rows in all_rows(before).items():
        assert rows == expected[name], name
    told = answer.json()
    assert (told["version"], told["decisions"][-1]["action"]) == (comment.version + 1, program["action"])


def test_the_same_decisions_were_compared_for_every_action() -> None:
    assert {program["action"] for _made, _desk, program in SAME} == set(ACTIONS)


STATES = [waiting, factories.published, reported, of_sample, picked_and_pinned, laid_aside, decided_by("tamsin")]


@pytest.mark.parametrize("made", [*STATES, decided_by("otto"), "withdrawn", "deleted"])
def test_it_does_what_it_says_is_possible_and_nothing_else(client: Client, tamsin: User, key: str, made: Any) -> None:
    comment = made() if callable(made) else gone(made)
    possible = call(client, "GET", f"comments/{comment.pk}/", key).json()["actions"]

    done = []
    for action in ACTIONS:
        with undone():
            try:
                deciding.decide(comment, {"action": action, "version": comment.version}, by=tamsin, now=timezone.now())
                done.append(action)
            except (IllegalMove, NotAllowed):
                assert factories.fresh(comment).version == comment.version
    assert {*possible} == {*done}
