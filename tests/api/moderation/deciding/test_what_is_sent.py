"""What a program sends with a decision: by whom, with which reason, for how long, in which words."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments.api.moderation.actions import ACTIONS
from comments.models import Action, Decision, Reason, Site
from tests.api.calls import assert_problem
from tests.api.moderation.comment_scenes import decide
from tests.api.moderation.deciding.states import waiting
from tests.api.moderation.programs import call, person, token
from tests.api.moderation.rows_left import all_rows, ids
from tests.support import factories

pytestmark = pytest.mark.django_db


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
