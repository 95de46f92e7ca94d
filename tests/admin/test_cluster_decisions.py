"""Decisions on all similar comments from their card: one for all, how far it is, and back."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from comments.models import Batch, BatchCluster, BatchKind, CheckSetting, Cluster, Comment, Premoderation, Site
from comments.moderation import batches, handfuls
from comments.moderation.clusters import ChosenCluster
from comments.screening import run
from comments.similarity import clusters
from tests.admin.cards import CARDS, MINUTE, address_of, card, clustered, press, press_undo, rows, statuses, worked
from tests.admin.desk import said
from tests.support import factories
from tests.support.factories import NOON
from tests.support.variants import spun


@pytest.fixture
def cluster(db: None) -> Cluster:
    return clustered(4)


def test_it_offers_what_would_change_something(moderator: Client, cluster: Cluster) -> None:
    page = card(moderator, cluster)

    buttons = page.one("form", id="decide-form").all("button")
    assert [button.text for button in buttons] == ["Approve all 4", "Reject all 4", "Mark all 4 as spam"]
    assert page.one("label", for_="id_stands").text == "Also new comments like these, for 24 hours"
    assert "checked" not in page.one("input", id="id_stands")
    press(moderator, cluster, "approve")
    assert not card(moderator, cluster).all("form", id="decide-form")


@pytest.mark.parametrize(("action", "end"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")])
def test_it_decides_on_all(moderator: Client, cluster: Cluster, action: str, end: str) -> None:
    response = press(moderator, cluster, action, reason="One is enough.")

    decision = Batch.objects.get()
    assert (response.status_code, response["Location"]) == (302, address_of(cluster))
    assert statuses() == [end] * 4
    assert (decision.by, decision.reason, stands_until()) == (factories.moderator(), "One is enough.", None)
    assert [kind for kind, _text in said(moderator)] == ["success"]


def stands_until() -> datetime | None:
    return BatchCluster.objects.get().stands_until


@pytest.fixture
def partly_published(cluster: Cluster) -> Cluster:
    """The checks let the first pass, since nothing was like it then."""
    Site.objects.update(premoderation=Premoderation.OBJECTIONS)
    run.screen([Comment.objects.earliest("pk").pk], now=NOON + MINUTE)
    return cluster


def test_it_says_how_many_it_takes_and_how_many_are_left_published(
    moderator: Client, partly_published: Cluster
) -> None:
    page = card(moderator, partly_published)

    form = page.one("form", id="decide-form")
    assert [button.text for button in form.all("button")] == [
        "Approve all 3", "Reject 3 (1 published comment stays)", "Mark 3 as spam (1 published comment stays)",
    ]  # fmt: skip
    assert "3 waiting (1 published comment stays)." in form.text
    assert page.one("label", for_="id_with_published").text == "Also the 1 published comment"
    assert "checked" not in page.one("input", id="id_with_published")


@pytest.mark.parametrize("action", ["reject", "spam"])
def test_it_leaves_what_is_published_unless_that_is_ticked(
    moderator: Client, partly_published: Cluster, action: str
) -> None:
    press(moderator, partly_published, action)
    left = statuses()[0]
    press(moderator, partly_published, action, with_published="1")

    assert (left, len(set(statuses()))) == ("approved", 1)
    table = rows(card(moderator, partly_published), 0)
    assert ["also published comments" in row[2] for row in table] == [True, False]
    press_undo(moderator, partly_published)
    assert statuses()[0] == "approved"


def test_it_offers_no_tick_for_the_published_where_none_are(moderator: Client, cluster: Cluster) -> None:
    assert not card(moderator, cluster).all("input", id="id_with_published")


def test_it_offers_no_standing_decision_where_nothing_follows_it(moderator: Client, cluster: Cluster) -> None:
    CheckSetting.objects.create(site=cluster.site, check_name="repeats", is_on=False)
    page = card(moderator, cluster)

    assert not page.all("input", id="id_stands")
    assert "does not use the check" in page.one("form", id="decide-form").text
    press(moderator, cluster, "spam", stands="1")
    assert stands_until() is None


def test_it_lets_a_decision_stand_for_a_day(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "spam", stands="1")

    decision = Batch.objects.get()
    assert stands_until() == decision.created_at + timedelta(hours=24)
    assert "Decided alike until" in rows(card(moderator, cluster), 0)[0][4]


def test_it_says_why_an_approval_does_not_stand(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "approve", stands="1")

    assert stands_until() is None
    assert "another link" in said(moderator)[0][1]


def test_it_decides_on_those_that_were_on_the_screen(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "approve", covers="2")

    assert statuses() == ["approved"] * 2 + ["pending"] * 2


def test_it_decides_on_nothing_when_it_cannot_know_what_was_seen(moderator: Client, cluster: Cluster) -> None:
    for covers in ("", "-1", "x", "9" * 30, "²"):
        press(moderator, cluster, "spam", covers=covers)

    assert statuses() == ["pending"] * 4


def test_it_says_how_far_it_is(moderator: Client, cluster: Cluster) -> None:
    decision = batches.decide_cluster(cluster.pk, "spam", by=factories.moderator())
    handfuls.carry_out(decision.pk, limit=3)

    assert rows(card(moderator, cluster), 0)[0][5] == "3 of 4 done, 3 changed"


def test_it_undoes(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "spam", stands="1")
    press_undo(moderator, cluster)

    assert statuses() == ["pending"] * 4
    row = rows(card(moderator, cluster), 0)[0]
    assert (row[4], row[5]) == ("-", "4 of 4 put back")
    assert row[6].startswith("Undone by mod")
    assert not card(moderator, cluster).all("form", id=f"undo-{Batch.objects.get().pk}")


def test_it_undoes_a_decision_on_this_and_others_and_leads_back_to_this(moderator: Client, cluster: Cluster) -> None:
    backwards = [factories.waiting(text=spun(60 + n)[::-1]) for n in range(3)]
    clusters.assign(cluster.site, backwards, NOON)
    other = Cluster.objects.exclude(pk=cluster.pk).get()
    both = [ChosenCluster(one.pk) for one in (other, cluster)]
    batches.decide(
        "spam", by=factories.moderator(), kind=BatchKind.SELECTION, comments=Comment.objects.none(), chosen=both
    )
    worked()

    assert press_undo(moderator, cluster)["Location"] == address_of(cluster)

    assert statuses() == ["pending"] * 7


def test_it_knows_no_other_decision(moderator: Client, cluster: Cluster) -> None:
    for action in ("", "delete", "nonsense"):
        press(moderator, cluster, action)
        assert [kind for kind, _text in said(moderator)] == ["warning"], action

    assert not Batch.objects.exists()


def test_it_decides_and_undoes_by_post_with_a_token_only(moderator: Client, cluster: Cluster) -> None:
    decision = batches.decide_cluster(cluster.pk, "spam", by=factories.moderator())
    addresses = [f"{CARDS}{cluster.pk}/decide/", f"{CARDS}{cluster.pk}/undo/{decision.pk}/"]

    assert [moderator.get(address)["Location"] for address in addresses] == [address_of(cluster)] * 2
    assert [moderator.post(address, {"action": "approve"}).status_code for address in addresses] == [403, 403]
    assert Batch.objects.get().undone_at is None
