"""Writes times for people, in the time zone of a site."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def format_local(when: datetime, zone: str) -> str:
    """Format date and time in the zone of that name, and name it: “March 2, 2026, noon (Europe/Berlin)”."""
    there = date_format(timezone.localtime(when, ZoneInfo(zone)), "DATETIME_FORMAT")
    return _("%(time)s (%(zone)s)") % {"time": there, "zone": zone}
