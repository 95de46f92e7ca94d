"""Times as this database takes them in SQL of our own."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_stored(*times: datetime) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(when) for when in times]
