"""Notes which comment was the first with a band of a fingerprint."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from comments.db.times import as_stored

# Who is first with a band, or finds the first one unseen since `stale`; rows are locked in the order they are given.
_CLAIM_BANDS = """
insert into comments_band (site_id, value, comment_id, seen_at) values {rows}
on conflict (site_id, value) do update set comment_id = excluded.comment_id, seen_at = excluded.seen_at
where comments_band.seen_at < %s
"""


def claim_bands(site_id: int, first: Mapping[int, int], *, now: datetime, stale: datetime) -> None:
    """Note which comment is first with each of these bands (band: comment id), unless another was since `stale`."""
    if not first:
        return
    at, before = as_stored(now, stale)
    params = [part for value, comment_id in sorted(first.items()) for part in (site_id, value, comment_id, at)]
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_BANDS.format(rows=", ".join(["(%s, %s, %s, %s)"] * len(first))), [*params, before])
