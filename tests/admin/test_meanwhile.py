"""What a colleague decided meanwhile is never overruled unseen, and nobody's decision vanishes unsaid."""

from functools import partial

import pytest
from django.test import Client

from comments.errors import Stale
from comments.models import Cluster, ClusterDecision, Comment
from comments.moderation import bulk, decisions
from comments.similarity import copies
from comments.statuses import Status
from tests.admin import cards
from tests.admin.cards import card, clustered, statuses
from tests.admin.conftest import signed_in
from tests.admin.desk import LIST, choose, page_of, press, said, versions
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.support.parallel import at_once


@pytest.fixture
def other(moderator: Client) -> Client:
    return signed_in(factories.moderator("Otto"))


@pytest.fixture
def cluster(db: None) -> Cluster:
    return clustered(4)


def stale_list(client: Client, query: str) -> dict[str, str]:
    """What the list sends as it stood before somebody else decided."""
    page = parse(client.get(f"{LIST}{query}"))
    values = {field["name"]: field["value"] for field in versions(page)}
    return {**values, "csrfmiddlewaretoken": form_values(page, "changelist-form")["csrfmiddlewaretoken"]}


@pytest.mark.parametrize(
    ("theirs", "query"), [("reject", ""), ("spam", "?status__exact=pending"), ("approve", "?q=heron")]
)
def test_it_says_of_each_row_what_was_decided_meanwhile(moderator: Client, theirs: str, query: str) -> None:
    comments = [factories.waiting(text=f"Heron {n}.") for n in range(3)]
    shown = stale_list(moderator, query)
    for comment in comments[:2]:
        decisions.ACTIONS[theirs](comment.pk, by=factories.moderator("Otto"), version=1, reason="Read it.")

    choose(moderator, "approve", *comments, on=f"{LIST}{query}", **shown)

    told = said(moderator)
    assert sorted(kind for kind, _text in told) == ["success", "warning", "warning"]
    for comment in comments[:2]:
        (text,) = [text for _kind, text in told if text.startswith(f"Comment {comment.pk} by Ada: ")]
        label = Status(factories.fresh(comment).status).label
        assert "Otto" in text and f"“{label}”" in text and "Read it." in text
        assert comment.decisions.count() == 2
    assert factories.fresh(comments[2]).status == Status.APPROVED


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_it_takes_a_decision_pressed_twice_for_one(moderator: Client, action: str) -> None:
    comment, ticked = (factories.waiting(text=f"Heron {n}.") for n in range(2))
    page, shown = parse(moderator.get(page_of(comment))), stale_list(moderator, "")
    address = page.one("form", id="decide-form")["action"]
    values = {**form_values(page, "decide-form"), "action": action, "reason": "Read it."}

    answers = [moderator.post(address, values) for _ in range(2)]
    for _ in range(2):
        choose(moderator, action, ticked, **shown)

    assert {answer["Location"] for answer in answers} == {page_of(ticked)}
    assert {kind for kind, _text in said(moderator)} == {"success"}
    for one in (comment, ticked):
        assert one.decisions.filter(by__isnull=False).count() == 1


@pytest.mark.parametrize("change", [{"action": "spam"}, {"reason": "Another reason."}])
def test_it_says_that_another_decision_of_ones_own_came_first(moderator: Client, change: dict[str, str]) -> None:
    comment = factories.waiting()
    page = parse(moderator.get(page_of(comment)))
    address = page.one("form", id="decide-form")["action"]
    values = {**form_values(page, "decide-form"), "action": "reject", "reason": "Read it."}

    moderator.post(address, values)
    moderator.post(address, {**values, **change})

    assert [kind for kind, _text in said(moderator)] == ["success", "warning"]
    assert factories.fresh(comment).status == Status.REJECTED
    assert comment.decisions.filter(by__isnull=False).count() == 1


def test_it_says_what_is_no_longer_there(moderator: Client) -> None:
    comment, kept = factories.waiting(), factories.waiting(text="Still here.")
    shown = stale_list(moderator, "")
    number = comment.pk
    comment.delete()

    choose(moderator, "approve", kept, _selected_action=[str(number), str(kept.pk)], **shown)

    assert [(kind, f"Comment {number} " in text) for kind, text in said(moderator)] == [
        ("warning", True), ("success", False),
    ]  # fmt: skip


def test_it_says_that_its_author_edited_it_meanwhile(moderator: Client) -> None:
    comment = factories.waiting()
    page = parse(moderator.get(page_of(comment)))
    Comment.objects.filter(pk=comment.pk).update(version=2, text="Other words.")

    response = moderator.post(
        page.one("form", id="decide-form")["action"],
        {**form_values(page, "decide-form"), "action": "reject", "reason": "No."},
    )

    assert factories.fresh(comment).status == Status.PENDING
    again = parse(moderator.get(response["Location"]))
    assert again.one("ul", class_="messagelist").one("li")["class"] == "warning"
    assert again.one("input", id="id_reason")["value"] == "No."


def test_it_keeps_the_reason_of_a_decision_that_came_too_late(moderator: Client) -> None:
    comment = factories.waiting()
    decisions.approve(comment.pk, by=factories.moderator("Otto"), version=1)

    press(moderator, comment, "reject", reason="Off topic.", **{f"version_{comment.pk}": "1"})

    page = parse(moderator.get(page_of(comment)))
    assert "Otto" in page.one("ul", class_="messagelist").text
    assert page.one("input", id="id_reason")["value"] == "Off topic."
    assert parse(moderator.get(page_of(comment))).one("input", id="id_reason")["value"] == ""


def sent(page: Element, client: Client, action: str, **changes: str) -> str:
    """Press a button of a card that was loaded before; where it leads."""
    form = page.one("form", id="decide-form")
    values = {**form_values(page, "decide-form"), "action": action, **changes}
    values["csrfmiddlewaretoken"] = form_values(page, "decide-form")["csrfmiddlewaretoken"]
    return str(client.post(form["action"], values)["Location"])


@pytest.mark.parametrize(
    ("first", "second", "work_between"),
    [("spam", "approve", False), ("approve", "spam", False), ("reject", "spam", True), ("spam", "approve", True)],
)
def test_it_takes_one_of_two_decisions_on_a_cluster(
    first: str, second: str, work_between: bool, moderator: Client, other: Client, cluster: Cluster
) -> None:
    mine, theirs = card(moderator, cluster), card(other, cluster)

    sent(theirs, other, first, reason="All of it.")
    if work_between:
        bulk.carry_out_next()
    where = sent(mine, moderator, second, reason="Mine.", with_published="1")
    cards.worked()

    assert statuses() == [copies.ACTIONS[first]] * 4
    assert ClusterDecision.objects.count() == 1
    page = parse(moderator.get(where))
    message = page.one("ul", class_="messagelist").one("li")
    assert message["class"] == "warning"
    assert "Otto" in message.text and "All of it." in message.text


def test_it_keeps_the_reason_on_the_card(moderator: Client, cluster: Cluster) -> None:
    page = card(moderator, cluster)
    bulk.decide(cluster.pk, "spam", factories.moderator("Otto"), covers=2)
    cards.worked()

    again = parse(moderator.get(sent(page, moderator, "approve", reason="Mine.", stands="1")))

    assert again.one("input", id="id_reason")["value"] == "Mine."
    assert "checked" in again.one("input", id="id_stands")


def test_it_refuses_what_was_decided_before_an_undoing_was_seen(moderator: Client, cluster: Cluster) -> None:
    decision = bulk.decide(cluster.pk, "spam", factories.moderator("Otto"), covers=2)
    cards.worked()
    page = card(moderator, cluster)
    bulk.undo(decision.pk, factories.moderator("Otto"))
    cards.worked()

    sent(page, moderator, "approve")
    cards.worked()

    assert statuses() == ["pending"] * 4


def test_it_decides_nothing_if_it_cannot_know_what_was_seen(moderator: Client, cluster: Cluster) -> None:
    page = card(moderator, cluster)

    for seen in ("", "x", "-1", "9" * 40, "²", "1"):
        sent(page, moderator, "spam", seen=seen)
    cards.worked()

    assert statuses() == ["pending"] * 4


def test_it_carries_out_one_decision_at_a_time(cluster: Cluster) -> None:
    spam = bulk.decide(cluster.pk, "spam", factories.moderator(), covers=4)
    bulk.carry_out(spam.pk, limit=2)

    with pytest.raises(Stale):
        bulk.decide(cluster.pk, "approve", factories.moderator("Otto"), seen=1)
    cards.worked()
    reject = bulk.decide(cluster.pk, "reject", factories.moderator("Otto"), seen=1)
    with pytest.raises(Stale):
        bulk.undo(spam.pk, factories.moderator())
    cards.worked()
    bulk.undo(spam.pk, factories.moderator())
    with pytest.raises(Stale):
        bulk.decide(cluster.pk, "approve", factories.moderator())
    cards.worked()
    bulk.decide(cluster.pk, "approve", factories.moderator())

    assert reject.pk > spam.pk


@pytest.mark.django_db(transaction=True)
def test_it_never_mixes_opposite_decisions_made_at_once() -> None:
    cluster = clustered(6)
    people = [factories.moderator(name) for name in ("Anna", "Otto", "Zoe", "Ivo")]
    actions = ["spam", "approve", "reject", "approve"]

    answers = at_once(
        [partial(bulk.decide, cluster.pk, action, by, seen=0) for action, by in zip(actions, people, strict=True)]
    )
    at_once([cards.worked, cards.worked])

    (taken,) = [answer for answer in answers if isinstance(answer, ClusterDecision)]
    assert [type(answer) for answer in answers].count(Stale) == 3
    assert statuses() == [copies.ACTIONS[taken.action]] * 6
