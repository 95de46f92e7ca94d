"""How much is talked about: counts of many threads, and the threads that had most comments lately."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from comments import conf, limits
from comments.counters import recent
from comments.errors import NotFound
from comments.maintenance import chores
from comments.models import Comment, Site, Thread
from comments.models.querysets import ThreadQuerySet
from comments.posting import posts, threads
from comments.reading import trending
from comments.reading.trending import TrendingThread
from tests.support import factories
from tests.support.actions import ACTIONS
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def keys(**options: Any) -> list[str]:
    return [talked.key for talked in trending.threads("times", **options)]


def talk(key: str, times: int, *, days_ago: float = 1) -> list[Comment]:
    return [factories.published(on=factories.subject(key=key), now=NOON - days_ago * DAY) for _ in range(times)]


def age() -> None:
    chores.run(now=NOON)


def decided(comment: Comment, *actions: str) -> None:
    for action in actions:
        version = factories.fresh(comment).version
        ACTIONS[action](comment.pk, by=factories.moderator(), version=version, now=NOON)


def test_it_lists_what_is_talked_about_most_first() -> None:
    talk("ferry", 1)
    talk("bridge", 3)
    talk("crane", 2)

    assert keys() == ["bridge", "crane", "ferry"]
    assert keys(limit=2) == ["bridge", "crane"]
    assert keys(exclude_key="bridge") == ["crane", "ferry"]


def test_it_lists_the_newer_of_two_threads_talked_about_as_much_first() -> None:
    talk("ferry", 2)
    talk("bridge", 2)

    assert keys() == ["bridge", "ferry"]


def test_it_counts_only_comments_of_the_last_days() -> None:
    talk("silo", 4, days_ago=31)
    talk("ferry", 3, days_ago=8)
    talk("crane", 2, days_ago=2)
    talk("bridge", 1, days_ago=0.5)
    age()

    assert keys(days=1) == ["bridge"]
    assert keys() == keys(days=7) == ["crane", "bridge"]
    assert keys(days=30) == ["ferry", "crane", "bridge"]


def test_it_says_how_many_comments_and_how_many_lately() -> None:
    talk("bridge", 2, days_ago=8)
    talk("bridge", 1)
    age()

    assert trending.threads("times") == [
        TrendingThread("bridge", "The bridge is open", f"{conf.public_url()}/city/bridge/", count=3, recent=1)
    ]


def test_it_counts_nothing_that_readers_do_not_see() -> None:
    (spam,) = talk("ferry", 1)
    factories.published(spam, now=NOON - DAY)
    decided(spam, "spam")
    (rejected,) = talk("crane", 1)
    decided(rejected, "reject")
    factories.waiting(now=NOON - DAY)

    assert keys() == []


def test_it_counts_a_branch_again_that_was_taken_for_spam() -> None:
    (top,) = talk("ferry", 1)
    factories.published(top, now=NOON - DAY)
    decided(top, "spam", "undo")

    assert [talked.recent for talked in trending.threads("times")] == [2]


def test_it_counts_from_the_first_publication_of_what_comes_back() -> None:
    (old,) = talk("ferry", 1, days_ago=8)
    decided(old, "reject", "undo")
    age()

    assert keys() == []
    assert keys(days=30) == ["ferry"]


def test_it_lists_nothing_of_another_site() -> None:
    factories.published(on=factories.subject("post"), now=NOON - DAY)

    assert keys() == []


def test_it_lists_a_page_that_only_a_visitor_described_once_somebody_vouches_for_it() -> None:
    factories.quiet_site()
    where = factories.subject(url="https://times.example.org/made-up/")
    comment = posts.post_comment_from_elsewhere(where, factories.draft(), now=NOON - DAY).comment
    decided(comment, "approve")
    Thread.objects.update(is_confirmed=False)

    assert keys() == []
    threads.describe(factories.subject())
    assert keys() == ["bridge"]


def test_it_reads_what_is_talked_about_by_one_query(django_assert_num_queries: Any) -> None:
    talk("ferry", 2)
    talk("bridge", 1)

    with django_assert_num_queries(1):
        assert len(trending.threads("times", exclude_key="crane")) == 2


@pytest.mark.parametrize("days", limits.TREND_DAYS)
def test_it_reads_a_short_range_of_an_index_in_its_order(days: int) -> None:
    talk("ferry", 2)
    plan = explained(Thread.objects.trending(Site.objects.filter(slug="times"), days=days))

    assert f"talked_about_{days} " in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def explained(rows: ThreadQuerySet) -> str:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # of so few rows it would read all
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("set local enable_bitmapscan = off")
            cursor.execute("set local enable_sort = off")
    return rows[:8].explain()


def test_it_counts_the_comments_of_many_threads_by_one_query(django_assert_num_queries: Any) -> None:
    talk("ferry", 2)
    talk("bridge", 1)

    with django_assert_num_queries(1):
        counted = trending.counts("times", ["bridge", "nothing", "ferry", "bridge"])
    assert counted == {"bridge": 1, "nothing": 0, "ferry": 2}


def test_it_counts_on_one_site_only() -> None:
    factories.published(on=factories.subject("post"))
    talk("ferry", 1)

    assert trending.counts("times", ["bridge", "ferry"]) == {"bridge": 0, "ferry": 1}


def test_it_counts_nothing_on_a_site_without_threads_and_knows_no_other() -> None:
    factories.site()

    assert trending.counts("times", ["bridge"]) == {"bridge": 0}
    with pytest.raises(NotFound):
        trending.counts("nowhere", ["bridge"])


def test_it_counts_threads_anew_after_comments_that_came_by_no_decision() -> None:
    now = timezone.now()
    thread = factories.crowd(3, replies=2)
    elsewhere = factories.published(on=factories.subject("post"), now=now)
    Thread.objects.filter(pk=elsewhere.thread_id).update(recent_7=5)
    Comment.objects.filter(thread=thread).update(published_at=now - 2 * DAY)
    recent.recount_threads([thread.pk], now=now)

    (talked,) = trending.threads("times")
    assert (talked.count, talked.recent) == (9, 9)
    assert keys(days=1) == []
    assert trending.threads("post")[0].recent == 5
