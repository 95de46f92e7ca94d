"""What reading a page and posting ask the database is a short range of an index, however long the thread."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import querysets, reading
from comments.querysets import pages
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

BY_ORDER = {"oldest": "page_by_time", "newest": "page_by_time", "replies": "page_by_replies"}


@pytest.fixture(autouse=True)
def _sqlite_alone(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by the number of rows, and here there are none")


def plan_of(ask: Callable[[], object]) -> str:
    """How SQLite carries out the one statement that is asked."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    [statement] = asked.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(f"explain query plan {statement['sql'].replace('%', '%%')}", [])
        return "\n".join(row[-1] for row in cursor.fetchall())


@pytest.mark.parametrize("behind", [[], [7, 7]])
@pytest.mark.parametrize("sort", reading.SORTS)
def test_it_reads_a_page_by_its_order_and_its_branches(sort: str, behind: list[int]) -> None:
    behind = behind if sort == "replies" else behind[:1]
    plan = plan_of(lambda: pages.page(1, sort, limit=50, behind=behind, replies_each=20, in_all=200))

    assert f"INDEX {BY_ORDER[sort]} (thread_id=?" in plan
    assert "INDEX branch_in_order (thread_id=? AND path>? AND path<?)" in plan
    assert "SCAN c" not in plan


@pytest.mark.parametrize("sort", reading.SORTS)
def test_it_finds_a_place_by_the_order_it_is_in(sort: str) -> None:
    plan = plan_of(lambda: pages.place(1, 7, sort, at_most=50))

    assert f"INDEX {BY_ORDER[sort]} (thread_id=? AND " in plan
    assert "SCAN c" not in plan
    assert "TEMP B-TREE" not in plan


def test_it_finds_what_was_said_before_by_its_digest() -> None:
    plan = plan_of(
        lambda: querysets.said_before(1, None, "x", email_canonical="ada@example.org", name="Ada", besides=0)
    )

    assert "INDEX duplicate (thread_id=? AND text_digest=?)" in plan


def test_it_finds_bans_one_by_one_and_not_all_of_a_site() -> None:
    site, values = build.site(), [("email", "ada@example.org"), ("network", "192.0.2.7")]
    plan = plan_of(lambda: querysets.refusing_bans(site.pk, values, now=NOON))

    assert "(site_id=? AND kind=? AND value=?)" in plan
    assert "SCAN comments_ban" not in plan
