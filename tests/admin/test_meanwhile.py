"""What a colleague decided meanwhile is never overruled unseen, and nobody's decision vanishes unsaid."""

from functools import partial

import pytest
from django.test import Client

from comments.errors import Stale
from comments.models import Batch, Cluster
from comments.moderation import batches, handfuls
from comments.similarity import copies
from tests.admin import cards
from tests.admin.cards import card, clustered, joined_by, statuses
from tests.admin.conftest import signed_in
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.support.parallel import at_once

pytestmark = pytest.mark.both


@pytest.fixture
def other(moderator: Client) -> Client:
    return signed_in(factories.moderator("Otto"))


@pytest.fixture
def cluster(db: None) -> Cluster:
    return clustered(4)


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
        handfuls.carry_out_next()
    where = sent(mine, moderator, second, reason="Mine.", with_published="1")
    cards.worked()

    assert statuses() == [copies.ACTIONS[first]] * 4
    assert Batch.objects.count() == 1
    page = parse(moderator.get(where))
    message = page.one("ul", class_="messagelist").one("li")
    assert message["class"] == "warning"
    assert "Otto" in message.text and "All of it." in message.text


def test_it_keeps_the_reason_on_the_card(moderator: Client, cluster: Cluster) -> None:
    page = card(moderator, cluster)
    batches.decide_cluster(cluster.pk, "spam", by=factories.moderator("Otto"), covers=2)
    cards.worked()

    again = parse(moderator.get(sent(page, moderator, "approve", reason="Mine.", stands="1")))

    assert again.one("input", id="id_reason")["value"] == "Mine."
    assert "checked" in again.one("input", id="id_stands")


def test_it_refuses_what_was_decided_before_an_undoing_was_seen(moderator: Client, cluster: Cluster) -> None:
    decision = batches.decide_cluster(cluster.pk, "spam", by=factories.moderator("Otto"), covers=2)
    cards.worked()
    page = card(moderator, cluster)
    batches.undo(decision.pk, by=factories.moderator("Otto"))
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
    spam = batches.decide_cluster(cluster.pk, "spam", by=factories.moderator(), covers=4)
    handfuls.carry_out(spam.pk, limit=2)

    with pytest.raises(Stale):
        batches.decide_cluster(cluster.pk, "approve", by=factories.moderator("Otto"), seen=1)
    cards.worked()
    joined_by(cluster, 1)
    reject = batches.decide_cluster(cluster.pk, "reject", by=factories.moderator("Otto"), seen=1)
    with pytest.raises(Stale):
        batches.undo(spam.pk, by=factories.moderator())
    cards.worked()
    batches.undo(spam.pk, by=factories.moderator())
    with pytest.raises(Stale):
        batches.decide_cluster(cluster.pk, "approve", by=factories.moderator())
    cards.worked()
    batches.decide_cluster(cluster.pk, "approve", by=factories.moderator())

    assert reject.pk > spam.pk


@pytest.mark.django_db(transaction=True)
def test_it_never_mixes_opposite_decisions_made_at_once() -> None:
    cluster = clustered(6)
    people = [factories.moderator(name) for name in ("Anna", "Otto", "Zoe", "Ivo")]
    actions = ["spam", "approve", "reject", "approve"]

    answers = at_once(
        [
            partial(batches.decide_cluster, cluster.pk, action, by=by, seen=0)
            for action, by in zip(actions, people, strict=True)
        ]
    )
    at_once([cards.worked, cards.worked])

    (taken,) = [answer for answer in answers if isinstance(answer, Batch)]
    assert [type(answer) for answer in answers].count(Stale) == 3
    assert statuses() == [copies.ACTIONS[taken.action]] * 6
