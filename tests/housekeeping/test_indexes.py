"""What runs every few seconds or minutes finds its rows by an index, on however many comments."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from comments import recent
from comments.housekeeping import stuck
from comments.housekeeping.sites import of_site
from comments.models import Comment, Site
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(days=1)


def queries(site: Site) -> dict[str, QuerySet[Any]]:  # Any: of comments and of threads
    kept = Comment.objects.filter(of_site(site), status="spam", moved_at__lt=NOON, due=None).order_by("moved_at")
    traced = Comment.objects.traced().filter(of_site(site), created_at__lt=NOON).order_by("created_at")
    return {
        "due": Comment.objects.due(NOON),
        "stuck": stuck.forgotten(),
        "due, put off": stuck.put_off(SOON),
        "to_purge": kept,
        "addresses_to_erase": traced,
        "to_age": recent.to_age(NOON),
        "aged_at": recent.ahead(NOON),
    }


@pytest.mark.parametrize(
    "name",
    [
        "due", "stuck", "due, put off", "to_purge", "addresses_to_erase", "to_age", "aged_at",
    ],
)  # fmt: skip
def test_it_asks_an_index(name: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by the number of rows, and here there are none")
    plan = queries(build.quiet_site())[name].values_list("pk")[:10].explain()

    assert f"INDEX {name.partition(',')[0]} " in plan.splitlines()[0] + " "
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_it_counts_what_is_recent_by_an_index_thread_by_thread() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by the number of rows, and here there are none")
    plan = recent.counts(range(500), NOON).explain()

    assert plan.count("INDEX published_in_thread (thread_id=? AND published_at>?)") == 2 * len(recent.SPANS)
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
