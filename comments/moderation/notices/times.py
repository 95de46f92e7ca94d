"""When somebody is told again."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comments.models import NoticeTime

# From one notice to the next at the earliest.
QUIET: dict[str, timedelta] = {NoticeTime.AT_ONCE: timedelta(minutes=5), NoticeTime.HOURLY: timedelta(hours=1)}
# From when something waits until it is sent, so that several comments make one mail.
GATHERED = timedelta(minutes=1)


def next_time(frequency: str, at: time, time_zone: str, *, after: datetime) -> datetime:
    """When the quiet period after a notice ends; of a daily one, the next time that the clock in the zone shows `at`.

    That is once a day. A time that the clock skips when summer time begins comes as much later, and of one that it
    shows twice the first counts. A day that the zone skips, as Samoa did in 2011, has none.
    """
    if frequency in QUIET:
        return after + QUIET[frequency]
    zone = ZoneInfo(time_zone)
    today = after.astimezone(zone).date()
    days = (today + timedelta(days=number) for number in range(-1, 4))
    times = ((day, datetime.combine(day, at, zone).astimezone(UTC)) for day in days)
    return next(when for day, when in times if when > after and when.astimezone(zone).date() == day)
