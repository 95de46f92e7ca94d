"""What runs every few seconds or minutes finds its rows by an index, on however many comments."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet

from comments.housekeeping import stuck
from comments.housekeeping.sites import of_site
from comments.models import Comment, Site
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(days=1)


def queries(site: Site) -> dict[str, QuerySet[Comment]]:
    kept = Comment.objects.filter(of_site(site), status="spam", moved_at__lt=NOON, due=None).order_by("moved_at")
    traced = Comment.objects.traced().filter(of_site(site), created_at__lt=NOON).order_by("created_at")
    return {
        "due": Comment.objects.due(NOON),
        "stuck": stuck.forgotten(),
        "due, put off": stuck.put_off(SOON),
        "to_purge": kept,
        "addresses_to_erase": traced,
    }


@pytest.mark.parametrize("name", ["due", "stuck", "due, put off", "to_purge", "addresses_to_erase"])
def test_it_asks_an_index(name: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by the number of rows, and here there are none")
    plan = queries(build.quiet_site())[name].values_list("pk")[:10].explain()

    assert f"INDEX {name.partition(',')[0]} " in plan.splitlines()[0] + " "
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
