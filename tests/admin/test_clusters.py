"""The cards of similar comments, who may look at them and what leads to them; and the notice of a flood."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Cluster, Comment, Flood
from comments.moderation import batches
from comments.similarity import floods
from tests.admin.cards import CARDS, address_of, card, clustered, press, worked
from tests.desk.hands import DESK
from tests.desk.hands import address_of as page_of
from tests.support import factories
from tests.support.factories import NOON
from tests.support.pages import parse

FLOODS = "/admin/comments/flood/"


@pytest.fixture
def cluster(db: None) -> Cluster:
    return clustered(4)


def test_it_lists_the_clusters(moderator: Client, cluster: Cluster) -> None:
    row = parse(moderator.get(CARDS)).one("table", id="result_list").one("tbody").one("tr")

    assert row.one("th", class_="field-excerpt").one("a")["href"].startswith(address_of(cluster))
    assert "last month" in row.one(class_="field-excerpt").text
    assert [row.one(class_=f"field-{name}").text for name in ("size", "waiting", "followed")] == ["4", "4", "-"]


def test_it_shows_what_stands_in_the_list(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "spam", stands="1")

    row = parse(moderator.get(CARDS)).one("table", id="result_list").one("tbody").one("tr")
    assert [row.one(class_=f"field-{name}").text for name in ("waiting", "followed")] == ["0", "Marked as spam (mod)"]


def test_it_lists_many_in_as_many_queries_as_one(moderator: Client) -> None:
    clustered(2)
    one = _queries(moderator, CARDS)
    for number in range(5):
        Cluster.objects.create(site=Cluster.objects.all()[0].site, size=number, first_at=NOON, last_at=NOON)

    assert _queries(moderator, CARDS) == one <= 10


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_it_shows_the_first_and_the_latest_of_many(moderator: Client) -> None:
    cluster = clustered(24)

    page = card(moderator, cluster)

    links = [link["href"] for link in page.one(class_="trail").all("table")[1].all("a")]
    comments = list(Comment.objects.order_by("id"))
    assert links == [page_of(comment) for comment in comments[:10] + comments[-10:]]


def test_it_lets_an_onlooker_look_and_nothing_else(onlooker: Client, cluster: Cluster) -> None:
    decision = batches.decide_cluster(cluster.pk, "spam", by=factories.moderator())
    page = card(onlooker, cluster)
    csrf = parse(onlooker.get(DESK)).one("form", id="logout-form").one("input", name="csrfmiddlewaretoken")["value"]
    values = {"csrfmiddlewaretoken": csrf, "action": "approve", "covers": "4"}

    assert not page.all("form", id="decide-form")
    assert not page.all("form", id=f"undo-{decision.pk}")
    assert onlooker.post(f"{CARDS}{cluster.pk}/decide/", values).status_code == 403
    assert onlooker.post(f"{CARDS}{cluster.pk}/undo/{decision.pk}/", values).status_code == 403


def test_it_shows_a_colleague_nothing(colleague: Client, cluster: Cluster) -> None:
    assert [colleague.get(address).status_code for address in (CARDS, address_of(cluster), FLOODS)] == [403] * 3


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30, "x"])
def test_it_knows_no_other_cluster(moderator: Client, pk: str) -> None:
    assert moderator.get(f"{CARDS}{pk}/change/").status_code == 404


def test_it_has_nothing_to_add_edit_or_delete(moderator: Client, cluster: Cluster) -> None:
    assert [moderator.get(f"{CARDS}{path}").status_code for path in ("add/", f"{cluster.pk}/delete/")] == [403, 403]
    assert moderator.get(f"{FLOODS}add/").status_code == 403


def test_it_escapes_what_was_typed(moderator: Client, cluster: Cluster) -> None:
    text = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    Comment.objects.update(text=text, name=text)

    for address in (CARDS, address_of(cluster)):
        page = parse(moderator.get(address))
        assert "alert(1)" not in "".join(script.raw for script in page.all("script"))
        assert not page.all("img", src="x")


def test_it_reads_a_card_in_a_few_queries(moderator: Client) -> None:
    cluster = clustered(8)
    few = _queries(moderator, address_of(cluster))
    for action in ("spam", "reject", "approve"):
        batches.decide_cluster(cluster.pk, action, by=factories.moderator())
        worked()

    assert _queries(moderator, address_of(cluster)) <= few <= 12


def test_it_leads_from_a_comment_to_those_like_it(moderator: Client, cluster: Cluster) -> None:
    page = parse(moderator.get(page_of(Comment.objects.all()[0])))

    link = page.one("a", class_="similar")
    assert link["href"] == address_of(cluster)
    assert link.text.startswith("4 similar comments since ")


def test_it_leads_nowhere_from_a_comment_like_no_other(moderator: Client) -> None:
    assert not parse(moderator.get(page_of(factories.waiting()))).all("a", class_="similar")


@pytest.fixture
def flood(cluster: Cluster) -> Flood:
    now = timezone.now()
    Cluster.objects.update(last_at=now)
    return Flood.objects.create(site=cluster.site, began_at=NOON, last_at=now, comments=412, alike=380, usual=0.25)


def test_it_leads_from_the_list_to_the_groups_while_a_site_is_flooded(moderator: Client, flood: Flood) -> None:
    notice = parse(moderator.get(CARDS)).one("div", class_="flood")

    assert "412 comments, 380 of them similar" in notice.text
    assert [link["href"] for link in notice.all("a")] == [f"{DESK}floods/?site=times"]
    Flood.objects.update(ended_at=timezone.now())
    assert not parse(moderator.get(CARDS)).all("div", class_="flood")


def test_it_keeps_a_list_of_floods(moderator: Client, flood: Flood) -> None:
    row = parse(moderator.get(FLOODS)).one("table", id="result_list").one("tbody").one("tr")

    names = ("site", "comments", "alike", "usually")
    assert [row.one(class_=f"field-{name}").text for name in names] == ["The Times of Nowhere", "412", "380", "0.2"]


@pytest.mark.usefixtures("cluster", "flood")
def test_it_asks_once_more_for_a_flood_where_much_waits(moderator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    little = _queries(moderator, DESK)
    monkeypatch.setattr(floods, "FEWEST", 4)

    assert _queries(moderator, DESK) == little + 1
