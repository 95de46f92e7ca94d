"""Times as the database stores them, for SQL written by hand."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_stored(*times: datetime) -> list[Any]:
    """Each time as a parameter of a statement: text in UTC for SQLite, the datetime itself for PostgreSQL."""
    return [connection.ops.adapt_datetimefield_value(when) for when in times]
