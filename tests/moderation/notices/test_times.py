"""When moderators are told that comments wait: after a quiet period, or daily by the clock of a zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.models import NoticeTime, Site
from comments.moderation.notices.times import next_time
from comments.moderation.notices.writing import write_due
from comments.moderation.waiting import presence
from tests.moderation.notices.conftest import HOUR, MINUTE, SECOND, after, held, member, wants
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db


BERLIN = ZoneInfo("Europe/Berlin")


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
