"""The queues of the desk for a program: each in its orders, narrowed, counted, and read on where a page ended."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments.access.membership import access_of
from comments.models import Comment
from comments.moderation import decisions, queue
from comments.moderation.queue import QUEUES
from tests.api.calls import assert_problem, ids, path_of
from tests.api.moderation.comment_scenes import full_of_everything
from tests.api.moderation.comments.listing import all_pages, listed
from tests.api.moderation.programs import call
from tests.support import factories
from tests.support.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_it_lists_each_queue_in_each_order_as_the_desk_does(client: Client, anna: User, key: str) -> None:
    rows = full_of_everything()
    Comment.objects.filter(pk=rows[7].pk).update(likeness=0.9)
    factories.waiting(on=factories.subject("post"))

    for name, order in [(one.name, order) for one in QUEUES.values() for order in one.orders]:
        desk = queue.page(name, access_of(anna), by=anna, order=order, now=timezone.now(), limit=50)
        assert all_pages(client, key, queue=name, order=order, limit=3) == [row.pk for row in desk], (name, order)
        assert desk or name == "sample"
    assert_problem(listed(client, key, queue="spam", order="oldest"), 400, "invalid", "/order")


def test_it_narrows_a_queue_to_a_thread(client: Client, key: str) -> None:
    here = factories.waiting(on=factories.subject(key="ferry"))
    factories.waiting()

    assert ids(listed(client, key, queue="decide", site="times", thread="ferry")) == [here.pk]
    assert_problem(listed(client, key, queue="decide", q="x", by="1"), 400, "invalid", "/by", "/q")


def test_it_goes_on_where_a_page_ended_whatever_was_decided_meanwhile(client: Client, anna: User, key: str) -> None:
    rows = [factories.waiting(on=factories.subject(key=f"{number}")) for number in range(5)]
    first = listed(client, key, queue="decide", limit=2)
    for row in rows[:2]:
        decisions.approve(row.pk, by=anna, version=1)

    assert ids(call(client, "GET", path_of(first.json()["next"]), key)) == [row.pk for row in rows[2:4]]


def test_it_counts_the_queues(client: Client, anna: User, key: str) -> None:
    full_of_everything()
    factories.waiting(on=factories.subject("post"))

    told = {one["name"]: one for one in call(client, "GET", "queues/", key).json()["results"]}

    counts = queue.counts(access_of(anna), by=anna, now=timezone.now())
    assert {name: one["number"] for name, one in told.items()} == {name: one.number for name, one in counts.items()}
    assert told["decide"]["oldest"] == f"{NOON:%Y-%m-%dT%H:%M:%SZ}"
    assert told["decide"]["orders"] == ["oldest", "newest", "likeness"]
    assert call(client, "GET", "queues/", key, site="times").json()["results"] == list(told.values())


def test_it_says_where_there_are_more_than_it_counts(client: Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "COUNTED", 1)
    factories.waiting(), factories.waiting()

    [decide, *_others] = call(client, "GET", "queues/", key).json()["results"]

    assert (decide["number"], decide["more"]) == (1, True)
