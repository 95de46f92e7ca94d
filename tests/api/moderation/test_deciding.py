"""Decisions by a program: they leave the same rows as at the desk, once, and never over what somebody else did."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone

from comments.api.moderation import deciding
from comments.api.moderation.actions import ACTIONS
from comments.errors import IllegalMove, NotAllowed
from comments.models import Action, Comment, Decision, KeyScope, Reason, ReviewSample, Role, Site
from comments.moderation import aside, decisions
from tests.api.calls import assert_problem
from tests.api.moderation.comment_scenes import decide, reported
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

Rows = dict[str, list[Any]]
Ids = dict[Any, set[Any]]


@pytest.fixture
def tamsin(times: Site) -> User:
    return person("tamsin", times, Role.CHIEF)


@pytest.fixture
def key(tamsin: User) -> str:
    return token(tamsin, scope=KeyScope.DECIDE)


def waiting() -> Comment:
    """Not screened, which takes longer than deciding."""
    return factories.waiting(text="Look at http://a.example", on=factories.subject(key="new"))


def of_sample() -> Comment:
    comment = waiting()
    decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)
    ReviewSample.objects.create(comment=comment, day=NOON.date(), status="spam")
    return factories.fresh(comment)


def picked_and_pinned() -> Comment:
    comment = factories.published()
    for how in (decisions.pick, decisions.pin):
        comment = how(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)
    return comment


def laid_aside() -> Comment:
    return aside.set_aside(waiting().pk, by=factories.moderator(), now=NOON)


def decided_by(username: str) -> Callable[[], Comment]:
    def made() -> Comment:
        by, comment = User.objects.filter(username=username).first() or factories.moderator(username), waiting()
        return decisions.approve(comment.pk, by=by, version=comment.version, note="Fine.")

    return made


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


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tables() -> list[Any]:
    """All of comments but that of the keys."""
    return [model for model in apps.get_app_config("comments").get_models() if model.__name__ != "ApiKey"]


def ids() -> Ids:
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in tables()}


def all_rows(before: Ids) -> Rows:
    """Of every table; a time is only that there is one, and the number of a new row its place among the new."""
    rows = {model: list(model._default_manager.order_by("pk")) for model in tables()}
    new = {model: [row.pk for row in kept if row.pk not in before[model]] for model, kept in rows.items()}
    return {model.__name__: [_told(row, new) for row in kept] for model, kept in rows.items()}


def _told(row: Any, new: dict[Any, list[Any]]) -> dict[str, Any]:
    told = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        numbered = new.get(field.related_model or (type(row) if field.primary_key else None), [])
        told[field.attname] = f"new {numbered.index(value)}" if value in numbered else _timeless(value)
    return told


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(one) for name, one in value.items()}
    if isinstance(value, datetime) or (isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value)):
        return "a time"
    return value


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


def gone(how: str) -> Comment:
    comment = factories.published()
    if how == "withdrawn":
        return decisions.withdraw(comment.pk)
    return decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)


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


def test_it_lets_chiefs_alone_delete(client: Client, times: Site) -> None:
    comment, key = waiting(), token(person("anna", times))

    assert "delete" not in call(client, "GET", f"comments/{comment.pk}/", key).json()["actions"]
    assert_problem(decide(client, key, comment, "delete"), 403, "not-allowed")


def test_it_tells_authors_a_reason_of_the_site_or_own_words(client: Client, key: str, times: Site) -> None:
    Reason.objects.create(site=times, code="Shouting_2", sentence="Do not shout.")
    told = {}
    for reason in ("off-topic", "Shouting_2", "Nonsense!", "Unsinn", "Do not.\n\nPlease."):
        told[reason] = decide(client, key, waiting(), "reject", reason=reason).json()["decisions"][-1]

    assert told["off-topic"]["told"] == "Your comment is not about the article."
    assert [(one["code"], one["told"]) for one in list(told.values())[1:]] == [
        ("Shouting_2", "Do not shout."), ("", "Nonsense!"), ("", "Unsinn"), ("", "Do not.\n\nPlease."),
    ]  # fmt: skip
    for slip in ("off-topci", "shouting_2", "spam-network"):
        assert_problem(decide(client, key, waiting(), "reject", reason=slip), 400, "invalid", "/reason")


def test_it_asks_for_a_reason_where_the_site_does(client: Client, key: str, times: Site) -> None:
    Site.objects.filter(pk=times.pk).update(reasons_required=True)

    for fields in ({}, {"reason": " "}, {"note": "For colleagues."}):
        assert_problem(decide(client, key, waiting(), "reject", **fields), 400, "reason-needed")
    assert decide(client, key, waiting(), "reject", reason="hate").status_code == 200


def test_it_sets_aside_for_somebody_until_a_time(client: Client, key: str, tamsin: User, times: Site) -> None:
    anna, stranger = person("anna", times), User.objects.create(username="stranger", is_staff=True)
    comment = waiting()

    answer = decide(client, key, comment, "set_aside", person=str(anna.pk), until="2999-01-02T03:04:05Z", note="You.")

    told = answer.json()["set_aside"]
    assert told["person"] == {"id": str(anna.pk), "name": "anna"}
    assert (told["by"]["name"], told["until"], told["note"]) == ("tamsin", "2999-01-02T03:04:05Z", "You.")
    for name, value in (("person", str(stranger.pk)), ("person", "x"), ("until", "2020-01-01T00:00:00Z")):
        assert_problem(decide(client, key, waiting(), "set_aside", **{name: value}), 400, "invalid", f"/{name}")


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"action": "approve"}, ["/version"]), ({"version": 1}, ["/action"]), ({"action": "undo"}, ["/action", "/version"]),
    ({"action": "aside", "version": 1}, ["/action"]), ({"action": None, "version": None}, ["/action", "/version"]),
    ({"action": ["approve"], "version": 1}, ["/action"]), ({"action": "approve", "version": "1"}, ["/version"]),
    ({"action": "approve", "version": True}, ["/version"]), ({"action": "approve", "version": 0}, ["/version"]),
    ({"action": "approve", "version": 2**63}, ["/version"]), ({"action": "approve", "version": 1, "by": 7}, ["/by"]),
    ({"action": "reject", "version": 1, "reason": "x" * 2001}, ["/reason"]),
    ({"action": "reject", "version": 1, "reason": "x\0"}, ["/reason"]),
    ({"action": "reject", "version": 1, "note": 7}, ["/note"]),
    ({"action": "approve", "version": 1, "note": "\ufffe"}, ["/note"]),
    ({"action": "restore", "version": 1, "note": "x"}, ["/note"]),
    ({"action": "restore", "version": 1, "reason": "x", "until": None}, ["/reason", "/until"]),
    ({"action": "approve", "version": 1, "person": "7"}, ["/person"]),
    ({"action": "set_aside", "version": 1, "reason": "x"}, ["/reason"]),
    ({"action": "set_aside", "version": 1, "until": "tomorrow"}, ["/until"]),
    ({"action": "set_aside", "version": 1, "until": 7}, ["/until"]),
    ({"action": "set_aside", "version": 1, "person": "7\0"}, ["/person"]),
]  # fmt: skip


def test_it_names_the_actions_where_there_is_no_such_one(client: Client, key: str) -> None:
    comment = waiting()
    body = {"action": "publish", "version": comment.version}
    answer = call(client, "POST", f"comments/{comment.pk}/decisions/", key, body)

    [problem] = answer.json()["errors"]
    assert (problem["pointer"], problem["code"]) == ("/action", "choice")
    assert problem["detail"] == f"This must be one of: {', '.join(ACTIONS)}."


def test_it_says_which_field_it_does_not_understand_and_changes_nothing(client: Client, key: str) -> None:
    comment, before = waiting(), ids()
    rows = all_rows(before)
    for body, pointers in WRONG:
        answer = call(client, "POST", f"comments/{comment.pk}/decisions/", key, body)
        assert_problem(answer, 400, "invalid", *pointers)
    others: list[Any] = [[], "approve", 7]
    for other in others:
        assert_problem(call(client, "POST", f"comments/{comment.pk}/decisions/", key, other), 400, "invalid", "")
    assert all_rows(before) == rows


def test_it_keeps_and_shows_words_of_every_direction(client: Client, key: str) -> None:
    words = "\u202eשלום\u202c \u2067عربي\u2069 <b>'; drop table comments_comment; --"
    comment = waiting()

    told = decide(client, key, comment, "reject", reason=words, note=words).json()["decisions"][-1]

    assert (told["told"], told["note"]) == (words, words)


def test_it_decides_on_what_no_check_has_seen(client: Client, key: str) -> None:
    comment = factories.waiting(text="<b>Now</b>")

    told = decide(client, key, comment, "approve").json()

    assert (told["html"], told["status"]) == ("<p><b>Now</b></p>", "approved")
    assert timezone.now() - factories.fresh(comment).decided_at < timedelta(minutes=1)  # type: ignore[operator]
    assert Decision.objects.filter(comment=comment, action=Action.APPROVE).count() == 1
