"""GET /api/v1/sites/SITE/: what a form must know, and nothing of what moderators keep to themselves."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Ban, CheckSetting, ListKind, Order, Site
from comments.screening import word_lists
from tests.api.calls import assert_problem, ids, listed, path_of
from tests.support import factories

SITES = "/api/v1/sites/"


def test_it_tells_what_a_form_needs(client: Client, times: Site) -> None:
    response = client.get(f"{SITES}times/")

    body = response.json()
    privacy = body.pop("privacy")
    assert body == {
        "site": "times",
        "name": "The Times of Nowhere",
        "language": "en",
        "time_zone": "UTC",
        "fields": {
            "name": {"required": True, "max_length": 245},
            "email": {"required": True, "max_length": 100},
            "url": {"required": False, "max_length": 200},
            "text": {"required": True, "max_length": 5000},
        },
        "depth": 5,
        "page_size": 50,
        "order": "oldest",
        "recommend": None,
        "edit_minutes": 15,
        "consent": True,
        "notify_replies": False,
        "notify_decision": False,
        "reading": "open",
        "posting": "open",
        "guidelines": "",
    }
    assert "Comments marked as spam are deleted after 15 days." in privacy


def test_it_follows_the_sites_settings(client: Client, times: Site) -> None:
    Site.objects.update(
        require_name_email=False, text_limit=300, depth=1, page_size=7, order=Order.NEWEST, edit_minutes=0,
        show_consent=False, recommends=True, recommend_label="Respect", language="de", erase_days=3,
        guidelines="Be kind.\n\n<b>Stay</b> on topic.",
    )  # fmt: skip

    body = client.get(f"{SITES}times/").json()

    assert [field["required"] for field in body["fields"].values()] == [False, False, False, True]
    assert body["fields"]["text"]["max_length"] == 300
    assert (body["depth"], body["page_size"], body["order"], body["edit_minutes"]) == (1, 7, "newest", 0)
    assert (body["consent"], body["language"], body["recommend"]) == (False, "de", "Respect")
    assert body["guidelines"] == "Be kind.\n\n<b>Stay</b> on topic."
    assert any("3 Tagen" in sentence for sentence in body["privacy"])


def test_it_is_the_same_for_everybody_and_cacheable(client: Client, times: Site) -> None:
    response = client.get(f"{SITES}times/", headers={"Origin": "https://evil.example", "Cookie": "commenter-times=x"})

    assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in response
    assert not response.cookies
    unchanged = client.get(f"{SITES}times/", headers={"If-None-Match": response["ETag"]})
    assert unchanged.status_code == 304


def test_it_keeps_what_is_the_moderators(client: Client, times: Site, settings: Any) -> None:
    settings.AKISMET_KEY = "canary"
    word_lists.keep(times, dict.fromkeys(ListKind, "canary"))
    Site.objects.update(origins="canary", hold_budget=31_337, spam_budget=31_337, hold_percent=73)
    Ban.objects.create(site=times, kind="email", value="canary@example.org", note="canary", created_at=factories.NOON)
    CheckSetting.objects.create(site=times, check_name="links", weight=0.73)

    text = client.get(f"{SITES}times/").content.decode()

    assert not [secret for secret in ("canary", "31337", "0.73", "73") if secret in text]


@pytest.mark.parametrize("slug", ["nowhere", "TIMES", "times%00", "a/b", "..", "é", "x" * 5000])
def test_it_knows_no_other_site(client: Client, times: Site, slug: str) -> None:
    assert_problem(client.get(f"{SITES}{slug}/"), 404, "not-found")


@pytest.mark.parametrize("query", ["thread=bridge", "x", "_=1"])
def test_it_takes_no_parameters(client: Client, times: Site, query: str) -> None:
    assert client.get(f"{SITES}times/?{query}").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, times: Site, method: str) -> None:
    assert_problem(getattr(client, method)(f"{SITES}times/"), 405, "method-not-allowed")


@pytest.mark.parametrize("order", Order.values)
def test_it_lists_a_thread_in_the_sites_order(client: Client, times: Site, order: str) -> None:
    Site.objects.update(order=order)
    first, second = factories.published(), factories.published()
    factories.published(first)

    default, asked = listed(client), listed(client, sort=order)

    assert ids(default) == ids(asked)
    assert ids(default)[0] == (second.pk if order in ("newest", "recommended") else first.pk)


def test_it_stays_in_an_order_from_page_to_page(client: Client, times: Site) -> None:
    Site.objects.update(order=Order.NEWEST)
    comments = [factories.published() for _ in range(4)]
    page = listed(client, limit=2).json()
    Site.objects.update(order=Order.REPLIES)

    following = client.get(path_of(page["next"]))

    assert ids(following) == [comments[1].pk, comments[0].pk]


def test_it_begins_new_threads_closed_where_the_site_says_so(client: Client, times: Site) -> None:
    Site.objects.update(new_threads_open=False)

    thread = listed(client, thread="new").json()["thread"]

    assert (thread["open"], thread["closed_reason"]) == (False, "switch")
