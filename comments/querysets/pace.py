"""How often somebody posts: turns at the flood limits, and arrivals from one network."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from comments.querysets.times import as_stored

if TYPE_CHECKING:
    from comments.models import Comment

# GCRA (the generic cell rate algorithm of ATM Forum TM 4.0) as one atomic upsert; an arrival far beyond the burst's
# horizon can only come from a clock that was set back, and counts as none. One a little beyond it was taken by a
# request that came later and was served sooner.
_TAKE_TURN = """
insert into comments_pace (site_id, key, arrival) values (%(site)s, %(key)s, %(now)s + %(interval)s)
on conflict (site_id, key) do update set arrival = %(interval)s + case
  when comments_pace.arrival > %(now)s and comments_pace.arrival <= %(horizon)s then comments_pace.arrival
  else %(now)s end
where comments_pace.arrival <= %(latest)s or comments_pace.arrival > %(horizon)s
returning arrival
"""
_LONGEST_WAIT_SECONDS = 60

_FROM_NETWORK = """select {comment_id} as id, count(*) from (
  select 1 from comments_comment
  where network = %s and not (network = '') and created_at > %s and created_at <= %s and id <> {comment_id} limit %s
) as before_{comment_id}"""


def take_turn(site_id: int, key: str, *, now: float, interval: float, burst: int) -> float | None:
    """Take a turn at `burst` at once and one each `interval` seconds after; None if there is none left now."""
    values: dict[str, float | str] = {
        "site": site_id, "key": key, "now": now, "interval": interval,
        "latest": now + (burst - 1) * interval, "horizon": now + burst * interval + _LONGEST_WAIT_SECONDS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_TURN, values)
        row = cursor.fetchone()
    return float(row[0]) if row else None


def next_turn(site_id: int, key: str, *, interval: float, burst: int) -> float:
    """When there will be a turn again, in seconds since the epoch."""
    with connection.cursor() as cursor:
        cursor.execute("select arrival from comments_pace where site_id = %s and key = %s", [site_id, key])
        row = cursor.fetchone()
    return float(row[0]) - (burst - 1) * interval if row else 0.0


def from_networks(comments: "Sequence[Comment]", *, within: timedelta, limit: int) -> dict[int, int]:
    """By comment id, how many came from its network shortly before it, counted no further than `limit`."""
    known = [comment for comment in comments if comment.network]
    if not known:
        return {}
    params: list[Any] = []
    for comment in known:
        params += [comment.network, *as_stored(comment.created_at - within, comment.created_at), limit]
    sql = " union all ".join(_FROM_NETWORK.format(comment_id=int(comment.pk)) for comment in known)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())
