"""GET counts/: the numbers of comments of many threads, for lists of articles."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from comments.models import Site
from comments.moderation import decisions
from comments.reading import trending
from tests.api.calls import assert_problem
from tests.support import factories
from tests.support.factories import NOON
from tests.support.responses import Response

pytestmark = pytest.mark.both

COUNTS = "/api/v1/counts/"


def counts(client: Client, *threads: str, **query: Any) -> Response:
    asked = [*{"site": "times", **query}.items(), *(("thread", key) for key in threads)]
    return client.get(f"{COUNTS}?{urlencode(asked)}")


def test_it_answers_for_every_thread_that_was_asked_for(client: Client, times: Site) -> None:
    top = factories.published(on=factories.subject(key="a b/ü&c"))
    factories.published(top)
    factories.waiting()

    response = counts(client, "a b/ü&c", "bridge", "nothing", "nothing")

    assert response.json() == {"counts": {"a b/ü&c": 2, "bridge": 0, "nothing": 0}}


def test_it_counts_what_can_be_seen(client: Client, times: Site) -> None:
    top = factories.published()
    factories.published(top)
    decisions.mark_spam(top.pk, by=factories.moderator(), version=top.version)
    factories.published()

    assert counts(client, "bridge").json() == {"counts": {"bridge": 1}}


def test_it_takes_one_query_for_a_hundred_threads(client: Client, times: Site, django_assert_num_queries: Any) -> None:
    factories.published()

    with django_assert_num_queries(1):
        response = counts(client, *(f"thread-{number}" for number in range(99)), "bridge")
    assert sum(response.json()["counts"].values()) == 1
    assert len(response.json()["counts"]) == 100


def test_it_is_the_same_for_everybody_and_cacheable(client: Client, times: Site) -> None:
    response = counts(client, "bridge")

    assert response["Cache-Control"] == "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in response
    assert not response.cookies


def test_it_keeps_sites_apart(client: Client, times: Site) -> None:
    factories.published(on=factories.subject("post"))

    assert counts(client, "bridge").json() == {"counts": {"bridge": 0}}
    assert_problem(counts(client, "bridge", site="nowhere"), 404, "not-found")


def test_it_counts_what_was_published_since_a_moment(
    client: Client, times: Site, django_assert_num_queries: Any
) -> None:
    first = factories.published()
    factories.published(first, now=NOON + timedelta(seconds=1))
    factories.published(on=factories.subject(key="ferry"), now=NOON + timedelta(seconds=2))
    late = factories.waiting()
    decisions.approve(late.pk, by=factories.moderator(), version=late.version, now=NOON + timedelta(seconds=3))

    with django_assert_num_queries(1):
        response = counts(client, "bridge", "ferry", "nothing", since="2026-03-02T12:00:00Z")

    assert response.json() == {
        "counts": {"bridge": 3, "ferry": 1, "nothing": 0},
        "new": {"bridge": 2, "ferry": 1, "nothing": 0},
    }
    assert response["Cache-Control"].startswith("public, max-age=1")
    assert counts(client, "nothing", since="2026-03-02T12:00:02.5Z").json() == {
        "counts": {"nothing": 0},
        "new": {"nothing": 0},
    }
    assert counts(client, "bridge", since="2026-03-02T12:00:02.5Z").json()["new"] == {"bridge": 1}
    assert_problem(counts(client, "bridge", site="nowhere", since="2026-03-02T12:00:00Z"), 404, "not-found")


def test_it_counts_to_a_hundred_since_a_moment(client: Client, times: Site) -> None:
    factories.crowd(trending.MOST_NEW + 1)

    answer = counts(client, "bridge", since="1970-01-01T00:00:00Z").json()

    assert answer == {"counts": {"bridge": 101}, "new": {"bridge": 100}}


@pytest.mark.parametrize("since", ["", "x", "2026-03-02", "2026-03-02T12:00:00", "2026-02-30T12:00:00Z", "1" * 99])
def test_it_refuses_what_is_no_moment(client: Client, times: Site, since: str) -> None:
    assert_problem(counts(client, "bridge", since=since), 400, "invalid", "/since")


@pytest.mark.parametrize(
    ("threads", "query"),
    [
        ([], {}),
        ([""], {}),
        (["bridge", ""], {}),
        (["x" * 256], {}),
        (["a\nb"], {}),
        (["a\0b"], {}),
        ([f"thread-{number}" for number in range(101)], {}),
    ],
)
def test_it_refuses_other_keys_and_more_than_a_hundred(
    client: Client, times: Site, threads: list[str], query: Any
) -> None:
    assert_problem(counts(client, *threads, **query), 400, "invalid", "/thread")


@pytest.mark.parametrize("site", ["", "x" * 51, "a\0"])
def test_it_needs_a_site(client: Client, times: Site, site: str) -> None:
    assert_problem(counts(client, "bridge", site=site), 400, "invalid", "/site")


def test_it_knows_no_other_parameter(client: Client, times: Site) -> None:
    assert_problem(counts(client, "bridge", limit=3), 400, "invalid", "/limit")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: Client, times: Site, method: str) -> None:
    assert_problem(getattr(client, method)(COUNTS), 405, "method-not-allowed")
