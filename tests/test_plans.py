"""What reading a page and posting ask the database is a short range of an index, however long the thread."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import querysets, reading
from comments.models import Thread
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


def plan_of_post() -> str:
    thread, banned = Thread(pk=1, site=build.site()), [("email", "ada@example.org"), ("network", "192.0.2.7")]
    return plan_of(
        lambda: querysets.against_post(
            thread, None, "x", banned, email_canonical="ada@example.org", name="Ada", besides=0, now=NOON
        )
    )


def test_it_finds_what_was_said_before_by_its_digest() -> None:
    assert "INDEX duplicate (thread_id=? AND text_digest=?)" in plan_of_post()


def test_it_finds_bans_one_by_one_and_not_all_of_a_site() -> None:
    plan = plan_of_post()

    assert "(site_id=? AND kind=? AND value=?)" in plan
    assert "SCAN comments_ban" not in plan


def test_it_finds_an_email_elsewhere_among_what_came_lately() -> None:
    comment = build.fresh(build.waiting())
    comment.thread.site.flood_seconds = 15
    plan = plan_of(lambda: querysets.emails_elsewhere([comment]))

    assert "INDEX came_lately (created_at>? AND created_at<?)" in plan
    assert "SCAN comments_" not in plan
