"""What runs every few seconds or minutes finds its rows by an index, on however many comments."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet

from comments.counters import recent
from comments.maintenance.chores import stuck
from comments.models import Comment, Site
from comments.statuses import Status
from project.synthetic.request import ThreadRequest
from project.synthetic.writing import fill
from tests.support import factories
from tests.support.factories import NOON
from tests.support.plans import plan_of, reads_a_table, searches, sorts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_tables_as_new")]

SOON = NOON + timedelta(days=1)


def queries(site: Site) -> dict[str, QuerySet[Any]]:  # Any: of comments and of threads
    kept = Comment.objects.filter(site=site, status="spam", moved_at__lt=NOON, due=None).order_by("moved_at")
    traced = Comment.objects.with_traces().filter(site=site, created_at__lt=NOON).order_by("created_at")
    listed = Comment.objects.filter(site=site, status="pending").order_by("-id")
    return {
        "queue_of_site": listed,
        "what_teaches_site": Comment.objects.decided_by_people(site, Status.SPAM),
        "due": Comment.objects.due(NOON),
        "stuck": stuck.forgotten(),
        "due, put off": stuck.put_off(SOON),
        "to_purge_of_site": kept,
        "traces_to_erase": traced,
        "to_age": recent.outdated(NOON),
        "aged_at": recent.counted_ahead(NOON),
    }


def site_in_use() -> Site:
    """With enough comments that PostgreSQL, too, prefers the narrowest index."""
    site = factories.quiet_site()
    fill(site, [ThreadRequest(300)], seed=1, now=NOON)
    return site


def test_it_asks_an_index(subtests: pytest.Subtests) -> None:
    for name, rows in queries(site_in_use()).items():
        asked = rows.values_list("pk")[:10]
        plan = plan_of(partial(list, asked))

        with subtests.test(name):
            assert searches(plan, name.partition(",")[0])
            assert not reads_a_table(plan)
            assert not sorts(plan)


def test_it_counts_what_is_recent_by_an_index_thread_by_thread() -> None:
    plan = plan_of(lambda: list(recent.spans_counted(range(500), NOON)))

    assert searches(plan, "published_in_thread", "thread_id", "published_at") == 2 * len(recent.SPANS)
    assert not reads_a_table(plan)
    assert not sorts(plan)


def test_it_asks_for_the_standing_of_authors_one_by_one() -> None:
    site = site_in_use()
    plan = plan_of(lambda: Comment.objects.approvals_by_author(site.pk, ["ada@example.org", "bob@example.org"]))

    assert searches(plan, "author_on_site", "site_id", "email_canonical", "status")
