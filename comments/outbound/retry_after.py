"""When somebody who is busy asks to be tried again, by the header Retry-After (RFC 9110, 10.2.3). Pure."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}")


def moment_of(written: str, *, now: datetime) -> datetime | None:
    """What the header says, as seconds or as a date; None where it says nothing that can be read."""
    written = written.strip()
    if _SECONDS.fullmatch(written):
        return now + timedelta(seconds=int(written))
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
