"""What is in a feed, in which order, and what it costs to read it."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from comments.db import bulk
from comments.models import Comment, Commenter, Site
from comments.moderation import decisions
from comments.reading import feeds
from comments.reading.feeds import Feed, queries
from comments.statuses import Status
from project.synthetic.request import ThreadRequest
from project.synthetic.writing import fill
from tests.support import accounts, factories
from tests.support.factories import NOON
from tests.support.plans import plan_of, reads_a_table, searches, sorts

pytestmark = pytest.mark.django_db


def ids(feed: Feed | None) -> list[int]:
    assert feed is not None
    return [comment.pk for comment in feed.comments]


def site() -> Site:
    return factories.quiet_site()


def commenter_on(site: Site) -> Commenter:
    return Commenter.objects.create(site=site, created_at=NOON)


def test_it_lists_what_was_published_last_first() -> None:
    first = factories.published()
    second = factories.published(on=factories.subject(key="tower"), now=NOON + timedelta(minutes=2))
    between = factories.published(first, now=NOON + timedelta(minutes=1))
    factories.screened()  # waits
    factories.published(on=factories.subject("gazette"))

    assert ids(feeds.of_site(site())) == [second.pk, between.pk, first.pk]
    assert ids(feeds.of_thread(first.thread)) == [between.pk, first.pk]


@pytest.mark.parametrize("gone", [Status.PENDING, Status.SPAM, Status.REJECTED, Status.DELETED])
def test_it_leaves_out_what_left(gone: Status) -> None:
    top = factories.published()
    reply = factories.published(top)
    decide = {
        Status.PENDING: decisions.review_again,
        Status.SPAM: decisions.mark_spam,
        Status.REJECTED: decisions.reject,
        Status.DELETED: decisions.delete,
    }[gone]

    decide(top.pk, by=factories.moderator(), version=factories.fresh(top).version)

    assert ids(feeds.of_site(site())) == ([] if gone == Status.SPAM else [reply.pk])
    assert ids(feeds.of_thread(top.thread)) == ids(feeds.of_site(site()))


def test_it_goes_on_behind_fifty_without_a_gap_or_a_repetition() -> None:
    thread = factories.crowd(2 * feeds.ENTRIES + 1)  # all published at one moment

    seen: list[int] = []
    before = ""
    for _page in range(3):
        feed = feeds.of_thread(thread, before=before)
        assert feed is not None
        seen += ids(feed)
        before = feed.older or ""

    assert not before
    assert seen == sorted(Comment.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("before", ["x", "1", "1-", "-1", "1-2-3", "9" * 17 + "-1", "1-" + "9" * 19, "٣-٣", "1-1\n"])
def test_it_knows_no_place_but_its_own(before: str) -> None:
    thread = factories.crowd(1)

    assert feeds.of_thread(thread, before=before) is None


@pytest.mark.parametrize("before", ["0-0", "9" * 16 + "-" + "9" * 18])
def test_it_goes_on_from_the_ends_of_time(before: str) -> None:
    assert feeds.of_thread(factories.crowd(1), before=before) is not None


def test_it_lists_the_replies_of_others_to_one_browser() -> None:
    me, you = commenter_on(site()), commenter_on(site())
    mine, yours = (
        factories.published(commenter_id=me.pk, remember=True),
        factories.published(commenter_id=you.pk, remember=True),
    )
    answer = factories.published(mine)
    again = factories.published(mine, commenter_id=you.pk, remember=True, now=NOON + timedelta(minutes=1))
    for other in (mine, yours):
        factories.published(other, commenter_id=me.pk, remember=True, now=NOON + timedelta(minutes=2))
    factories.screened(mine)

    assert ids(feeds.to_author(me)) == [again.pk, answer.pk]


def test_it_reads_the_feed_of_a_site_by_one_short_range(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.crowd(3)
    with django_assert_num_queries(2):
        feed = feeds.of_site(Site.objects.by_slug("times"))
        assert feed is not None
        assert {comment.thread.site.slug for comment in feed.comments} == {"times"}


def test_it_lists_the_replies_of_others_to_one_account_of_the_host() -> None:
    _token, me = accounts.signed_in(site())
    mine = factories.published(identity_id=me.pk)
    answer = factories.published(mine)
    factories.published(mine, identity_id=me.pk, now=NOON + timedelta(minutes=1))

    assert ids(feeds.to_author(me)) == [answer.pk]


@pytest.mark.usefixtures("_tables_as_new")
def test_it_finds_what_is_new_by_when_it_was_published() -> None:
    owner = site()
    fill(owner, [ThreadRequest(300) for _ in range(3)], seed=1, now=NOON)
    bulk.analyse(Comment)
    end = feeds._LATEST
    plan = plan_of(lambda: queries.of_site(owner.pk, end, limit=51))
    assert searches(plan, "newest_on_site", "site_id", ".")
    assert not reads_a_table(plan)
    assert not sorts(plan)

    thread = owner.threads.earliest("pk")
    plan = plan_of(lambda: queries.of_thread(thread.pk, end, limit=51))
    assert searches(plan, "published_in_thread", "thread_id", "published_at")
    assert not reads_a_table(plan)


def test_it_gives_each_site_a_tag_of_its_own() -> None:
    one, other = factories.site("one"), factories.site("other")

    assert one.feed_tag.startswith("tag:localhost,")
    assert one.feed_tag != other.feed_tag


def test_it_fills_in_what_an_earlier_release_left_out() -> None:
    known, without = factories.site("known"), factories.site("without")
    Site.objects.filter(pk=without.pk).update(feed_tag="")

    assert feeds.fill_tags() == 1

    without.refresh_from_db()
    assert without.feed_tag.startswith("tag:")
    assert Site.objects.get(pk=known.pk).feed_tag == known.feed_tag
