"""A flood is noticed once, holds new authors while it lasts, and ends; a busy day is none."""

import logging
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import tasks
from comments.models import Cluster, Comment, Flood, Premoderation, Site, Thread
from comments.paths import path_below
from comments.posting import threads
from comments.posting.draft import Draft
from comments.screening import run
from comments.similarity import clusters, floods
from comments.statuses import Status
from tests.support import factories, variants
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
END = NOON + 5 * MINUTE


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation=Premoderation.OBJECTIONS)


def came(number: int, *, alike: int = 0, slug: str = "times", key: str = "bridge", ago: timedelta = MINUTE) -> Thread:
    """So many checked comments, shortly before END; so many of them in one cluster."""
    on = factories.subject(slug, key)
    factories.quiet_site(slug)
    thread = threads.describe(on)
    factories.crowd(number, on=on)
    rows = Comment.objects.filter(thread=thread)
    rows.update(created_at=END - ago)
    if alike:
        cluster = Cluster.objects.create(site=thread.site, size=alike, first_at=NOON, last_at=END)
        rows.filter(number__lte=alike).update(cluster=cluster)
    return thread


def watched(after: timedelta = timedelta(0)) -> list[Flood]:
    floods.watch(now=END + after)
    return list(Flood.objects.filter(ended_at=None))


def test_it_notices_many_that_are_alike(site: Site) -> None:
    came(40, alike=30)

    flood = watched()[0]

    assert (flood.site, flood.comments, flood.alike, flood.began_at) == (site, 40, 30, END - MINUTE)


@pytest.mark.parametrize(
    ("number", "alike"),
    [(floods.FEWEST - 1, floods.FEWEST - 1), (80, 0), (80, 38), (20, 20)],
    ids=["few", "a busy day", "less than half alike", "a small one"],
)
def test_it_takes_no_ordinary_day_for_a_flood(number: int, alike: int, site: Site) -> None:
    came(number, alike=alike)

    assert watched() == []


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> int:
    """The past of a site is a day; in so many windows."""
    monkeypatch.setattr(floods, "PAST", timedelta(days=1))
    return 144


def test_it_measures_a_site_by_its_own_past(site: Site, day: int) -> None:
    came(4 * day, key="past", ago=12 * 60 * MINUTE)
    came(39, alike=39)

    assert watched() == []

    came(2, alike=2, key="more")

    assert [flood.usual for flood in watched()] == [4.0]


def test_it_does_not_let_one_flood_excuse_the_next(site: Site, day: int) -> None:
    came(4 * day, key="past", alike=4 * day, ago=12 * 60 * MINUTE)
    came(39, alike=39)

    assert len(watched()) == 1


def test_it_judges_by_those_that_were_checked_already(site: Site) -> None:
    thread = came(100, alike=20)
    Comment.objects.filter(thread=thread, number__gt=20).update(status=Status.PENDING, html=None)

    assert len(watched()) == 1


def test_it_tells_sites_apart(site: Site) -> None:
    came(40, alike=40, slug="post")
    came(80)

    assert [flood.site.slug for flood in watched()] == ["post"]


def test_it_gives_one_notice_and_counts_on(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    came(40, alike=40)
    with caplog.at_level(logging.WARNING):
        watched()
        came(60, alike=50, key="more", ago=-MINUTE)
        flood = watched(after=2 * MINUTE)[0]

    assert (flood.comments, flood.alike) == (100, 90)
    assert len(caplog.records) == 1


def test_it_ends_when_ten_minutes_brought_less_than_half(site: Site) -> None:
    came(40, alike=40)
    flood = watched()[0]

    assert watched(after=8 * MINUTE) == [flood]
    assert watched(after=10 * MINUTE) == []
    assert Flood.objects.get().comments == 40


def test_it_ends_when_what_comes_is_not_alike_any_more(site: Site) -> None:
    came(40, alike=40)
    watched()
    came(100, key="honest", ago=-11 * MINUTE)

    assert watched(after=12 * MINUTE) == []


def test_it_can_come_again(site: Site) -> None:
    came(40, alike=40)
    watched()
    watched(after=20 * MINUTE)
    came(40, alike=40, key="again", ago=-60 * MINUTE)

    assert len(watched(after=61 * MINUTE)) == 1
    assert Flood.objects.count() == 2


def test_it_holds_new_authors_until_it_ends(site: Site) -> None:
    came(40, alike=40)
    watched()
    held = factories.screened(now=END, address="203.0.113.5")
    watched(after=20 * MINUTE)
    published = factories.screened(now=END + 21 * MINUTE, address="203.0.113.6")

    assert (held.status, published.status) == (Status.PENDING, Status.APPROVED)


def test_it_asks_the_database_as_often_for_many_sites_as_for_one() -> None:
    came(40)
    one = _queries()
    for number in range(5):
        came(40, slug=f"site-{number}")

    assert _queries() == one == 2


def _queries() -> int:
    with CaptureQueriesContext(connection) as queries:
        watched()
    return len(queries) - 1


def test_it_is_watched_by_a_task(site: Site) -> None:
    came(40, alike=40)
    Comment.objects.update(created_at=timezone.now())
    tasks.watch_floods()

    assert Flood.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_notices_once_however_many_watch(caplog: pytest.LogCaptureFixture) -> None:
    came(40, alike=40)
    answers = at_once([partial(floods.watch, now=END)] * 4)

    assert answers == [None] * 4
    assert Flood.objects.count() == 1
    assert len(caplog.records) == 1


def test_it_makes_one_card_of_hundreds_of_variants_and_publishes_none(site: Site) -> None:
    """From 300 networks, within five minutes, on fifty articles."""
    comments = _variants()
    handfuls = [comments[start : start + 20] for start in range(0, len(comments), 20)]
    for handful in handfuls[:-1]:
        clusters.assign(site, handful, END)
    watched()
    for handful in handfuls[-1:]:
        run.screen([comment.pk for comment in handful], now=END)
    watched(after=15 * SECOND)

    assert Cluster.objects.count() <= 3
    assert Comment.objects.filter(cluster=None).count() < 3
    assert Flood.objects.get().alike > 297
    assert Comment.objects.filter(status=Status.PENDING, due=None).count() == 20
    assert not Comment.objects.filter(status=Status.APPROVED).exists()


def _variants() -> list[Comment]:
    pages = [threads.describe(factories.subject(key=f"page-{n}")) for n in range(50)]
    return Comment.objects.bulk_create(
        _row(pages[number % 50], variants.spam(number), number, NOON + number * SECOND) for number in range(300)
    )


def _row(thread: Thread, draft: Draft, number: int, now: datetime) -> Comment:
    return Comment(
        thread=thread, site=thread.site, depth=1,
        number=number // 50 + 1, path=path_below("", number // 50 + 1, max_depth=5),
        name=draft.name, email=draft.email, text=draft.text, text_digest=draft.text_digest,
        address=draft.address, network=draft.address, created_at=now, due=now,
    )  # fmt: skip
