"""Who is told that comments wait, and when: once for each quiet period and mailbox, and not while somebody decides."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.models import (
    Comment,
    Delivery,
    DeliveryState,
    Flood,
    Membership,
    NoticeSetting,
    NoticeTime,
    Site,
)
from comments.moderation import decisions
from comments.moderation.notices import choosing, writing
from comments.moderation.notices.choosing import NoticeChoice
from comments.moderation.notices.times import GATHERED, next_time
from comments.moderation.notices.writing import write_due
from comments.moderation.waiting import presence
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _nobody_noted() -> None:
    presence._noted.clear()


@pytest.fixture
def site() -> Site:
    return factories.quiet_site(premoderation="all")


def member(username: str, *sites: Site | None, email: str = "") -> User:
    user = User.objects.create(username=username, is_staff=True, email=email or f"{username}@times.example")
    Membership.objects.bulk_create(Membership(user=user, site=site) for site in sites)
    return user


def wants(user: User, frequency: str = NoticeTime.AT_ONCE, *, now: datetime = NOON, **choice: Any) -> NoticeSetting:
    choosing.choose(user, NoticeChoice(frequency, **choice), now=now)
    return NoticeSetting.objects.get(user=user, site=None)


def held(now: datetime = NOON, **fields: Any) -> Comment:
    return factories.screened(now=now, **fields)


def told() -> list[str]:
    return [User.objects.get(pk=one.removeprefix("user:")).username for one in _recipients()]


def _recipients() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("recipient", flat=True))


def sent() -> None:
    """As if all that is owed went out."""
    Delivery.objects.filter(state=DeliveryState.OWED).update(state=DeliveryState.SENT, ended_at=NOON)


def after(span: timedelta) -> int:
    """How many are told then, with all before sent."""
    sent()
    return write_due(now=NOON + span)


def test_it_tells_who_wants_it_once_with_time_for_more_to_come(site: Site) -> None:
    wants(member("anna", site))
    wants(member("otto", site), NoticeTime.NEVER)
    member("ina", site)
    held()

    assert write_due(now=NOON + SECOND) == 1

    owed = Delivery.objects.get()
    assert told() == ["anna"]
    assert (owed.kind, owed.channel, owed.state, owed.site) == ("moderators.waiting", "mail", "owed", site)
    assert owed.due == NOON + SECOND + GATHERED
    assert write_due(now=NOON + HOUR) == 0, "it is on its way, and will say all"
    assert after(HOUR) == 0, "nothing new"


@pytest.mark.parametrize(("frequency", "quiet"), [(NoticeTime.AT_ONCE, 5 * MINUTE), (NoticeTime.HOURLY, HOUR)])
def test_it_tells_again_after_the_quiet_period_if_something_new_waits(
    site: Site, frequency: str, quiet: timedelta
) -> None:
    wants(member("anna", site), frequency)
    held()
    after(SECOND)
    held(NOON + MINUTE)

    assert after(SECOND + quiet - SECOND) == 0
    assert after(SECOND + quiet) == 1
    assert after(SECOND + 3 * quiet) == 0


def test_it_tells_nobody_while_somebody_is_at_the_desk(site: Site) -> None:
    wants(member("anna", site))
    held()
    presence.note(member("otto", site), None, now=NOON)

    assert write_due(now=NOON + MINUTE) == 0
    assert write_due(now=NOON + presence.PRESENT) == 1


def test_it_tells_nobody_of_what_was_decided(site: Site) -> None:
    wants(member("anna", site))
    comment = held()
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version, now=NOON)

    assert write_due(now=NOON + HOUR) == 0


def test_it_tells_what_waited_before_to_somebody_who_begins_to_want_it(site: Site) -> None:
    held()
    wants(member("anna", site), now=NOON + DAY)

    assert write_due(now=NOON + DAY + SECOND) == 1


def ended(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def left(user: User) -> None:
    Membership.objects.filter(user=user).delete()


def without_address(user: User) -> None:
    User.objects.filter(pk=user.pk).update(email="")


def stopped(user: User) -> None:
    choosing.stop(user)


@pytest.mark.parametrize("change", [ended, left, without_address, stopped])
def test_it_tells_nobody_who_may_not_or_cannot_or_will_not_hear(site: Site, change: Any) -> None:
    anna = member("anna", site)
    wants(anna)
    held()
    change(anna)

    assert write_due(now=NOON + HOUR) == 0


def test_it_tells_of_ones_own_sites_alone_and_as_each_is_set(site: Site) -> None:
    herald = factories.quiet_site("herald", premoderation="all")
    anna = member("anna", site, herald)
    wants(anna, of_sites={herald.pk: NoticeTime.NEVER, site.pk + 99: NoticeTime.AT_ONCE})
    held(on=factories.subject("herald"))
    other = factories.quiet_site("other", premoderation="all")
    held(on=factories.subject("other"))
    assert other.pk and write_due(now=NOON + SECOND) == 0

    choosing.choose(anna, NoticeChoice(NoticeTime.NEVER, of_sites={herald.pk: NoticeTime.AT_ONCE}), now=NOON)
    assert write_due(now=NOON + 2 * SECOND) == 1
    assert Delivery.objects.get().site == herald


def test_it_writes_one_mail_for_two_accounts_of_one_mailbox(site: Site) -> None:
    elder, younger = (
        member("anna", site, email="Anna@Times.example"),
        member("boss", None, email="anna+x@times.example"),
    )
    wants(younger)
    wants(elder)
    held()

    assert write_due(now=NOON + SECOND) == 1
    assert told() == ["anna"]

    held(NOON + MINUTE, on=factories.subject("times", "other"))
    assert after(HOUR) == 1, "one again, also where the other account was told nothing yet"
    factories.quiet_site("herald", premoderation="all")
    held(NOON + 2 * HOUR, on=factories.subject("herald"))
    after(3 * HOUR)
    assert told() == ["anna", "anna", "boss"], "of a site that the elder account does not moderate"


def test_it_stops_for_the_mailbox_by_whichever_account(site: Site) -> None:
    anna, boss = member("anna", site), member("boss", None, email="ANNA@times.example")
    wants(anna)
    wants(boss)
    held()

    choosing.stop(boss)

    assert write_due(now=NOON + HOUR) == 0
    assert set(NoticeSetting.objects.values_list("frequency", flat=True)) == {NoticeTime.NEVER}


def test_it_makes_one_mail_of_a_flood_and_one_of_what_is_left(site: Site) -> None:
    wants(member("anna", site))
    flood = Flood.objects.create(site=site, began_at=NOON, last_at=NOON, comments=900, alike=800)
    written = 0
    for minute in range(0, 30, 6):
        held(NOON + minute * MINUTE)
        written += after(minute * MINUTE + SECOND)
    assert written == 1
    assert NoticeSetting.objects.get().told_flood == flood.pk

    Flood.objects.update(ended_at=NOON + HOUR)
    assert after(HOUR) == 1
    assert after(2 * HOUR) == 0


def test_it_comes_daily_at_the_time_of_the_zone_and_only_then(site: Site) -> None:
    begin = datetime(2026, 3, 2, 12, tzinfo=UTC)
    setting = wants(member("anna", site), NoticeTime.DAILY, at=time(8), time_zone="Europe/Berlin")
    held(begin)

    times = []
    for quarter in range(4 * 24 * 3):
        now = begin + quarter * 15 * MINUTE
        if quarter == 4 * 30:  # after the first one, which came at eight
            held(now)
        if after(now - NOON):
            times.append(now.astimezone(BERLIN).isoformat(timespec="minutes"))

    assert times == ["2026-03-03T08:00+01:00", "2026-03-04T08:00+01:00"]
    setting.refresh_from_db()
    assert setting.next_at.astimezone(BERLIN).hour == 8


def test_it_comes_when_they_leave_the_desk_if_somebody_was_there_at_the_time(site: Site) -> None:
    anna = member("anna", site)
    wants(anna, NoticeTime.DAILY, at=time(13))
    held()
    presence.note(anna, None, now=NOON + HOUR - MINUTE)

    assert write_due(now=NOON + HOUR) == 0
    assert write_due(now=NOON + HOUR + 5 * MINUTE) == 1


@settings(max_examples=30)
@given(
    at=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kolkata", "Africa/Cairo"]),
    start=st.integers(0, 19 * 365 * 24 * 60).map(lambda minutes: datetime(2011, 1, 1, tzinfo=UTC) + minutes * MINUTE),
)
def test_it_finds_each_day_of_the_zone_once_whatever_its_clock_does(at: time, zone: str, start: datetime) -> None:
    when, days = start, []
    for _ in range(370):
        following = next_time(NoticeTime.DAILY, at, zone, after=when)
        assert timedelta() < following - when <= timedelta(hours=50)
        when = following
        days.append(when.astimezone(ZoneInfo(zone)).date())

    assert len(set(days)) == len(days)


@pytest.mark.parametrize(
    ("at", "after_", "expected"),
    [
        (time(2, 30), "2026-03-28T12:00+01:00", "2026-03-29T03:30+02:00"),  # skipped
        (time(2, 30), "2026-10-24T12:00+02:00", "2026-10-25T02:30+02:00"),  # the first of two
        (time(2, 30), "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
        (time(0), "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"),
    ],
)
def test_it_comes_once_where_the_clock_changes(at: time, after_: str, expected: str) -> None:
    found = next_time(NoticeTime.DAILY, at, "Europe/Berlin", after=datetime.fromisoformat(after_))

    assert found == datetime.fromisoformat(expected)


def test_it_does_not_shorten_a_quiet_period_by_choosing_again(site: Site) -> None:
    anna = member("anna", site)
    wants(anna, NoticeTime.HOURLY)
    held()
    after(SECOND)
    held(NOON + MINUTE)

    wants(anna, NoticeTime.AT_ONCE, now=NOON + 2 * MINUTE)
    assert after(2 * MINUTE) == 0
    assert after(6 * MINUTE) == 1
    held(NOON + 7 * MINUTE)
    wants(anna, NoticeTime.HOURLY, now=NOON + 8 * MINUTE)
    assert after(9 * MINUTE) == 0


@pytest.mark.django_db(transaction=True)
def test_it_is_written_once_by_workers_at_once() -> None:
    site = factories.quiet_site(premoderation="all")
    for name in ("anna", "otto"):
        wants(member(name, site))
    held()

    at_once([partial(write_due, now=NOON + SECOND)] * 4)

    assert sorted(told()) == ["anna", "otto"]


def test_it_asks_as_many_statements_of_many_people_and_comments(site: Site) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert write_due(now=NOON + HOUR)
        Delivery.objects.all().delete()
        NoticeSetting.objects.update(next_at=NOON, told_at=None)
        return len(asked)

    wants(member("anna", site))
    held()
    few = statements()
    people = User.objects.bulk_create(
        User(username=f"m{number}", is_staff=True, email=f"m{number}@times.example") for number in range(150)
    )
    Membership.objects.bulk_create(Membership(user=user, site=site) for user in people)
    NoticeSetting.objects.bulk_create(
        NoticeSetting(user=user, frequency=NoticeTime.AT_ONCE, next_at=NOON) for user in people
    )
    for _ in range(5):
        held()

    assert statements() <= few + 4 <= 18, "rows are written some hundred at a time"


def test_it_asks_one_statement_where_nobody_wants_to_hear(site: Site) -> None:
    held()
    wants(member("anna", site), NoticeTime.NEVER)

    with CaptureQueriesContext(connection) as asked:
        write_due(now=NOON + HOUR)

    assert len(asked) == 1


def test_it_leaves_what_the_database_refuses_for_the_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wants(member("anna", site))
    held()
    with monkeypatch.context() as broken:
        broken.setattr(writing, "owe", refuse)
        writing.write_next()
    assert "database is locked" in caplog.text
    assert not Delivery.objects.exists()

    writing.write_next()
    assert told() == ["anna"]


def refuse(*_args: Any, **_named: Any) -> int:
    raise OperationalError("database is locked")
