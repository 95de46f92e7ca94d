"""Reads values that requests carry as text: ids, moments and query strings."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")


def parse_id(written: str) -> int | None:
    """Return a row's id as our forms and addresses have it, in at most 18 ASCII digits; None for anything else."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else None


def parse_moment(written: str) -> datetime | None:
    """Return a time in UTC, written as in 2026-03-02T12:00:00Z, with a fraction of the second or not; else None."""
    try:
        return datetime.fromisoformat(written) if _MOMENT.fullmatch(written) else None
    except ValueError:
        return None


def written_moment(moment: datetime) -> str:
    """A moment as `parse_moment` reads it, to the microsecond."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def is_utf8_query(query: str) -> bool:
    """Whether a query string as sent is UTF-8 behind its percent signs; others would be read as one and the same."""
    try:
        unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        return False
    return True
