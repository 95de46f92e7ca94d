"""The queues of the desk: what is in each, in which order, for whom, and how they are counted."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from pytest_django import DjangoAssertNumQueries

from comments.access.membership import ALL_SITES, NO_SITE, Access
from comments.models import Comment, Report, ReviewLease, ReviewSample, SetAside
from comments.moderation import decisions, queries, queue
from comments.moderation.queries import Scope
from comments.moderation.queue import QUEUES, Count
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.plans import plan_of, searches

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def listed(name: str, access: Access = ALL_SITES, **asked: Any) -> list[int]:
    """A page of a queue; as long as nothing narrows it, also what is found to decide on all of it at once."""
    ids = [one.pk for one in queue.page(name, access, by=factories.moderator(), now=LATER, **asked)]
    if asked.keys() <= {"site_id", "order"}:
        whole = queue.matching(name, access, by=factories.moderator(), site_id=asked.get("site_id"), now=LATER)
        assert sorted(ids) == sorted(whole.values_list("pk", flat=True))
    return ids


def following(name: str, comment: Comment, **asked: Any) -> int | None:
    return queue.next_id(name, ALL_SITES, comment.pk, by=factories.moderator(), now=LATER, **asked)


def counted(access: Access = ALL_SITES, **asked: Any) -> dict[str, Count]:
    return queue.counts(access, by=factories.moderator(), now=LATER, **asked)


def waiting(**fields: Any) -> Comment:
    return factories.waiting(**fields)


def likely(likeness: float = 0.9, **fields: Any) -> Comment:
    comment = factories.waiting(**fields)
    Comment.objects.filter(pk=comment.pk).update(likeness=likeness)
    return comment


def reported(**fields: Any) -> Comment:
    comment = factories.published(**fields)
    for reporter in ("a", "b"):
        Report.objects.create(comment=comment, text_version=1, reporter=reporter, reason="spam", created_at=NOON)
    Comment.objects.filter(pk=comment.pk).update(reported_at=NOON)
    return comment


def unseen(**fields: Any) -> Comment:
    comment = factories.published(**fields)
    Comment.objects.filter(pk=comment.pk).update(unseen=True, decided_at=None)
    return comment


def sampled(**fields: Any) -> Comment:
    comment = factories.waiting(**fields)
    Comment.objects.filter(pk=comment.pk).update(status="spam")
    ReviewSample.objects.create(comment=comment, day=NOON.date(), status="spam")
    return comment


def aside(**fields: Any) -> Comment:
    comment = factories.waiting(**fields)
    SetAside.objects.create(comment=comment, by=factories.moderator("Otto"), created_at=NOON)
    return comment


def decided(**fields: Any) -> Comment:
    comment = factories.waiting(**fields)
    return decisions.reject(comment.pk, by=factories.moderator(), version=1, now=comment.created_at)


MAKERS: dict[str, Callable[..., Comment]] = {
    "decide": waiting, "spam": likely, "reported": reported, "unseen": unseen, "sample": sampled, "aside": aside,
    "decided": decided,
}  # fmt: skip


def test_it_has_the_queues_in_the_order_of_the_bar() -> None:
    assert list(QUEUES) == list(MAKERS)


@pytest.mark.parametrize("name", QUEUES)
def test_it_lists_and_counts_each_comment_in_its_queue(name: str) -> None:
    first, second = MAKERS[name](), MAKERS[name]()
    for other in set(QUEUES) - {name}:
        MAKERS[other]()

    assert {first.pk, second.pk} <= set(listed(name))
    assert counted()[name].number == len(listed(name))
    if name != "decided":  # what is reported was approved by somebody
        assert set(listed(name)) == {first.pk, second.pk}


@pytest.mark.parametrize("name", QUEUES)
def test_it_shows_nothing_of_other_sites(name: str) -> None:
    mine = MAKERS[name]()
    theirs = MAKERS[name](on=factories.subject("gazette"))
    access = Access(site_ids=frozenset({mine.site_id}), chief_ids=frozenset())

    assert listed(name, access) == listed(name, ALL_SITES, site_id=mine.site_id) == [mine.pk]
    assert counted(access)[name].number == counted(site_id=theirs.site_id)[name].number == 1
    assert listed(name, access, site_id=theirs.site_id) == listed(name, NO_SITE) == []
    assert counted(NO_SITE)[name] == Count(0)


@pytest.mark.parametrize(("name", "order"), [(one.name, order) for one in QUEUES.values() for order in one.orders])
def test_it_pages_through_a_queue_of_several_sites_without_gap_or_repetition(name: str, order: str) -> None:
    subjects = [factories.subject("times"), factories.subject("gazette"), factories.subject("herald")]
    made = [MAKERS[name](on=subjects[number % 3], now=NOON + timedelta(seconds=number)) for number in range(7)]

    seen: list[int] = []
    while page := listed(name, order=order, after=seen[-1] if seen else None, limit=2):
        seen += page

    expected = [one.pk for one in made]
    assert seen == (expected if order in ("oldest", "reported") else expected[::-1])


@pytest.mark.parametrize("name", QUEUES)
def test_it_goes_on_behind_a_comment_and_begins_again_at_the_end(name: str) -> None:
    for number in range(3):
        MAKERS[name](now=NOON + timedelta(seconds=number))
    first, second, third = (Comment.objects.get(pk=pk) for pk in listed(name))

    assert [following(name, one) for one in (first, second, third)] == [second.pk, third.pk, first.pk]


def test_it_has_no_next_one_where_nothing_else_waits() -> None:
    assert following("decide", waiting()) is None


def test_it_skips_what_a_colleague_is_at_and_nothing_of_ones_own() -> None:
    first, second, third = waiting(), waiting(), waiting()
    lease = ReviewLease.objects.create(
        comment=second, by=factories.moderator("Otto"), until=LATER + timedelta(seconds=9)
    )

    assert following("decide", first) == third.pk
    assert listed("decide") == [first.pk, second.pk, third.pk]
    ReviewLease.objects.filter(pk=lease.pk).update(until=LATER)
    assert following("decide", first) == second.pk
    ReviewLease.objects.filter(pk=lease.pk).update(until=LATER + timedelta(seconds=9), by=factories.moderator())
    assert following("decide", first) == second.pk


def test_it_orders_likely_spam_by_what_the_filter_says_now() -> None:
    first, second, third = likely(0.85), likely(0.99), likely(0.99)

    assert listed("spam") == [third.pk, second.pk, first.pk]
    Comment.objects.filter(pk=third.pk).update(likeness=0.81)
    assert listed("spam", after=third.pk) == []
    assert listed("spam", after=second.pk) == [first.pk, third.pk]


def test_it_orders_what_waits_by_likeness_and_what_the_filter_has_not_judged_behind_it() -> None:
    made = [waiting() for _ in range(5)]
    for comment, likeness in zip(made, [0.1, None, 0.79, 0.1, None], strict=True):
        Comment.objects.filter(pk=comment.pk).update(likeness=likeness)
    ordered = [made[place] for place in (2, 3, 0, 4, 1)]

    assert listed("decide", order="likeness") == [comment.pk for comment in ordered]
    for comment, behind in zip(ordered, [*ordered[1:], ordered[0]], strict=True):
        assert following("decide", comment, order="likeness") == behind.pk
        assert listed("decide", order="likeness", after=comment.pk, limit=1) == [behind.pk][: comment != ordered[-1]]


def test_it_goes_on_behind_likely_spam_that_was_decided_just_now() -> None:
    _skipped, second, third = likely(0.99), likely(0.9), likely(0.85)
    decisions.mark_spam(second.pk, by=factories.moderator(), version=1)

    assert following("spam", second) == third.pk


def test_it_takes_what_is_set_aside_back_when_the_time_is_over() -> None:
    comment = aside()
    SetAside.objects.update(until=LATER)

    assert (listed("decide"), listed("aside")) == ([comment.pk], [])
    SetAside.objects.update(until=LATER + timedelta(seconds=1))
    assert (listed("decide"), listed("aside")) == ([], [comment.pk])


def test_it_leaves_to_the_checks_what_they_have_not_looked_at_until_it_is_overdue() -> None:
    fresh = waiting(now=LATER - timedelta(seconds=59))
    overdue = waiting(now=LATER - timedelta(seconds=61))

    assert listed("decide") == [overdue.pk]
    Comment.objects.filter(pk=fresh.pk).update(html="<p>A.</p>")
    assert listed("decide") == [fresh.pk, overdue.pk]


def test_it_lists_one_thread_alone() -> None:
    here, _there = waiting(), waiting(on=factories.subject(key="tower"))

    assert listed("decide", thread_id=here.thread_id) == [here.pk]


def test_it_says_since_when_the_first_waits() -> None:
    waiting(now=NOON + timedelta(minutes=1))
    waiting(now=NOON)

    assert counted()["decide"].oldest == NOON + timedelta(minutes=1)
    assert counted()["spam"].oldest is None


def test_it_counts_no_further_than_anybody_needs_to_know() -> None:
    for _ in range(4):
        waiting()

    with patch.object(queue, "COUNTED", 2):
        count = counted()["decide"]

        assert (count.number, count.shown) == (3, "2+")
    assert counted()["decide"].shown == "4"
    assert Count(1001).shown == "1,000+"


def test_it_asks_no_more_for_more(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for slug in ("times", "gazette", "herald"):
        for _ in range(3):
            waiting(on=factories.subject(slug))
    by = factories.moderator()

    with django_assert_max_num_queries(4):
        for comment in queue.page("decide", ALL_SITES, by=by, now=LATER):
            assert comment.thread.site == comment.site
            assert not (comment.parent or comment.findings.all() or hasattr(comment, "set_aside"))
    with django_assert_max_num_queries(4):
        queue.counts(ALL_SITES, by=by, now=LATER)


@pytest.mark.usefixtures("_tables_as_new")
@pytest.mark.parametrize(("name", "order"), [(one.name, order) for one in QUEUES.values() for order in one.orders])
def test_it_reads_a_range_of_an_index_and_sorts_nothing_but_what_it_found(name: str, order: str) -> None:
    scope = Scope([MAKERS[name]().site_id], factories.moderator(), LATER)

    for part, its_order in queries.PARTS.get((name, order), [(name, order)]):
        plan = plan_of(partial(queries.ids, part, its_order, scope, limit=20))

        [found] = queries.RANGES[part][:1]
        if found.index:
            assert searches(plan, found.index, "site_id")
        assert not re.search(r"SCAN (c|comments_comment)\b|Seq Scan on comments_comment\b", plan)


@pytest.mark.usefixtures("_tables_as_new")
def test_it_takes_no_longer_for_what_is_likely_spam_before_what_is_not() -> None:
    """A flood stands in another index: the queue begins behind it without reading it."""
    site_id = waiting().site_id

    plan = plan_of(lambda: queries.ids("decide", "oldest", Scope([site_id], factories.moderator(), LATER), limit=20))

    assert "to_decide" in plan
    assert "queue_of_site" not in plan


@pytest.mark.parametrize("most", [0, 400])
def test_it_lists_what_has_one_of_some_statuses_whatever_the_number_of_sites(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_RANGES", most)
    rows = [waiting(), waiting(on=factories.subject("post")), factories.published(), waiting()]
    decisions.mark_spam(rows[3].pk, by=factories.moderator(), version=1, now=NOON)
    wanted = [Status.PENDING, Status.SPAM]
    ask = partial(queue.with_status, wanted, ALL_SITES, by=factories.moderator(), now=LATER, limit=9)
    first, post, published, spam = (row.pk for row in rows)

    assert ask() == [spam, post, first]
    assert ask(is_newest_first=False) == [first, post, spam]
    assert ask(after=post) == [first]
    assert ask(site_id=rows[1].site_id) == [post]
    assert published in queue.with_status(list(Status), ALL_SITES, by=factories.moderator(), now=LATER, limit=9)
    assert queue.with_status(wanted, NO_SITE, by=factories.moderator(), now=LATER, limit=9) == []


@pytest.mark.usefixtures("_tables_as_new")
def test_it_lists_statuses_by_a_range_of_an_index_each() -> None:
    comment, statuses = waiting(), [Status.PENDING, Status.APPROVED]
    scope = Scope([comment.site_id], factories.moderator(), LATER)

    plan = plan_of(lambda: queries.ids_with_status(statuses, "newest", scope, limit=20))

    assert searches(plan, "queue_of_site", "site_id", "status") == 2, plan
