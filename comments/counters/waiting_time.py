"""How long comments wait for a person at the moment, for authors whose comment does."""

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.counters import rollups
from comments.models import DayRollup

DAYS = 7
# Of fewer decisions nothing can be said.
FEWEST = 10
# Most comments were decided within the time that is told.
SHARE = 0.8
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def told(site_id: int, *, now: datetime) -> str:
    """A sentence on how long most comments that waited lately did; "" where too few were decided.

    By at most one statement a minute in each process.
    """
    seconds = read(site_id, int(now.timestamp() // _MINUTE))
    if seconds is None:
        return ""
    if seconds > DAYS * _DAY:
        return _("At the moment this can take more than a week.")
    return _within(seconds)


@lru_cache(maxsize=1000)
def read(site_id: int, minute: int) -> float | None:
    """Within how many seconds most of the last days' comments were decided, as seen in this minute since the epoch."""
    today = rollups.day_of(datetime.fromtimestamp(minute * _MINUTE, UTC))
    days = DayRollup.objects.filter(site=site_id, check_name="", what__startswith=rollups.AFTER, number__gt=0)
    of_last_days = days.filter(day__range=(today - timedelta(days=DAYS - 1), today))
    numbers = dict(of_last_days.order_by().values_list("what").annotate(total=Sum("number")))
    return rollups.waited(numbers, SHARE) if sum(numbers.values()) >= FEWEST else None


def _within(seconds: float) -> str:
    """Rounded up as somebody says it: nobody waits by the minute who waits for hours."""
    if seconds <= 50 * _MINUTE:
        minutes = max(1, math.ceil(seconds / _MINUTE))
        minutes = minutes if minutes < 5 else math.ceil(minutes / 5) * 5
        return ngettext(
            "At the moment most comments are decided within %(n)d minute.",
            "At the moment most comments are decided within %(n)d minutes.",
            minutes,
        ) % {"n": minutes}
    if seconds <= 20 * _HOUR:
        hours = math.ceil(seconds / _HOUR)
        return ngettext(
            "At the moment most comments are decided within %(n)d hour.",
            "At the moment most comments are decided within %(n)d hours.",
            hours,
        ) % {"n": hours}
    days = math.ceil(seconds / _DAY)
    return ngettext(
        "At the moment most comments are decided within %(n)d day.",
        "At the moment most comments are decided within %(n)d days.",
        days,
    ) % {"n": days}
