"""The cards of similar comments: one decision for all, how far it is, and back; and the notice of a flood."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import cluster_decisions, clusters, screening
from comments.models import CheckSetting, Cluster, ClusterDecision, Comment, Flood, Premoderation, Site
from tests import build
from tests.admin.desk import LIST, listed, page_of, said
from tests.build import NOON
from tests.pages import Element, form_values, parse
from tests.spun import spun

CARDS = "/admin/comments/cluster/"
FLOODS = "/admin/comments/flood/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def cluster(db: None) -> Cluster:
    return clustered(4)


def clustered(number: int, *, seed: int = 0) -> Cluster:
    comments = [build.waiting(text=spun(seed + n), now=NOON + n * MINUTE) for n in range(number)]
    clusters.place(comments[0].thread.site, comments, NOON)
    return Cluster.objects.latest("pk")


def address_of(cluster: Cluster) -> str:
    return f"{CARDS}{cluster.pk}/change/"


def card(client: Client, cluster: Cluster) -> Element:
    return parse(client.get(address_of(cluster)))


def press(client: Client, cluster: Cluster, action: str, **changes: str) -> HttpResponse:
    """Load the card, press a button, and let the worker do its part."""
    page = card(client, cluster)
    values = {**form_values(page, "decide-form"), "action": action, **changes}
    response = client.post(page.one("form", id="decide-form")["action"], values)
    worked()
    return response


def worked() -> None:
    while cluster_decisions.go_on():
        continue


def press_undo(client: Client, cluster: Cluster) -> None:
    decision = ClusterDecision.objects.latest("pk")
    page = card(client, cluster)
    client.post(page.one("form", id=f"undo-{decision.pk}")["action"], form_values(page, f"undo-{decision.pk}"))
    worked()


def statuses() -> list[str]:
    return list(Comment.objects.order_by("id").values_list("status", flat=True))


def rows(page: Element, table: int) -> list[list[str]]:
    body = page.one(class_="trail").all("table")[table].one("tbody")
    return [[cell.text for cell in row.all("td")] for row in body.all("tr")]


def test_it_lists_the_clusters(moderator: Client, cluster: Cluster) -> None:
    row = parse(moderator.get(CARDS)).one("table", id="result_list").one("tbody").one("tr")

    assert row.one("th", class_="field-excerpt").one("a")["href"].startswith(address_of(cluster))
    assert "last month" in row.one(class_="field-excerpt").text
    assert [row.one(class_=f"field-{name}").text for name in ("size", "waiting", "standing")] == ["4", "4", "-"]


def test_it_shows_what_stands_in_the_list(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "spam", stands="1")

    row = parse(moderator.get(CARDS)).one("table", id="result_list").one("tbody").one("tr")
    assert [row.one(class_=f"field-{name}").text for name in ("waiting", "standing")] == ["0", "Marked as spam (mod)"]


def test_it_lists_many_in_as_many_queries_as_one(moderator: Client) -> None:
    clustered(2)
    one = _queries(moderator, CARDS)
    for number in range(5):
        Cluster.objects.create(site=Cluster.objects.all()[0].site, size=number, first_at=NOON, last_at=NOON)

    assert _queries(moderator, CARDS) == one <= 8


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


def test_it_offers_what_would_change_something(moderator: Client, cluster: Cluster) -> None:
    page = card(moderator, cluster)

    buttons = page.one("form", id="decide-form").all("button")
    assert [button.text for button in buttons] == ["Approve all 4", "Reject all 4", "Mark all 4 as spam"]
    assert page.one("label", for_="id_stands").text == "Also what joins them within 24 hours"
    assert "checked" not in page.one("input", id="id_stands")
    press(moderator, cluster, "approve")
    assert not card(moderator, cluster).all("form", id="decide-form")


@pytest.mark.parametrize(("action", "end"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")])
def test_it_decides_on_all(moderator: Client, cluster: Cluster, action: str, end: str) -> None:
    response = press(moderator, cluster, action, reason="One is enough.")

    decision = ClusterDecision.objects.get()
    assert (response.status_code, response["Location"]) == (302, address_of(cluster))
    assert statuses() == [end] * 4
    assert (decision.by, decision.reason, decision.stands_until) == (build.moderator(), "One is enough.", None)
    assert [kind for kind, _text in said(moderator)] == ["success"]


@pytest.fixture
def partly_published(cluster: Cluster) -> Cluster:
    """The checks let the first pass, since nothing was like it then."""
    Site.objects.update(premoderation=Premoderation.OBJECTIONS)
    screening.screen([Comment.objects.earliest("pk").pk], now=NOON + MINUTE)
    return cluster


def test_it_says_how_many_it_takes_and_how_many_are_left_published(
    moderator: Client, partly_published: Cluster
) -> None:
    page = card(moderator, partly_published)

    form = page.one("form", id="decide-form")
    assert [button.text for button in form.all("button")] == [
        "Approve all 3", "Reject 3 (1 published is left alone)", "Mark 3 as spam (1 published is left alone)",
    ]  # fmt: skip
    assert "3 that wait (1 published is left alone)." in form.text
    assert page.one("label", for_="id_with_published").text == "Also the 1 that is published"
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
    assert ["also what was published" in row[2] for row in table] == [True, False]
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
    assert ClusterDecision.objects.get().stands_until is None


def test_it_lets_a_decision_stand_for_a_day(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "spam", stands="1")

    decision = ClusterDecision.objects.get()
    assert decision.stands_until == decision.created_at + timedelta(hours=24)
    assert "The same until" in rows(card(moderator, cluster), 0)[0][4]


def test_it_says_why_an_approval_does_not_stand(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "approve", stands="1")

    assert ClusterDecision.objects.get().stands_until is None
    assert "another link" in said(moderator)[0][1]


def test_it_decides_on_those_that_were_on_the_screen(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "approve", covers="2")

    assert statuses() == ["approved"] * 2 + ["pending"] * 2


@pytest.mark.parametrize("covers", ["", "-1", "x", "9" * 30, "²"])
def test_it_decides_on_nothing_when_it_cannot_know_what_was_seen(
    moderator: Client, cluster: Cluster, covers: str
) -> None:
    press(moderator, cluster, "spam", covers=covers)

    assert statuses() == ["pending"] * 4


def test_it_says_how_far_it_is(moderator: Client, cluster: Cluster) -> None:
    decision = cluster_decisions.decide(cluster.pk, "spam", build.moderator())
    cluster_decisions.carry_out(decision.pk, limit=3)

    assert rows(card(moderator, cluster), 0)[0][5] == "3 of 4 done, 3 changed"


def test_it_undoes(moderator: Client, cluster: Cluster) -> None:
    press(moderator, cluster, "spam", stands="1")
    press_undo(moderator, cluster)

    assert statuses() == ["pending"] * 4
    row = rows(card(moderator, cluster), 0)[0]
    assert (row[4], row[5]) == ("-", "4 of 4 put back")
    assert row[6].startswith("Undone by mod")
    assert not card(moderator, cluster).all("form", id=f"undo-{ClusterDecision.objects.get().pk}")


@pytest.mark.parametrize("action", ["", "delete", "nonsense"])
def test_it_knows_no_other_decision(moderator: Client, cluster: Cluster, action: str) -> None:
    press(moderator, cluster, action)

    assert not ClusterDecision.objects.exists()
    assert [kind for kind, _text in said(moderator)] == ["warning"]


def test_it_decides_and_undoes_by_post_with_a_token_only(moderator: Client, cluster: Cluster) -> None:
    decision = cluster_decisions.decide(cluster.pk, "spam", build.moderator())
    addresses = [f"{CARDS}{cluster.pk}/decide/", f"{CARDS}decisions/{decision.pk}/undo/"]

    assert [moderator.get(address).status_code for address in addresses] == [405, 405]
    assert [moderator.post(address, {"action": "approve"}).status_code for address in addresses] == [403, 403]
    assert ClusterDecision.objects.get().undone_at is None


def test_it_lets_an_onlooker_look_and_nothing_else(onlooker: Client, cluster: Cluster) -> None:
    decision = cluster_decisions.decide(cluster.pk, "spam", build.moderator())
    page = card(onlooker, cluster)
    csrf = onlooker.get(LIST).context["csrf_token"]
    values = {"csrfmiddlewaretoken": str(csrf), "action": "approve", "covers": "4"}

    assert not page.all("form", id="decide-form")
    assert not page.all("form", id=f"undo-{decision.pk}")
    assert onlooker.post(f"{CARDS}{cluster.pk}/decide/", values).status_code == 403
    assert onlooker.post(f"{CARDS}decisions/{decision.pk}/undo/", values).status_code == 403


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
    cluster = clustered(24)
    few = _queries(moderator, address_of(cluster))
    for action in ("spam", "reject", "approve"):
        cluster_decisions.decide(cluster.pk, action, build.moderator())

    assert few <= _queries(moderator, address_of(cluster)) <= few + 1 <= 11


def test_it_leads_from_a_comment_to_those_like_it(moderator: Client, cluster: Cluster) -> None:
    page = parse(moderator.get(page_of(Comment.objects.all()[0])))

    link = page.one("a", class_="similar")
    assert link["href"] == address_of(cluster)
    assert link.text.startswith("4 similar comments, first ")


def test_it_leads_nowhere_from_a_comment_like_no_other(moderator: Client) -> None:
    assert not parse(moderator.get(page_of(build.waiting()))).all("a", class_="similar")


def test_it_lists_the_comments_that_are_like_no_other(moderator: Client, cluster: Cluster) -> None:
    lone = build.waiting()

    assert listed(moderator, "?similar=no") == [str(lone.pk)]
    assert len(listed(moderator, "?similar=yes")) == 4
    assert len(listed(moderator, "?similar=x")) == 5


@pytest.fixture
def flood(cluster: Cluster) -> Flood:
    now = timezone.now()
    Cluster.objects.update(last_at=now)
    return Flood.objects.create(site=cluster.site, began_at=NOON, last_at=now, comments=412, alike=380, usual=0.25)


def test_it_tells_moderators_of_a_flood_once(moderator: Client, cluster: Cluster, flood: Flood) -> None:
    notice = parse(moderator.get(LIST)).one("div", class_="flood")

    assert "412 comments, 380 of them alike" in notice.text
    assert [link["href"] for link in notice.all("a")] == [address_of(cluster), f"{LIST}?similar=no"]
    Flood.objects.update(ended_at=timezone.now())
    assert not parse(moderator.get(LIST)).all("div", class_="flood")


def test_it_keeps_a_list_of_floods(moderator: Client, flood: Flood) -> None:
    row = parse(moderator.get(FLOODS)).one("table", id="result_list").one("tbody").one("tr")

    names = ("site", "comments", "alike", "usually")
    assert [row.one(class_=f"field-{name}").text for name in names] == ["The Times of Nowhere", "412", "380", "0.2"]


def test_it_asks_once_more_for_the_notice(moderator: Client, flood: Flood) -> None:
    many = _queries(moderator, LIST)
    flood.delete()

    assert many == _queries(moderator, LIST) + 1
