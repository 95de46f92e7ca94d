"""What reading a page and posting ask the database is a short range of an index, however long the thread."""

import pytest

from comments.db import bulk
from comments.models import Ban, Thread
from comments.posting import queries as posting_queries
from comments.reading import pages, queries, trending
from comments.screening import queries as screening_queries
from project.synthetic.request import ThreadRequest
from project.synthetic.writing import fill
from tests.support import factories
from tests.support.factories import NOON
from tests.support.plans import plan_of, reads_a_table, searches, sorts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_tables_as_new")]

BY_ORDER = {"oldest": "page_by_time", "newest": "page_by_time", "replies": "page_by_replies"}
BY_ORDER["recommended"] = "page_by_recommendations"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("beyond", [[], [7, 7]])
@pytest.mark.parametrize("sort", pages.SORTS)
def test_it_reads_a_page_by_its_order_and_its_branches(sort: str, beyond: list[int], backwards: bool) -> None:
    place = beyond[: len(queries.COLUMNS[sort])]
    plan = plan_of(
        lambda: queries.page(1, sort, limit=50, beyond=place, backwards=backwards, replies_each=20, in_all=200)
    )

    assert searches(plan, BY_ORDER[sort], "thread_id")
    assert searches(plan, "branch_in_order", "thread_id", "path", "path")
    assert not reads_a_table(plan)


@pytest.mark.parametrize("backwards", [False, True])
def test_it_reads_a_branch_by_its_order(backwards: bool) -> None:
    plan = plan_of(lambda: queries.branch(1, "0000001", end="0000002", limit=50, backwards=backwards))

    assert searches(plan, "branch_in_order", "thread_id", "path", "path")
    assert not sorts(plan)


@pytest.mark.parametrize("sort", pages.SORTS)
def test_it_finds_a_place_by_the_order_it_is_in(sort: str) -> None:
    plan = plan_of(lambda: queries.position_of(1, 7, sort, at_most=50))

    assert searches(plan, BY_ORDER[sort], "thread_id", ".")
    assert not reads_a_table(plan)
    assert not sorts(plan)


def test_it_finds_what_is_new_by_when_it_was_published() -> None:
    factories.site()
    for ask in (
        lambda: queries.since(1, NOON, limit=50),
        lambda: trending.counted_since("times", ["bridge"], NOON),
    ):
        plan = plan_of(ask)

        assert searches(plan, "published_in_thread", "thread_id", "published_at")
        assert not reads_a_table(plan)
        assert not sorts(plan)


def test_it_reads_a_thread_with_the_time_of_its_latest_comment_alone() -> None:
    plan = plan_of(lambda: Thread.objects.find("times", "bridge"))

    assert searches(plan, "published_in_thread", "thread_id")
    assert not reads_a_table(plan)


def plan_of_post() -> str:
    """Among enough comments and bans that PostgreSQL, too, prefers the narrowest index."""
    site = factories.site()
    fill(site, [ThreadRequest(300)], seed=1, now=NOON)
    Ban.objects.bulk_create(
        Ban(site=owner, kind="email", value=f"{n}@spam.example", created_at=NOON)
        for owner in (site, None)
        for n in range(300)
    )
    bulk.analyse(Ban)
    thread, banned = Thread.objects.get(), [("email", "ada@example.org"), ("network", "192.0.2.7")]
    return plan_of(
        lambda: posting_queries.earlier_copies_and_bans(
            thread, None, "x", banned, email_canonical="ada@example.org", name="Ada", besides=0, now=NOON
        )
    )


def test_it_finds_what_was_said_before_by_its_digest() -> None:
    assert searches(plan_of_post(), "duplicate", "thread_id", "text_digest")


def test_it_finds_bans_one_by_one_and_not_all_of_a_site() -> None:
    plan = plan_of_post()

    assert searches(plan, r"\w+", "kind", "value") == 2  # of the site, and of all sites
    assert "BLOOM" not in plan  # which reads every ban of all sites
    assert not reads_a_table(plan)


def test_it_finds_an_email_elsewhere_among_what_came_lately() -> None:
    comment = factories.fresh(factories.waiting())
    comment.thread.site.flood_seconds = 15
    plan = plan_of(lambda: screening_queries.ids_with_email_elsewhere([comment]))

    assert searches(plan, "came_lately", "created_at", "created_at")
    assert not reads_a_table(plan)
