"""Threads by programs: found, switched for a while, and what stands against it; open reports."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments.models import AuditEntry, Override, Premoderation, Site, Thread
from comments.moderation import thread_switches
from tests.api.calls import assert_problem, path_of
from tests.api.moderation.programs import call
from tests.support import factories
from tests.support.reported import by_checks, filed
from tests.support.responses import Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(times: Site) -> Thread:
    return factories.thread_of(factories.published())


def switch(client: Client, key: str, thread: Thread, **body: Any) -> Response:
    return call(client, "POST", f"threads/{thread.pk}/switch/", key, body)


def now(client: Client, key: str, thread: Thread) -> Any:
    return call(client, "GET", f"threads/{thread.pk}/switch/", key).json()


@pytest.mark.parametrize("state", Override)
def test_it_switches_a_thread_for_a_while_and_ends_it(client: Client, key: str, thread: Thread, state: str) -> None:
    until = (timezone.now() + timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M:%SZ")

    told = switch(client, key, thread, state=state, version=0, until=until, note="Stay calm.").json()

    held = told["switch"]
    assert (held["state"], held["until"], held["note"], held["by"]["name"]) == (state, until, "Stay calm.", "tamsin")
    assert (told["takes_comments"], told["open"]) == (state != "closed", True)
    assert now(client, key, thread) == told
    ended = call(client, "DELETE", f"threads/{thread.pk}/switch/", key, version=held["version"]).json()
    assert (ended["switch"]["state"], ended["switch"]["by"]) == (None, None)
    assert ended["switch"]["version"] > held["version"]
    assert AuditEntry.objects.filter(verb="thread").count() == 2


def test_it_says_what_a_colleague_switched_meanwhile(client: Client, key: str, thread: Thread) -> None:
    thread_switches.switch(thread.pk, Override.CLOSED, by=factories.moderator(), until=None, seen=None)

    switched = switch(client, key, thread, state="hold", version=0)
    ended = call(client, "DELETE", f"threads/{thread.pk}/switch/", key, version=0)

    for answer in (switched, ended):
        assert (answer.status_code, answer.json()["code"]) == (409, "stale")
        assert answer.json()["current"] == now(client, key, thread)
    assert Thread.objects.get().override == "closed"
    version = switched.json()["current"]["switch"]["version"]
    assert switch(client, key, thread, state="hold", version=version).json()["switch"]["state"] == "hold"


def test_it_is_done_once_when_it_is_sent_twice(client: Client, key: str, thread: Thread) -> None:
    first, again = (switch(client, key, thread, state="slow", version=0, note="Slowly.") for _time in range(2))

    assert (again.status_code, again.json()) == (200, first.json())
    assert AuditEntry.objects.filter(verb="thread").count() == 1


def test_it_says_that_a_switch_is_over(client: Client, key: str, thread: Thread) -> None:
    switch(client, key, thread, state="closed", version=0)
    Thread.objects.update(override_until=factories.NOON)

    told = now(client, key, thread)

    assert (told["switch"]["state"], told["takes_comments"]) == (None, True)
    assert switch(client, key, thread, state="hold", version=told["switch"]["version"]).status_code == 200


NOT_SWITCHES: list[Any] = [
    ({}, ["/state", "/version"]),
    ({"state": "shut", "version": 0}, ["/state"]),
    ({"state": "hold", "version": -1}, ["/version"]),
    ({"state": "hold", "version": 2**53}, ["/version"]),
    ({"state": "hold", "version": "0"}, ["/version"]),
    ({"state": "hold", "version": 0, "until": "2001-01-01T00:00:00Z"}, ["/until"]),
    ({"state": "hold", "version": 0, "until": "soon"}, ["/until"]),
    ({"state": "hold", "version": 0, "note": "x" * 301}, ["/note"]),
    ({"state": "hold", "version": 0, "note": "a\nb"}, ["/note"]),
    ({"state": "hold", "version": 0, "note": "e" + "\u0301" * 100}, ["/note"]),
    ({"state": "hold", "version": 0, "hours": 4}, ["/hours"]),
]


def test_it_refuses_what_is_no_switch(client: Client, key: str, thread: Thread) -> None:
    for body, pointers in NOT_SWITCHES:
        assert_problem(switch(client, key, thread, **body), 400, "invalid", *pointers)
        assert_problem(call(client, "DELETE", f"threads/{thread.pk}/switch/", key), 400, "invalid", "/version")
    assert Thread.objects.get().override == ""


@pytest.mark.parametrize("version", [1, 2**53 - 1])
def test_it_takes_a_version_that_never_was_for_an_old_one(
    client: Client, key: str, thread: Thread, version: int
) -> None:
    assert switch(client, key, thread, state="hold", version=version).status_code == 409


def test_it_shows_and_switches_nothing_of_other_sites(client: Client, key: str) -> None:
    theirs = factories.thread_of(factories.published(on=factories.subject("other")))
    path = f"threads/{theirs.pk}/switch/"

    assert_problem(call(client, "GET", path, key), 404, "not-found")
    assert_problem(switch(client, key, theirs, state="closed", version=0), 404, "not-found")
    assert_problem(call(client, "DELETE", path, key, version=0), 404, "not-found")
    assert_problem(call(client, "GET", f"threads/{2**70}/switch/", key), 404, "not-found")
    assert call(client, "GET", "threads/", key).json()["results"] == []


def test_it_finds_threads(client: Client, key: str, times: Site) -> None:
    for name in ("bridge", "tunnel", "50%"):
        factories.published(on=factories.subject(key=name, title=f"About the {name}"))

    def found(**query: Any) -> list[str]:
        return [thread["key"] for thread in call(client, "GET", "threads/", key, **query).json()["results"]]

    assert found() == found(site="times") == ["50%", "tunnel", "bridge"]
    assert found(q="TUNNEL") == found(key="tunnel") == found(q="/city/tunnel") == ["tunnel"]
    assert found(q="50%") == ["50%"]
    assert found(q="0_") == found(key="tun") == []
    first = call(client, "GET", "threads/", key, limit=2).json()
    rest = call(client, "GET", path_of(first["next"]), key).json()
    assert ([one["key"] for one in rest["results"]], rest["next"]) == (["bridge"], None)
    for query in ({"limit": 0}, {"cursor": 0}, {"key": " "}, {"q": "x" * 201}, {"color": "red"}):
        [pointer] = query
        assert_problem(call(client, "GET", "threads/", key, **query), 400, "invalid", f"/{pointer}")


def test_it_lists_open_reports(client: Client, key: str) -> None:
    Site.objects.update(premoderation=Premoderation.OBJECTIONS)
    comment = by_checks()
    filed(comment, 1, 2, reason="privacy", text="This is my address.")
    filed(factories.published(on=factories.subject("other")), 3)

    first = call(client, "GET", "reports/", key, limit=1).json()
    rest = call(client, "GET", path_of(first["next"]), key).json()

    told = [*first["results"], *rest["results"]]
    assert [(one["comment"], one["reason"], one["text"]) for one in told] == [
        (comment.pk, "privacy", "This is my address.")
    ] * 2
    assert (told[0]["version"], told[0]["status"], told[0]["thread"]) == (
        factories.fresh(comment).version, "approved", comment.thread.key,
    )  # fmt: skip
    ignored = {"action": "ignore_reports", "version": told[0]["version"]}
    assert call(client, "POST", f"comments/{comment.pk}/decisions/", key, ignored).status_code == 200
    assert call(client, "GET", "reports/", key).json() == {"results": [], "next": None}
