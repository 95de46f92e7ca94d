"""Times in sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def local(when: datetime, zone: str) -> str:
    """Date and time in a zone given by its name, which is said: “March 2, 2026, noon (Europe/Berlin)”."""
    there = date_format(timezone.localtime(when, ZoneInfo(zone)), "DATETIME_FORMAT")
    return _("%(time)s (%(zone)s)") % {"time": there, "zone": zone}
