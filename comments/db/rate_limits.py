"""Rate limits: how often somebody may do something, in the table of rate limits."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from django.db import connection

from comments.db.rows import fetch
from comments.db.transactions import writing
from comments.errors import TooFast


class RateLimit(NamedTuple):
    """For whoever `key` stands for: `burst` units at once, and one more each `interval` seconds."""

    key: str
    interval: float
    burst: int


# GCRA, the generic cell rate algorithm (ATM Forum TM 4.0, I.371), as one atomic upsert. `arrival` is the theoretical
# arrival time of the next unit, in seconds since the epoch. One far beyond what a burst can reach comes from a clock
# that was set back, and counts as none; one a little beyond it was consumed by a request that came later and was
# served sooner.
_CONSUME = """
insert into comments_pace (site_id, key, arrival) values {rows}
on conflict {target} do update set arrival = {interval} + case
  when comments_pace.arrival > %(now)s and comments_pace.arrival <= {horizon} then comments_pace.arrival
  else %(now)s end
where comments_pace.arrival <= {latest} or comments_pace.arrival > {horizon}
returning key
"""
# Each is the columns of a unique index: two rows without a site are not alike to the first.
_OF_SITE, _OF_ALL_SITES = "(site_id, key)", "(key) where site_id is null"
_ARRIVAL = "select arrival from comments_pace where site_id = %s and key = %s"
_LONGEST_WAIT_SECONDS = 60


def consume(site_id: int | None, limits: Sequence[RateLimit], *, now: float) -> set[str]:
    """Consume one unit of each rate limit atomically, by GCRA; `now` is in seconds since the epoch.

    Without a site they are limits of all sites together. Returns the keys of those within their limit; a missing key
    means too fast, and nothing of it is consumed. Rows are locked in the order of `limits`.
    """
    values: dict[str, float | str | None] = {"site": site_id, "now": now}
    for n, (key, interval, burst) in enumerate(limits):
        latest, horizon = now + (burst - 1) * interval, now + burst * interval + _LONGEST_WAIT_SECONDS
        values |= {f"key{n}": key, f"interval{n}": interval, f"latest{n}": latest, f"horizon{n}": horizon}
    with connection.cursor() as cursor:
        cursor.execute(_consume_sql(len(limits), _OF_ALL_SITES if site_id is None else _OF_SITE), values)
        return {key for (key,) in cursor.fetchall()}


@cache
def _consume_sql(number: int, target: str) -> str:
    """The upsert of this number of limits; what differs from one to another is chosen by the row's key."""

    def chosen(name: str) -> str:
        cases = " ".join(f"when %(key{n})s then %({name}{n})s" for n in range(number))
        return f"case excluded.key {cases} end"

    rows = ", ".join(f"(%(site)s, %(key{n})s, %(now)s + %(interval{n})s)" for n in range(number))
    names = {name: chosen(name) for name in ("interval", "latest", "horizon")}
    return _CONSUME.format(rows=rows, target=target, **names)


def next_unit_at(site_id: int, limit: RateLimit) -> float:
    """When a limit that is used up has a unit again, in seconds since the epoch."""
    return next(
        (arrival - (limit.burst - 1) * limit.interval for (arrival,) in fetch(_ARRIVAL, (site_id, limit.key))), 0.0
    )


def require(site_id: int, limit: RateLimit, too_fast: type[TooFast], *, now: datetime) -> None:
    """Consume one unit of a rate limit, in a transaction of its own: it is kept whatever becomes of the request.

    Raises `too_fast` where none is left.
    """
    with writing():
        within = consume(site_id, [limit], now=now.timestamp())
    if not within:
        seconds = next_unit_at(site_id, limit) - now.timestamp()
        raise too_fast(max(1, round(seconds + 0.5)), limit=limit.burst, window=int(limit.burst * limit.interval))
