"""Writes times for people, in the time zone of a site, and reads those that pages say of themselves."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

# Of what can have been published, or will be; and every zone can write it.
_FIRST_YEAR, _LAST_YEAR = 1000, 9000


def format_local(when: datetime, zone: str) -> str:
    """Format date and time in the zone of that name, and name it: “March 2, 2026, noon (Europe/Berlin)”."""
    there = date_format(timezone.localtime(when, ZoneInfo(zone)), "DATETIME_FORMAT")
    return _("%(time)s (%(zone)s)") % {"time": there, "zone": zone}


def of_page(written: str) -> datetime | None:
    """When a page was published, as it says itself: a time with its zone, or a day in UTC, in ISO 8601; else None."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if len(written) == len("2026-03-02"):
        moment = moment.replace(tzinfo=UTC)
    is_sound = moment.tzinfo is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR
    return moment.astimezone(UTC) if is_sound else None
