"""What the desk's script asks for: the next cards at once, what happened meanwhile, and leases."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, ReportReason, ReviewLease, Site
from comments.moderation import aside, decisions, leases, reports
from tests.desk.conftest import member, signed_in
from tests.desk.hands import DESK, JSON, card_id, look, query
from tests.support import factories

LIVE, AHEAD = f"{DESK}live/", f"{DESK}ahead/"


@pytest.fixture
def otto(times: Site) -> User:
    return member("otto", times)


def waiting(number: int) -> list[Comment]:
    return [factories.screened(name=f"Ada {n}", text=f"Waiting, number {n}.") for n in range(number)]


def seen(*comments: Comment) -> str:
    return ",".join(f"{comment.pk}:{comment.version}" for comment in comments)


def ask(client: Client, *comments: Comment, **values: str) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(LIVE + query(seen=seen(*comments), **values), headers=JSON).json()
    return answer


@pytest.mark.parametrize(
    ("decide", "status", "said", "left"),
    [
        (decisions.approve, "approved", "Otto: Approved", False),
        (decisions.reject, "rejected", "Otto: Rejected", False),
        (decisions.mark_spam, "spam", "Otto: Spam", False),
        (aside.set_aside, "pending", "Otto: Set aside", True),
    ],
)
def test_it_says_who_did_what_meanwhile(
    anna: Client, otto: User, decide: Callable[..., Comment], status: str, said: str, left: bool
) -> None:
    first, second = waiting(2)
    done = decide(first.pk, by=otto, version=first.version)

    answer = ask(anna, first, second)

    assert answer["changed"] == [
        {"id": first.pk, "version": done.version, "status": status, "said": said, "left": left}
    ]
    assert answer["counts"]["decide"] == "1"


def test_it_answers_in_full_only_when_something_happened(anna: Client, otto: User) -> None:
    first, second = waiting(2)
    address = LIVE + query(seen=seen(first, second))
    etag = anna.get(address).headers["ETag"]

    def status() -> int:
        return anna.get(address, headers={"If-None-Match": etag}).status_code

    assert status() == 304
    with CaptureQueriesContext(connection) as captured:
        status()
    assert not any("comments_finding" in one["sql"] or "count(*)" in one["sql"] for one in captured)
    decisions.approve(first.pk, by=otto, version=first.version)
    assert status() == 200


def test_it_answers_in_full_when_a_reader_reports_and_when_a_minute_is_over(
    anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment, address = factories.published(), LIVE + query(queue="reported")
    now = timezone.now().replace(second=1)
    monkeypatch.setattr("comments.desk.visit.timezone.now", lambda: now)
    etag = anna.get(address).headers["ETag"]

    assert anna.get(address, headers={"If-None-Match": etag}).status_code == 304
    reports.file(comment, reports.Objection(ReportReason.SPAM), address="192.0.2.7", now=now)
    assert anna.get(address, headers={"If-None-Match": etag}).json()["counts"]["reported"] == "1"

    etag = anna.get(address).headers["ETag"]
    now += timedelta(minutes=1)
    assert anna.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_it_answers_in_full_for_another_list_and_another_person(anna: Client, times: Site) -> None:
    first, second = waiting(2)
    etag = anna.get(LIVE + query(seen=seen(first))).headers["ETag"]
    other = signed_in(member("berta", times))

    assert anna.get(LIVE + query(seen=seen(second)), headers={"If-None-Match": etag}).status_code == 200
    assert other.get(LIVE + query(seen=seen(first)), headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(("order", "above"), [("", 0), ("newest", 2)])
def test_it_counts_new_ones_only_where_they_come_first(anna: Client, order: str, above: int) -> None:
    first, *_new = waiting(3)

    assert ask(anna, first, order=order)["above"] == above


def test_it_tells_nothing_of_other_sites(anna: Client, otto: User) -> None:
    factories.quiet_site("post")
    other = factories.screened(on=factories.subject("post"))
    decisions.approve(other.pk, by=factories.moderator(), version=other.version)

    answer = ask(anna, other)

    assert answer["changed"] == []
    assert set(answer["counts"].values()) == {"0"}
    assert anna.get(AHEAD).json() == {"cards": [], "more": False}
    assert anna.post(f"{DESK}lease/{other.pk}/").status_code in (403, 404)


@pytest.mark.parametrize("nonsense", ["", ",", "x:y", "1", ":", "1:", "99999999999999999999:1", "\x00:1", "²:1"])
def test_it_takes_nonsense_for_nothing(anna: Client, nonsense: str) -> None:
    waiting(1)

    assert anna.get(LIVE + query(seen=nonsense)).status_code == 200


def test_it_gives_a_token_that_holds(anna: Client) -> None:
    (comment,) = waiting(1)
    values = {"comment": comment.pk, "version": comment.version, "action": "approve"}
    values["csrfmiddlewaretoken"] = ask(anna)["token"]

    assert anna.post(f"{DESK}decide/", values, headers=JSON).status_code == 200


@pytest.mark.parametrize("path", [LIVE, AHEAD, f"{DESK}lease/1/"])
def test_it_answers_nobody_without_a_session(times: Site, path: str) -> None:
    assert Client().get(path, headers=JSON).status_code == 401


def test_it_gives_the_next_cards_and_rows_at_once(anna: Client) -> None:
    comments = waiting(23)

    first = anna.get(AHEAD).json()
    second = anna.get(AHEAD + query(after=str(first["cards"][-1]["id"]))).json()

    assert [one["id"] for one in first["cards"] + second["cards"]] == [comment.pk for comment in comments]
    assert (first["more"], second["more"]) == (True, False)
    assert f'data-id="{comments[20].pk}"' in second["cards"][0]["row"]
    assert "Waiting, number 20." in second["cards"][0]["card"]
    assert "after=" not in second["cards"][0]["card"]


def test_it_asks_no_more_of_the_database_for_twenty_cards_than_for_ten(anna: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            anna.get(AHEAD)
        return len(captured)

    waiting(10)
    anna.get(AHEAD)
    of_ten = statements()
    waiting(10)

    assert statements() == of_ten


def test_it_takes_renews_and_frees_a_lease(anna: Client, otto: User) -> None:
    (comment,) = waiting(1)
    address = f"{DESK}lease/{comment.pk}/"
    token = {"X-CSRFToken": ask(anna)["token"]}

    assert [anna.post(address, headers=token).status_code for _ in range(2)] == [200, 200]
    assert ReviewLease.objects.get().comment == comment
    assert anna.delete(address, headers=token).status_code == 204
    assert not ReviewLease.objects.exists()
    leases.take(comment.pk, by=otto)
    refused = anna.post(address, headers=token)
    assert (refused.status_code, refused.json()["error"]["said"]) == (409, "Otto has this comment open.")
    anna.delete(address, headers=token)
    assert ReviewLease.objects.get().by == otto
    assert anna.get(address).status_code == 405


def test_it_undoes_the_last_decision_whatever_it_was(anna: Client) -> None:
    first, second = waiting(2)
    token = {"csrfmiddlewaretoken": ask(anna)["token"]}
    for comment in (first, second):
        values = {"comment": comment.pk, "version": comment.version, "action": "spam", **token}
        anna.post(f"{DESK}decide/", values, headers=JSON)

    undone = [anna.post(f"{DESK}undo/", {"decision": "last", **token}, headers=JSON) for _ in range(3)]

    assert [one.json()["result"]["id"] for one in undone[:2]] == [second.pk, first.pk]
    assert (undone[2].status_code, undone[2].json()["error"]["said"]) == (404, "There is nothing to undo.")
    assert card_id(look(anna)) == first.pk


def test_it_answers_the_script_when_a_comment_is_set_aside_or_answered(anna: Client) -> None:
    first, second = waiting(2)
    token = {"csrfmiddlewaretoken": ask(anna)["token"]}
    of = [{"comment": one.pk, "version": one.version, **token} for one in (first, second)]

    put_aside = anna.post(f"{DESK}aside/", of[0], headers=JSON).json()["result"]
    answered = anna.post(f"{DESK}reply/", {**of[1], "text": "Thank you."}, headers=JSON).json()["result"]

    assert (put_aside["id"], put_aside["status"], put_aside["said"]) == (first.pk, "pending", "Set aside: Ada 0.")
    assert (answered["id"], answered["status"]) == (second.pk, "approved")
