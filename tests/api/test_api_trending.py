"""GET trending/: the threads with most comments lately."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from comments import conf
from comments.maintenance import chores
from comments.models import Site, Thread
from tests.api.calls import assert_problem
from tests.support import factories
from tests.support.responses import Response

pytestmark = pytest.mark.both

TRENDING = "/api/v1/trending/"


def trending(client: Client, **query: Any) -> Response:
    return client.get(f"{TRENDING}?{urlencode({'site': 'times', **query})}")


def keys(response: Response) -> list[str]:
    return [thread["key"] for thread in response.json()["results"]]


def talk(key: str, times: int, *, days_ago: float = 0.5) -> None:
    for _ in range(times):
        factories.published(on=factories.subject(key=key), now=timezone.now() - timedelta(days=days_ago))


def test_it_lists_threads_with_all_and_recent_comments(client: Client, times: Site) -> None:
    talk("bridge", 2, days_ago=8)
    talk("bridge", 1)
    talk("ferry", 2)
    chores.run()

    bridge = {"key": "bridge", "title": "The bridge is open", "url": f"{conf.public_url()}/city/bridge/"}
    response = trending(client).json()
    assert response == {"results": [response["results"][0], {**bridge, "count": 3, "recent": 1}]}
    assert response["results"][0]["key"] == "ferry"


def test_it_looks_back_as_far_as_it_is_asked_to(client: Client, times: Site) -> None:
    for days, key in enumerate(["day", "week", "month", "ever"]):
        talk(key, days + 1, days_ago=[0.5, 2, 8, 31][days])
    chores.run()

    assert keys(trending(client, days=1)) == ["day"]
    assert keys(trending(client, days=7)) == keys(trending(client)) == ["week", "day"]
    assert keys(trending(client, days=30)) == ["month", "week", "day"]


def test_it_lists_eight_or_as_many_as_are_asked_for(client: Client, times: Site) -> None:
    for number in range(10):
        talk(f"thread-{number}", 1)

    assert len(keys(trending(client))) == 8
    assert keys(trending(client, limit=2)) == ["thread-9", "thread-8"]
    assert len(keys(trending(client, limit=50))) == 10


def test_it_takes_two_queries(client: Client, times: Site, django_assert_num_queries: Any) -> None:
    talk("bridge", 1)
    talk("ferry", 1)

    with django_assert_num_queries(2):
        trending(client)


def test_it_tells_nothing_of_a_page_that_only_a_visitor_described(client: Client, times: Site) -> None:
    talk("bridge", 1)
    Thread.objects.update(is_confirmed=False)

    assert trending(client).json() == {"results": []}


def test_it_is_the_same_for_everybody_and_cacheable(client: Client, times: Site) -> None:
    response = trending(client)

    assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in response
    assert not response.cookies


@pytest.mark.parametrize("days", ["0", "2", "07", "-7", "seven", "", "7.0"])
def test_it_counts_a_day_a_week_or_thirty_days(client: Client, times: Site, days: str) -> None:
    assert_problem(trending(client, days=days), 400, "invalid", "/days")


@pytest.mark.parametrize("limit", ["0", "51", "-1", "ten", "", "9" * 30])
def test_it_lists_one_to_fifty(client: Client, times: Site, limit: str) -> None:
    assert_problem(trending(client, limit=limit), 400, "invalid", "/limit")


def test_it_needs_a_site_that_there_is_and_knows_no_other_parameter(client: Client, times: Site) -> None:
    assert_problem(trending(client, site=""), 400, "invalid", "/site")
    assert_problem(trending(client, site="nowhere"), 404, "not-found")
    assert_problem(trending(client, thread="bridge"), 400, "invalid", "/thread")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, times: Site, method: str) -> None:
    assert_problem(getattr(client, method)(TRENDING), 405, "method-not-allowed")
