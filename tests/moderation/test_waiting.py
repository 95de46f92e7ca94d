"""What waits, as moderators are told of it: how many and why, what is new, and whether somebody is at the desk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from comments.models import Comment, DeskVisit, Finding, Flood, Membership, ReviewLease, Site
from comments.moderation import aside, decisions, leases
from comments.moderation.waiting import presence, queries
from comments.moderation.waiting.counting import what_waits
from comments.moderation.waiting.looking import Look, look
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.plans import plan_of, reads_a_table, searches

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _nobody_noted() -> None:
    presence._noted.clear()


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation="all")


def held(now: datetime = NOON, **fields: Any) -> Comment:
    """A second after it was posted."""
    return factories.screened(now=now, **fields)


def flood_on(site: Site, began: datetime = NOON) -> Flood:
    return Flood.objects.create(site=site, began_at=began, last_at=began, comments=900, alike=800)


def at_desk(user: User, site: Site | None = None, now: datetime = NOON) -> None:
    presence.note(user, site.pk if site else None, now=now)


def member(username: str, *sites: Site | None) -> User:
    user = User.objects.create(username=username, is_staff=True)
    Membership.objects.bulk_create(Membership(user=user, site=site) for site in sites)
    return user


def news(look: Look, *sites: Site, **told: Any) -> bool:
    return look.has_news([site.pk for site in sites] or None, **{"since": None, **told})


def test_it_counts_what_waits_on_each_site_with_the_oldest_and_why(site: Site) -> None:
    first, *_others = [held(NOON + number * MINUTE) for number in range(3)]
    linked = held(text="See https://one.example and https://two.example now.")
    likely = held()
    Comment.objects.filter(pk=likely.pk).update(likeness=0.95)
    reported = factories.published()
    Comment.objects.filter(pk=reported.pk).update(reported_at=NOON)
    factories.waiting()  # not screened yet
    factories.quiet_site("empty", name="A quiet place")
    elsewhere = factories.quiet_site("herald", name="Herald", premoderation="all")
    held(on=factories.subject("herald"))

    told = what_waits([one.pk for one in Site.objects.all()], now=NOON + MINUTE / 2)

    assert [one.site for one in told] == [elsewhere, site]
    times = told[1]
    assert (times.undecided.number, times.likely_spam.number, times.reported.number) == (4, 1, 1)
    assert (times.waiting.shown, times.oldest, times.flood) == ("5", first.created_at, None)
    objections = dict(times.why)
    assert objections["links"] == Finding.objects.filter(comment=linked, check_name="links").count() == 1
    assert objections["premoderation"] == max(objections.values()) == 5


def test_it_tells_a_flood_and_counts_no_further_than_the_desk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("comments.moderation.waiting.counting.COUNTED", "comments.moderation.queue.COUNTED"):
        monkeypatch.setattr(name, 2)
    flood = flood_on(site)
    for _ in range(4):
        held()

    [told] = what_waits([site.pk], now=NOON + HOUR)

    assert (told.undecided.shown, told.waiting.shown, told.flood) == ("2+", "2+", flood)


def test_it_asks_the_same_statements_however_many_sites_there_are(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        factories.quiet_site(f"site-{number}", premoderation="all")
        held(on=factories.subject(f"site-{number}"))
    people = [member(f"m{number}", site) for number in range(5)]
    for person in people:
        at_desk(person)
    ids = list(Site.objects.values_list("pk", flat=True))

    with django_assert_num_queries(4):
        what_waits(ids, now=NOON + HOUR)
    with django_assert_num_queries(6):
        look(now=NOON + MINUTE)


def test_it_has_news_once_a_comment_is_held(site: Site) -> None:
    comment = factories.waiting()
    assert not news(look(now=NOON), site)

    held(NOON)
    then = NOON + MINUTE
    assert news(look(now=then), site)
    assert not news(look(now=then), site, since=then)

    later = then + MINUTE
    run.screen([comment.pk], now=later)  # was posted before the others, and is held after them
    assert news(look(now=later + SECOND), site, since=then)


def test_it_has_no_news_of_what_is_decided_or_set_aside(site: Site) -> None:
    mod, gone, aside_ = factories.moderator(), held(), held()
    decisions.approve(gone.pk, by=mod, version=gone.version, now=NOON)
    aside.set_aside(aside_.pk, by=mod, version=aside_.version, now=NOON)

    assert not news(look(now=NOON + MINUTE), site)


def test_it_has_news_of_what_comes_back_however_much_newer_waits(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_NEWEST", 2)
    old = factories.published()
    for _ in range(3):
        held()
    then = NOON + HOUR

    decisions.review_again(old.pk, by=factories.moderator(), version=old.version, now=then + MINUTE)

    assert news(look(now=then + HOUR), site, since=then)


def test_it_has_news_of_a_report(site: Site) -> None:
    comment = factories.published()
    assert not news(look(now=NOON), site)

    Comment.objects.filter(pk=comment.pk).update(reported_at=NOON + MINUTE)

    assert news(look(now=NOON + HOUR), site, since=NOON)
    assert not news(look(now=NOON + HOUR), site, since=NOON + 2 * MINUTE)


def test_it_has_no_news_of_a_site_at_whose_desk_somebody_is(site: Site) -> None:
    herald = factories.quiet_site("herald", premoderation="all")
    held()
    held(on=factories.subject("herald"))
    anna, otto = member("anna", site), member("otto", None)

    at_desk(anna)
    there = look(now=NOON + MINUTE)
    assert (news(there, site), news(there, herald), news(there)) == (False, True, True)

    at_desk(otto, herald)
    assert not news(look(now=NOON + MINUTE))
    assert news(look(now=NOON + presence.PRESENT), site), "they left"

    at_desk(otto, now=NOON + HOUR)
    assert not news(look(now=NOON + HOUR + MINUTE)), "all sites"


def test_it_takes_nobody_for_present_who_may_not_decide_there_any_more(site: Site) -> None:
    held()
    anna = member("anna", site)
    at_desk(anna)
    Membership.objects.all().delete()

    assert news(look(now=NOON + MINUTE), site)


def test_it_takes_a_lease_for_presence(site: Site) -> None:
    comment = held()
    leases.take(comment.pk, by=factories.moderator(), now=NOON)
    assert ReviewLease.objects.exists()

    assert not news(look(now=NOON + MINUTE / 2), site)
    assert news(look(now=NOON + 2 * MINUTE), site)


def test_it_has_news_of_a_flood_once(site: Site) -> None:
    flood = flood_on(site)
    held(NOON + MINUTE)
    seen = look(now=NOON + HOUR)

    assert seen.latest_flood([site.pk]) == seen.latest_flood(None) == flood.pk
    assert news(seen, site, since=NOON)
    assert not news(seen, site, since=NOON, told_flood=flood.pk)

    Flood.objects.update(ended_at=NOON + HOUR)
    assert news(look(now=NOON + HOUR), site, since=NOON, told_flood=flood.pk)
    flood_on(site, NOON + HOUR)
    assert news(look(now=NOON + HOUR), site, since=NOON, told_flood=flood.pk)


def test_it_notes_a_visit_once_a_minute_or_at_another_site(
    site: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = member("anna", site)
    at_desk(anna)

    with django_assert_num_queries(0):
        at_desk(anna, now=NOON + MINUTE - SECOND)
    at_desk(anna, now=NOON + MINUTE)
    assert DeskVisit.objects.get().at == NOON + MINUTE

    at_desk(anna, site, now=NOON + MINUTE + SECOND)
    assert DeskVisit.objects.get().site == site
    at_desk(anna, now=NOON + MINUTE + 2 * SECOND)
    assert DeskVisit.objects.get().site is None


def test_it_reads_short_ranges_of_indexes_however_much_waits(site: Site) -> None:
    held()
    plan = plan_of(lambda: queries.arrivals([site.pk], now=NOON))

    assert searches(plan, "queue_of_site", "site_id", "status")
    assert searches(plan, "to_purge_of_site", "site_id", "status")
    assert not reads_a_table("\n".join(line for line in plan.splitlines() if "setaside" not in line))


def test_it_reads_no_more_rows_where_a_hundred_thousand_wait(site: Site) -> None:
    """Counted by the database: what SQLite steps through for one site with 300 comments, and with ten times as many."""
    if connection.vendor != "sqlite":
        return
    held()
    thread = Comment.objects.get().thread

    def more(first: int, last: int) -> None:
        Comment.objects.bulk_create(
            Comment(
                thread=thread, site=site, number=number, path=f"{number:09d}", depth=1, text="Waits.", html="Waits.",
                status=Status.PENDING, created_at=NOON,
            )
            for number in range(first, last)
        )  # fmt: skip

    def steps() -> int:
        count = 0

        def step() -> int:
            nonlocal count
            count += 1
            return 0

        connection.connection.set_progress_handler(step, 10)
        try:
            queries.arrivals([site.pk], now=NOON + HOUR)
        finally:
            connection.connection.set_progress_handler(None, 0)
        return count

    more(1_000, 1_300)
    few = steps()
    more(2_000, 5_000)
    with CaptureQueriesContext(connection) as asked:
        many = steps()

    assert len(asked) == 1
    assert many < 1.5 * few
