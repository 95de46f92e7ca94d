"""What the form of the flood view takes, and what it refuses."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from comments.desk.flood_ticks import read_ticks
from comments.models import Batch, Comment, Site
from comments.moderation import decisions, floods
from comments.statuses import Status
from tests.desk.conftest import member
from tests.desk.flood_hands import FLOODS, carry_out, press, statuses
from tests.desk.hands import look, said
from tests.support import factories
from tests.support.flooded import waiting_cluster
from tests.support.pages import parse


def test_it_wants_the_number_typed_for_more_than_a_hundred(
    anna: Client, times: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comments.desk.typed_number.ABOVE", 3)
    cluster, alone = waiting_cluster(3), factories.waiting()
    asked = parse(press(anna, look(anna, FLOODS), "reject", "clusters", "rest"))
    assert "“Reject” for 4 comments." in asked.text

    again = parse(press(anna, asked, "reject", number="3"))
    assert statuses([*cluster.comments.all(), alone]) == {Status.PENDING}
    assert said(again) == ["Nothing was changed. These are 4 comments: type this number, and press again."]

    press(anna, again, "reject", number="4")
    carry_out()
    assert statuses([*cluster.comments.all(), alone]) == {Status.REJECTED}
    assert Batch.objects.count() == 1


def test_it_decides_on_nothing_that_changed_since_it_was_seen(anna: Client, times: Site) -> None:
    cluster, (first, second) = waiting_cluster(3), (factories.waiting(), factories.waiting())
    page = look(anna, FLOODS)
    Comment.objects.filter(pk=first.pk).update(version=2)

    press(anna, page, "approve", "rest")

    assert statuses([first]) == {Status.PENDING}
    assert statuses([second]) == {Status.APPROVED}
    other = member("otto", times)
    decisions.reject(cluster.comments.all()[0].pk, by=other, version=1)
    press(anna, page, "spam", "clusters")
    assert sorted(cluster.comments.values_list("status", flat=True)) == ["rejected", "spam", "spam"]
    press(anna, page, "approve", "clusters")
    assert said(look(anna, FLOODS)) != []
    assert sorted(cluster.comments.values_list("status", flat=True)) == ["rejected", "spam", "spam"]


@pytest.mark.parametrize("action", ["", "nonsense", "erase", "confirm"])
def test_it_does_nothing_else_and_nothing_of_other_sites(action: str, anna: Client, times: Site) -> None:
    mine = waiting_cluster(3)
    theirs, alone = (
        waiting_cluster(3, on=factories.subject("gazette")),
        factories.waiting(on=factories.subject("gazette")),
    )
    page = look(anna, FLOODS)
    press(anna, page, action, "clusters")

    for value in (f"{theirs.pk}:3:0", "x", f"{mine.pk}", "1:2:3:4", f"{mine.pk}:{'9' * 30}:0", ":::"):
        press(anna, page, "spam", cluster=[value], comment=[f"{alone.pk}:1", "7", "-1:1"])

    everything = [*mine.comments.all(), *theirs.comments.all(), alone]
    assert statuses(everything) == {Status.PENDING}


def test_it_takes_a_forged_form_of_any_length(anna: Client, times: Site) -> None:
    cluster, alone = waiting_cluster(3), factories.waiting()
    page, forged = look(anna, FLOODS), range(alone.pk + 1, alone.pk + 1_100)

    refused = press(anna, page, "spam", cluster=[f"{cluster.pk}:3:0", ",".join(f"{pk}:1:0" for pk in forged)])
    assert refused.status_code == 302
    assert statuses(cluster.comments.all()) == {Status.PENDING}

    done = press(anna, page, "spam", comment=[f"{alone.pk}:1", ",".join(f"{pk}:{pk}" for pk in forged)])
    assert done.status_code == 302
    assert statuses([alone]) == {Status.SPAM}


@pytest.mark.once
def test_it_reads_no_more_of_a_form_than_its_page_can_show() -> None:
    many = range(1, 9_000)
    sent = {"cluster": ",".join(f"{pk}:1:0" for pk in many), "comment": ",".join(f"{pk}:1" for pk in many)}

    ticks = read_ticks(QueryDict(urlencode(sent)))

    assert list(ticks.clusters) == list(many[: floods.MOST_CLUSTERS])
    assert list(ticks.comments) == list(many[: 2 * floods.MOST])
