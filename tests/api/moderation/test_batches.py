"""Decisions on many comments by programs: begun, followed, paused, stopped, undone, and what stands against them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments import limits
from comments.models import Batch, Comment, Decision, KeyScope, Role, Site
from comments.moderation import decisions, handfuls
from comments.statuses import Status
from tests.api.calls import assert_problem, path_of
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.responses import Response

pytestmark = pytest.mark.django_db


def waiting(number: int, **fields: Any) -> list[Comment]:
    return [factories.waiting(**fields) for _n in range(number)]


def begin(
    client: Client, key: str, action: str = "spam", *comments: Comment, headers: Any = None, **body: Any
) -> Response:
    chosen = [{"id": comment.pk, "version": comment.version} for comment in comments]
    sent = {"action": action, **({"comments": chosen} if chosen else {}), **body}
    return call(client, "POST", "batches/", key, sent, headers)


def change(client: Client, key: str, batch_id: int, what: str) -> Response:
    return call(client, "POST", f"batches/{batch_id}/{what}/", key)


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_it_decides_on_chosen_comments_at_once_and_undoes_it(client: Client, key: str) -> None:
    first, second, _other = waiting(3)

    begun = begin(client, key, "spam", first, second)

    told = begun.json()
    assert (begun.status_code, told["state"], told["total"], told["done"], told["left"]) == (202, "done", 2, 2, [])
    assert (told["kind"], told["by"]["name"], told["can"]) == ("selection", "tamsin", ["undo"])
    assert statuses() == ["spam", "spam", "pending"]
    undone = change(client, key, told["id"], "undo")
    assert (undone.json()["state"], undone.json()["undone"]) == ("undone", 2)
    assert statuses() == ["pending"] * 3
    assert call(client, "GET", f"batches/{told['id']}/", key).json() == undone.json()
    assert change(client, key, told["id"], "undo").json() == undone.json()


def test_it_leaves_what_was_decided_edited_or_is_not_there_and_says_so(client: Client, key: str, times: Site) -> None:
    good, decided, gone = waiting(3)
    theirs = factories.waiting(on=factories.subject("other"))
    decisions.reject(decided.pk, by=person("otto", times), version=decided.version)
    missing = Comment(pk=9_000_000, version=1)
    published = factories.published()

    told = begin(client, key, "approve", good, decided, theirs, missing, published).json()

    assert (told["total"], told["done"]) == (1, 1)
    assert {one["comment"]: one["code"] for one in told["left"]} == {
        decided.pk: "stale", theirs.pk: "not-found", missing.pk: "not-found", published.pk: "illegal-move",
    }  # fmt: skip
    assert next(one["why"] for one in told["left"] if one["comment"] == decided.pk).startswith("otto rejected it at")
    assert statuses()[2] == "pending"
    assert gone.status == Status.PENDING


def test_it_changes_nothing_where_no_comment_is_as_it_was_seen(client: Client, key: str) -> None:
    [comment] = waiting(1)
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)

    answer = begin(client, key, "spam", comment)

    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert [one["comment"] for one in answer.json()["current"]["left"]] == [comment.pk]
    assert not Batch.objects.exists()


def test_it_falls_on_all_that_a_filter_finds_if_these_are_as_many_as_expected(client: Client, key: str) -> None:
    waiting(2, email="ada@spam.example")
    waiting(1)
    found = {"site": "times", "author": "ada@spam.example"}

    asked = begin(client, key, "spam", filter=found, expected=0)

    assert (asked.status_code, asked.json()["code"]) == (409, "stale")
    current = asked.json()["current"]
    assert (current["number"], current["statuses"]) == (2, [{"status": "pending", "number": 2, "included": True}])
    waiting(1, email="ada@spam.example")
    begun = begin(client, key, "spam", filter=found, expected=current["number"], last=current["last"])
    assert (begun.status_code, begun.json()["done"]) == (202, 2)
    assert statuses() == ["spam", "spam", "pending", "pending"]


@pytest.mark.parametrize(("among", "expected"), [(None, ["spam", "approved"]), (["approved"], ["pending", "spam"])])
def test_it_takes_published_comments_on_wish_alone(
    client: Client, key: str, among: list[str] | None, expected: list[str]
) -> None:
    factories.waiting(email="ada@spam.example")
    factories.published(email="ada@spam.example")
    wish = {} if among is None else {"among": among}

    answer = begin(client, key, "spam", filter={"author": "ada@spam.example"}, expected=1, **wish)

    assert answer.status_code == 202
    assert statuses() == expected


def test_it_falls_on_a_queue(client: Client, key: str) -> None:
    waiting(2)

    assert begin(client, key, "approve", filter={"queue": "decide"}, expected=2).json()["done"] == 2


def test_it_tells_authors_of_rejected_comments_a_reason(client: Client, key: str) -> None:
    comments = waiting(2)
    begin(client, key, "reject", comments[0], reason="spam")
    begin(client, key, "reject", comments[1], reason="Twice is too often.")

    told = list(Decision.objects.filter(to_status="rejected").order_by("pk").values_list("code", "told"))
    assert told == [("spam", "Your comment advertises something."), ("", "Twice is too often.")]
    [another] = waiting(1)
    assert_problem(begin(client, key, "reject", another, reason="no-such-code"), 400, "invalid", "/reason")
    Site.objects.update(reasons_required=True)
    assert_problem(begin(client, key, "reject", another), 400, "reason-needed")
    assert statuses()[2] == "pending"


def test_it_begins_once_with_one_idempotency_key(client: Client, key: str, tamsin: User) -> None:
    first, second = waiting(2)
    once = {"Idempotency-Key": "6f1c"}

    begun = begin(client, key, "spam", first, headers=once)
    again = begin(client, key, "spam", first, headers=once)

    assert (again.status_code, again.json()["id"]) == (202, begun.json()["id"])
    assert_problem(begin(client, key, "spam", second, headers=once), 422, "key-reused")
    assert_problem(
        begin(client, key, "spam", second, headers={"Idempotency-Key": "a b"}), 400, "invalid", "/Idempotency-Key"
    )
    assert Batch.objects.count() == 1
    for other in (token(person("otto", None)), token(tamsin)):
        [comment] = waiting(1)
        assert begin(client, other, "spam", comment, headers=once).json()["total"] == 1


ONE = {"action": "spam", "comments": [{"id": 1, "version": 1}]}
FOUND = {"action": "spam", "filter": {"q": "boats"}, "expected": 1}


NOT_BATCHES: list[Any] = [
    ({**ONE, "action": "delete"}, ["/action"]),
    ({"action": "spam"}, [""]),
    ({**ONE, "comments": []}, ["/comments"]),
    ({**ONE, "comments": [{"id": "2", "version": True}]}, ["/comments/0/id", "/comments/0/version"]),
    ({**ONE, "comments": [{"id": 1}]}, ["/comments/0/version"]),
    ({**ONE, "comments": [{"id": 1, "version": 1}] * 501}, ["/comments"]),
    ({**ONE, "comments": [{"id": 2**63, "version": 1}]}, ["/comments/0/id"]),
    ({**ONE, "expected": 1}, ["/expected"]),
    ({**ONE, "filter": {}}, [""]),
    ({**ONE, "reason": "x" * 2001}, ["/reason"]),
    ({**ONE, "reason": "a\x00b"}, ["/reason"]),
    ({"action": "spam", "filter": {"q": "boats"}}, ["/expected"]),
    ({**FOUND, "filter": {"color": "red"}}, ["/filter/color"]),
    ({**FOUND, "filter": {"since": "yesterday"}}, ["/filter/since"]),
    ({**FOUND, "filter": {"thread": "bridge"}}, ["/filter/site"]),
    ({**FOUND, "filter": []}, ["/filter"]),
    ({**FOUND, "expected": -1}, ["/expected"]),
    ({**FOUND, "among": ["deleted"]}, ["/among/0"]),
    ({**FOUND, "among": "spam"}, ["/among"]),
]


def test_it_refuses_what_is_not_a_batch(client: Client, key: str) -> None:
    for body, pointers in NOT_BATCHES:
        assert_problem(call(client, "POST", "batches/", key, body), 400, "invalid", *pointers)


def test_it_is_paused_stopped_and_undone_while_it_runs(
    client: Client, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BATCH_AT_ONCE", 1)
    comments = waiting(3)

    begun = begin(client, key, "spam", *comments).json()

    assert (begun["state"], begun["done"], begun["open"], begun["can"]) == ("running", 0, 3, ["pause", "stop", "undo"])
    assert change(client, key, begun["id"], "pause").json()["state"] == "paused"
    assert change(client, key, begun["id"], "go-on").json()["state"] == "running"
    handfuls.carry_out(begun["id"], limit=1)
    undoing = change(client, key, begun["id"], "undo").json()
    assert (undoing["state"], undoing["done"], undoing["can"]) == ("undoing", 1, ["pause"])
    stopped = change(client, key, begun["id"], "stop")
    assert (stopped.status_code, stopped.json()["code"]) == (409, "illegal-move")
    assert stopped.json()["current"]["state"] == "undoing"
    handfuls.carry_out(begun["id"], limit=3)
    assert call(client, "GET", f"batches/{begun['id']}/", key).json()["state"] == "undone"
    assert statuses() == ["pending"] * 3


def test_it_stops_where_it_is(client: Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BATCH_AT_ONCE", 1)
    begun = begin(client, key, "spam", *waiting(3)).json()
    handfuls.carry_out(begun["id"], limit=1)

    stopped = change(client, key, begun["id"], "stop").json()

    assert (stopped["state"], stopped["done"], stopped["open"]) == ("stopped", 1, 2)
    handfuls.carry_out(begun["id"], limit=3)
    assert sorted(statuses()) == ["pending", "pending", "spam"]


def test_it_is_seen_by_colleagues_and_changed_by_chiefs(client: Client, key: str, times: Site) -> None:
    begun = begin(client, key, "spam", *waiting(1)).json()
    colleague, chief = token(person("otto", times)), token(person("ines", times, Role.CHIEF))
    stranger = token(person("nils", factories.quiet_site("other"), Role.CHIEF))

    assert call(client, "GET", f"batches/{begun['id']}/", colleague).json()["can"] == []
    assert_problem(change(client, colleague, begun["id"], "undo"), 403, "not-allowed")
    assert_problem(change(client, stranger, begun["id"], "undo"), 404, "not-found")
    assert_problem(change(client, chief, begun["id"], "burn"), 404, "not-found")
    assert change(client, chief, begun["id"], "undo").json()["undone_by"]["name"] == "ines"


def test_it_lists_the_latest_first_in_pages(client: Client, key: str) -> None:
    ids = [begin(client, key, "spam", comment).json()["id"] for comment in waiting(3)]

    first = call(client, "GET", "batches/", key, limit=2, site="times").json()
    rest = call(client, "GET", path_of(first["next"]), key).json()

    assert [one["id"] for one in (*first["results"], *rest["results"])] == ids[::-1]
    assert rest["next"] is None
    assert_problem(call(client, "GET", "batches/", key, site="other"), 404, "not-found")


def test_it_keeps_a_key_of_one_site_from_batches_of_several(client: Client, times: Site) -> None:
    """Its person sees them; the key of one site must not undo what was decided on the other."""
    other = factories.quiet_site("other")
    chief = person("ines", None, Role.CHIEF)
    begun = begin(client, token(chief), "spam", factories.waiting(), factories.waiting(on=factories.subject("other")))
    narrow = token(chief, site=times)

    assert begun.json()["site"] is None
    assert_problem(change(client, narrow, begun.json()["id"], "undo"), 404, "not-found")
    assert call(client, "GET", "batches/", narrow).json()["results"] == []
    assert set(statuses()) == {"spam"}
    [here], there = waiting(1), factories.waiting(on=factories.subject("other"))
    told = begin(client, narrow, "approve", here, there).json()
    assert (told["site"], told["done"], [one["comment"] for one in told["left"]]) == ("times", 1, [there.pk])
    matched = begin(client, narrow, "spam", filter={"status": ["pending"], "site": other.slug}, expected=9)
    assert_problem(matched, 404, "not-found")


@pytest.mark.parametrize("scope", [KeyScope.READ, KeyScope.DECIDE])
def test_it_takes_the_widest_scope(client: Client, tamsin: User, scope: KeyScope) -> None:
    assert_problem(begin(client, token(tamsin, scope=scope), "spam", *waiting(1)), 403, "scope-missing")
    assert statuses() == ["pending"]
