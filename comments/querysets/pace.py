"""How often somebody posts: turns at the flood limits, and arrivals from one network."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

if TYPE_CHECKING:
    pass


class Turn(NamedTuple):
    """One of `burst` at once and one each `interval` seconds after, for whoever `key` stands for."""

    key: str
    interval: float
    burst: int


# GCRA (the generic cell rate algorithm of ATM Forum TM 4.0) as one atomic upsert; an arrival far beyond the burst's
# horizon can only come from a clock that was set back, and counts as none. One a little beyond it was taken by a
# request that came later and was served sooner.
_TAKE_TURNS = """
insert into comments_pace (site_id, key, arrival) values {rows}
on conflict (site_id, key) do update set arrival = {interval} + case
  when comments_pace.arrival > %(now)s and comments_pace.arrival <= {horizon} then comments_pace.arrival
  else %(now)s end
where comments_pace.arrival <= {latest} or comments_pace.arrival > {horizon}
returning key
"""
_LONGEST_WAIT_SECONDS = 60


def take_turns(site_id: int, turns: Sequence[Turn], *, now: float) -> set[str]:
    """Take a turn of each kind, in this order; returns the keys of those that there were."""
    values: dict[str, float | str] = {"site": site_id, "now": now}
    for n, (key, interval, burst) in enumerate(turns):
        latest, horizon = now + (burst - 1) * interval, now + burst * interval + _LONGEST_WAIT_SECONDS
        values |= {f"key{n}": key, f"interval{n}": interval, f"latest{n}": latest, f"horizon{n}": horizon}
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(turns)), values)
        return {key for (key,) in cursor.fetchall()}


@cache
def _statement(turns: int) -> str:
    """What differs from turn to turn is chosen by the row's key."""

    def chosen(name: str) -> str:
        cases = " ".join(f"when %(key{n})s then %({name}{n})s" for n in range(turns))
        return f"case excluded.key {cases} end"

    rows = ", ".join(f"(%(site)s, %(key{n})s, %(now)s + %(interval{n})s)" for n in range(turns))
    names = {name: chosen(name) for name in ("interval", "latest", "horizon")}
    return _TAKE_TURNS.format(rows=rows, **names)


def next_turn(site_id: int, turn: Turn) -> float:
    """When there will be one again, in seconds since the epoch."""
    with connection.cursor() as cursor:
        cursor.execute("select arrival from comments_pace where site_id = %s and key = %s", [site_id, turn.key])
        row = cursor.fetchone()
    return float(row[0]) - (turn.burst - 1) * turn.interval if row else 0.0
