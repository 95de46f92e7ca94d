"""How long something lasted, in words."""

from datetime import UTC, datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import ngettext

_START = datetime(2001, 1, 1, tzinfo=UTC)


def lasting(seconds: float) -> str:
    """In seconds up to a minute, else to the minute, in the two largest units: “1 hour, 35 minutes”."""
    if seconds < 59.5:
        return ngettext("%(n)d second", "%(n)d seconds", round(seconds)) % {"n": round(seconds)}
    return timesince(_START, _START + timedelta(minutes=round(seconds / 60)))
