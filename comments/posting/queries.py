"""What the transaction of a post asks and writes.

Written out, because Django composes each of its statements anew, which takes longer than the database needs for all of
them. What is hardly ever there is asked for by its id alone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from django.db import connection

from comments.db.rows import fetch, load
from comments.db.times import as_stored

if TYPE_CHECKING:
    from comments.models import Thread


class Said(NamedTuple):
    """A comment that says the same, and what its author can be known by."""

    pk: int
    network: str
    commenter_id: int | None
    token_version: int


class Used(NamedTuple):
    """What a submission key was used for."""

    fingerprint: str
    comment_id: int


_LOCK_THREAD = "select {columns} from comments_thread where site_id = %s and key = %s"
_TAKE_NUMBER = "update comments_thread set last_number = last_number + 1 where id = %s"
# One query of the index `duplicate`: written so, the e-mail keeps PostgreSQL from the index of authors.
_SAID_BEFORE = """
select 'said' as kind, id, network, commenter_id, token_version from comments_comment
where thread_id = %s and text_digest = %s and coalesce(parent_id, 0) = %s
  and email_canonical || '' = %s and (email_canonical <> '' or name in (%s, %s, %s))
  and status in ('pending', 'approved', 'spam') and id <> %s
"""
# Each pair is one place of the index `one_ban_per_value`: a list of values alone would read all bans of the site.
_REFUSING_BANS = """
union all select 'ban', id, '', null, 0 from (values {pairs}) as asked cross join comments_ban
where site_id = %s and comments_ban.kind = column1 and value = column2 and effect = 'refuse'
  and (until is null or until > %s)
"""
_SUBMISSION = "select fingerprint, comment_id from comments_submission where site_id = %s and key = %s"


def lock_thread(model: "type[Thread]", site_id: int, key: str) -> "Thread":
    """A thread, locked until the transaction ends; raises DoesNotExist. On SQLite the transaction is the lock."""
    sql = f"{_LOCK_THREAD} for update" if connection.features.has_select_for_update else _LOCK_THREAD
    for thread in load(model, sql, (site_id, key)):
        return thread
    raise model.DoesNotExist


def take_number(thread: "Thread") -> None:
    """Take the next number in a thread that is locked; `last_number` is that number then."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBER, [thread.pk])
    thread.last_number += 1


def against_post(
    thread: "Thread", parent_id: int | None, text_digest: str, banned: Collection[tuple[str, str]], *,
    email_canonical: str, name: str, besides: int, now: datetime,
) -> tuple[list[Said], list[int]]:  # fmt: skip
    """Comments that say the same in the same place, by one author as far as can be typed, and may be seen or wait,
    oldest first; and the ids of bans in force that refuse one of these kinds and values.
    """
    sql = _SAID_BEFORE
    params = [thread.pk, text_digest, parent_id or 0, email_canonical, *_spellings(name), besides]
    if banned:
        sql += _REFUSING_BANS.format(pairs=", ".join(["(%s, %s)"] * len(banned)))
        params += [*chain.from_iterable(banned), thread.site_id, *as_stored(now)]
    found = fetch(sql, params)
    said = sorted(Said(*row) for kind, *row in found if kind == "said")
    return said, [row[1] for row in found if row[0] == "ban"]


def _spellings(name: str) -> tuple[str, str, str]:
    """A name as typed, and with its accents composed and apart: keyboards differ in that."""
    return name, normalize("NFC", name), normalize("NFD", name)


def submission(site_id: int, key: str) -> Used | None:
    """What a submission key was used for, if it was."""
    return next((Used(*row) for row in fetch(_SUBMISSION, (site_id, key))), None)


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
