"""The page of a batch, the list of them, what is said of them elsewhere, and the key that takes the last one back."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments.models import AuditEntry, Batch, BatchKind, Comment, Membership, Role, Site
from comments.moderation import batches, decisions, handfuls
from tests.desk.conftest import member, signed_in
from tests.desk.hands import DESK, JSON, look, said, undo
from tests.support import factories
from tests.support.pages import Element, form_values
from tests.support.responses import Response

LIST, MINE = f"{DESK}batches/", f"{DESK}mine/"


def of(comments: list[Comment], action: str = "spam", *, by: Any, **options: Any) -> Batch:
    found = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
    return batches.decide(action, by=by, kind=BatchKind.SELECTION, comments=found, **options)


def waiting(number: int, **fields: Any) -> list[Comment]:
    return [factories.screened(name=f"Ada {n}", **fields) for n in range(number)]


def address_of(batch: Batch) -> str:
    return f"{LIST}{batch.pk}/"


def buttons(page: Element) -> list[str]:
    return [button["value"] for button in page.all("button", name="change")]


def change(client: Client, batch: Batch, what: str, **typed: Any) -> Response:
    values = {**form_values(look(client, address_of(batch)), "batch-form"), "change": what, **typed}
    return client.post(address_of(batch), values)


def token(client: Client) -> str:
    return str(client.get(f"{DESK}live/").json()["token"])


def far(page: Element) -> str:
    return " ".join(page.one("div", class_="how-far").one("p").text.split())


def state(page: Element) -> str:
    return page.one(id="batch-state").text


@pytest.fixture
def otto(times: Site) -> Any:
    return member("otto", times)


@pytest.fixture
def hands(otto: Any) -> Client:
    return signed_in(otto)


def test_it_says_how_far_it_is(hands: Client, otto: Any) -> None:
    batch = of(waiting(4), by=otto)
    handfuls.carry_out(batch.pk, limit=1)

    page = look(hands, address_of(batch))

    assert page.one("h1").text == "Marked as spam: 4 comments"
    assert (state(page), far(page)) == ("Under way", "1 of 4 comments decided.")
    bar = page.one("progress")
    assert (bar["value"], bar["max"], bar.text) == ("25", "100", "25 %")
    assert buttons(page) == ["pause", "stop", "undo"]


def test_it_pauses_goes_on_stops_and_takes_back(hands: Client, otto: Any) -> None:
    comments = waiting(4)
    batch = of(comments, by=otto)
    handfuls.carry_out(batch.pk, limit=1)

    assert change(hands, batch, "pause")["Location"] == address_of(batch)
    assert not handfuls.carry_out(batch.pk)
    page = look(hands, address_of(batch))
    assert (state(page), buttons(page)) == ("Paused", ["go-on", "stop", "undo"])
    change(hands, batch, "go-on")
    handfuls.carry_out(batch.pk, limit=1)
    change(hands, batch, "stop")
    assert not handfuls.carry_out(batch.pk)
    page = look(hands, address_of(batch))
    assert (state(page), far(page), buttons(page)) == ("Stopped", "2 of 4 comments decided. 2 not decided.", ["undo"])
    change(hands, batch, "undo")

    page = look(hands, address_of(batch))
    assert (state(page), buttons(page)) == ("Undone", [])
    assert {factories.fresh(comment).status for comment in comments} == {"pending"}


def test_it_lists_what_was_left_as_it_was_and_says_why(hands: Client, otto: Any, times: Site) -> None:
    first, second = waiting(2)
    batch = of([first, second], by=otto)
    decisions.approve(first.pk, by=member("anna", times), version=first.version)
    while handfuls.carry_out(batch.pk):
        continue

    page = look(hands, address_of(batch))

    assert (state(page), far(page)) == ("Done", "1 of 2 comments decided. 1 left as it was.")
    (line,) = page.one("div", class_="batch-skipped").all("li")
    assert f"#{first.pk}" in line.text
    assert "Anna approved it" in line.text


def test_it_gives_the_script_the_same_without_a_page_around_it(hands: Client, otto: Any) -> None:
    batch = of(waiting(2), by=otto)

    part = look(hands, f"{address_of(batch)}state/")

    assert (state(part), far(part)) == ("Under way", "0 of 2 comments decided.")
    assert not part.all("h1")


def test_it_is_changed_by_who_decided_and_by_chiefs_and_seen_by_colleagues(
    hands: Client, otto: Any, anna: Client, times: Site
) -> None:
    batch = of(waiting(2), by=otto)
    chief = signed_in(member("carla", times, Role.CHIEF))

    assert buttons(look(anna, address_of(batch))) == []
    for what in ("pause", "stop", "undo"):
        anna.post(address_of(batch), {"change": what, "csrfmiddlewaretoken": token(anna)})
    assert len(said(look(anna, address_of(batch)))) == 3
    assert state(look(anna, address_of(batch))) == "Under way"
    assert buttons(look(chief, address_of(batch))) == ["pause", "stop", "undo"]


def test_it_is_nobodys_business_on_other_sites(anna: Client) -> None:
    elsewhere = factories.quiet_site("herald")
    theirs = of(waiting(1, on=factories.subject("herald")), by=member("otto", elsewhere))

    assert anna.get(address_of(theirs)).status_code == anna.get(f"{address_of(theirs)}state/").status_code == 404
    assert "comment" not in look(anna, LIST).one(id="desk").text.split("Nobody")[0]
    assert look(anna).one(id="desk-running").text == ""


def test_it_is_one_over_several_sites(times: Site, mod: Client) -> None:
    herald = factories.quiet_site("herald")
    both = member("otto", times)
    Membership.objects.create(user=both, site=herald, role=Role.MODERATOR)
    mine, theirs = waiting(1), waiting(1, on=factories.subject("herald"))
    client = signed_in(User.objects.get(pk=both.pk))
    page = look(client, f"{DESK}?view=compact")
    values = {**form_values(page, "compact-form"), "action": "spam"}

    client.post(f"{DESK}decide/ticked/", {**values, "ticked": [one.pk for one in (*mine, *theirs)]})

    batch = Batch.objects.get()
    assert (batch.size, batch.site) == (2, None)
    assert buttons(look(client, address_of(batch))) == buttons(look(mod, address_of(batch))) == ["undo"]
    assert signed_in(member("anna", times)).get(address_of(batch)).status_code == 404
    logged = AuditEntry.objects.filter(verb="batch").order_by("site")
    assert [(one.site_id, one.text) for one in logged] == [
        (times.pk, "Mark as spam: 1 comment."), (herald.pk, "Mark as spam: 1 comment.")
    ]  # fmt: skip
    Membership.objects.filter(user=both, site=herald).delete()
    assert undo(client, look(client, MINE))["Location"]
    assert [factories.fresh(one).status for one in (*mine, *theirs)] == ["pending", "spam"]


def test_it_stands_in_the_bar_while_it_runs(anna: Client, otto: Any) -> None:
    batch = of(waiting(2), by=otto)
    poll = anna.get(f"{DESK}live/")

    assert look(anna).one(id="desk-running").text == poll.json()["running"] == "1 batch running"
    while handfuls.carry_out(batch.pk):
        continue

    assert look(anna).one(id="desk-running").text == ""
    assert anna.get(f"{DESK}live/", headers={"If-None-Match": poll["ETag"]}).json()["running"] == ""


def test_it_stands_among_ones_own_decisions_as_one(hands: Client, otto: Any) -> None:
    alone, *together = waiting(3)
    decisions.approve(alone.pk, by=otto, version=alone.version)
    batch = of(together, by=otto)
    while handfuls.carry_out(batch.pk):
        continue

    page = look(hands, MINE)
    first, second = page.one("ol", class_="desk-mine").all("li")
    assert "Marked as spam: 2 comments" in first.text
    assert f"#{alone.pk}" in second.text
    assert [len(line.all("button", **{"data-key": "z"})) for line in (first, second)] == [1, 0]

    assert undo(hands, page)["Location"] == MINE

    assert {factories.fresh(comment).status for comment in together} == {"pending"}
    assert factories.fresh(alone).status == "approved"


def test_it_takes_the_younger_back_first_when_the_key_is_pressed(hands: Client, otto: Any) -> None:
    before, second, third, after = waiting(4)
    now = timezone.now()
    decisions.approve(before.pk, by=otto, version=before.version, now=now - timedelta(seconds=3))
    batch = of([second, third], by=otto, now=now - timedelta(seconds=2))
    while handfuls.carry_out(batch.pk):
        continue
    decisions.reject(after.pk, by=otto, version=after.version, now=now - timedelta(seconds=1))

    last = {"decision": "last", "csrfmiddlewaretoken": token(hands)}
    answers = [hands.post(f"{DESK}undo/", last, headers=JSON).json() for _ in range(3)]

    assert [answer["result"]["id"] for answer in answers] == [after.pk, 0, before.pk]
    assert answers[1]["result"]["said"] == "Undone: 2 comments."
    assert {factories.fresh(one).status for one in (before, second, third, after)} == {"pending"}


def test_it_takes_the_last_back_by_the_key_on_any_page_and_stays_there(hands: Client, otto: Any) -> None:
    comments = waiting(2)
    batch = of(comments, by=otto)
    while handfuls.carry_out(batch.pk):
        continue
    for address in (f"{DESK}?view=compact", MINE, LIST):
        values = form_values(look(hands, address), "desk-last")
        assert hands.post(f"{DESK}undo/", values)["Location"] == address
        said_there = said(look(hands, address))
        assert said_there == (
            ["Undone: 2 comments."] if address == f"{DESK}?view=compact" else ["There is nothing to undo."]
        )


def test_it_leads_to_its_page_where_it_is_too_large_to_be_done_at_once(
    hands: Client, otto: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comments.limits.BATCH_AT_ONCE", 1)
    comments = waiting(2)
    page = look(hands, f"{DESK}?view=compact")
    values = {**form_values(page, "compact-form"), "action": "spam", "ticked": [one.pk for one in comments]}

    response = hands.post(page.one("form", id="compact-form")["action"], values)

    batch = Batch.objects.get()
    assert response["Location"] == f"{address_of(batch)}?view=compact"
    assert state(look(hands, response["Location"])) == "Under way"
    while handfuls.carry_out(batch.pk):
        continue
    change(hands, batch, "undo")
    assert said(look(hands, address_of(batch))) == ["It is being undone. What somebody decided since is left as it is."]


def test_it_turns_pages_of_the_list(hands: Client, otto: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.desk.batch_lines.ON_PAGE", 2)
    made = [of(waiting(1), by=otto).pk for _ in range(3)]

    page = look(hands, LIST)
    (older,) = [link["href"] for link in page.all("a", rel="next")]

    links = [
        link["href"] for each in (page, look(hands, older)) for link in each.one("ol", class_="desk-mine").all("a")
    ]
    assert links == [f"{LIST}{pk}/" for pk in reversed(made)]
