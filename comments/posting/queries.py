"""The SQL of posting: lock a thread, find earlier copies and bans, consume rate limits.

Written by hand, because Django composes each statement anew, which takes longer than the database needs to run it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import NamedTuple
from unicodedata import normalize

from django.db import connection

from comments.db.rows import fetch, load
from comments.db.times import as_stored
from comments.models import Site, Thread


class EarlierCopy(NamedTuple):
    """A comment with the words of a draft, in the same place, and by what its author can be recognised."""

    pk: int
    network: str
    commenter_id: int | None
    token_version: int


class UsedKey(NamedTuple):
    """What a submission key was used for: a hash of the submission, and the comment that was made of it."""

    fingerprint: str
    comment_id: int


_LOCK_THREAD = "select {columns} from comments_thread where site_id = %s and key = %s"
_NEXT_NUMBER = "update comments_thread set last_number = last_number + 1 where id = %s"
# One query of the index `duplicate`: written so, the e-mail keeps PostgreSQL from the index of authors.
_EARLIER_COPIES = """
select 'copy' as kind, id, network, commenter_id, token_version from comments_comment
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


def lock_thread(site: Site, key: str) -> Thread:
    """The thread with this key, locked until the transaction ends; raises Thread.DoesNotExist.

    SQLite locks no rows: there the write transaction itself is the lock.
    """
    sql = f"{_LOCK_THREAD} for update" if connection.features.has_select_for_update else _LOCK_THREAD
    for thread in load(Thread, sql, (site.pk, key)):
        thread.site = site
        return thread
    raise Thread.DoesNotExist


def take_number(thread: Thread) -> int:
    """The next comment's number in a thread that the caller has locked; it is not given again."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [thread.pk])
    thread.last_number += 1
    return thread.last_number


def earlier_copies_and_bans(
    thread: Thread, parent_id: int | None, text_digest: str, banned: Collection[tuple[str, str]], *,
    email_canonical: str, name: str, besides: int, now: datetime,
) -> tuple[list[EarlierCopy], list[int]]:  # fmt: skip
    """What may stand against a draft, by one statement: earlier copies of it, oldest first, and ids of bans.

    A copy has the draft's words, name and e-mail under the same parent, and is published, waits, or is spam; `besides`
    is the id of a comment that is none. The bans are those in force that refuse one of the (kind, value) in `banned`.
    """
    sql = _EARLIER_COPIES
    params = [thread.pk, text_digest, parent_id or 0, email_canonical, *_spellings(name), besides]
    if banned:
        sql += _REFUSING_BANS.format(pairs=", ".join(["(%s, %s)"] * len(banned)))
        params += [*chain.from_iterable(banned), thread.site_id, *as_stored(now)]
    found = fetch(sql, params)
    copies = sorted(EarlierCopy(*row) for kind, *row in found if kind == "copy")
    return copies, [row[1] for row in found if row[0] == "ban"]


def _spellings(name: str) -> tuple[str, str, str]:
    """A name as typed, and with its accents composed (NFC) and apart (NFD): keyboards differ in that."""
    return name, normalize("NFC", name), normalize("NFD", name)


def used_key(site_id: int, key: str) -> UsedKey | None:
    """What a submission key was used for on this site; None if it was not."""
    return next((UsedKey(*row) for row in fetch(_SUBMISSION, (site_id, key))), None)


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
on conflict (site_id, key) do update set arrival = {interval} + case
  when comments_pace.arrival > %(now)s and comments_pace.arrival <= {horizon} then comments_pace.arrival
  else %(now)s end
where comments_pace.arrival <= {latest} or comments_pace.arrival > {horizon}
returning key
"""
_ARRIVAL = "select arrival from comments_pace where site_id = %s and key = %s"
_LONGEST_WAIT_SECONDS = 60


def consume_rate_limits(site_id: int, limits: Sequence[RateLimit], *, now: float) -> set[str]:
    """Consume one unit of each rate limit atomically, by GCRA; `now` is in seconds since the epoch.

    Returns the keys of those within their limit; a missing key means too fast, and nothing of it is consumed. Rows are
    locked in the order of `limits`.
    """
    values: dict[str, float | str] = {"site": site_id, "now": now}
    for n, (key, interval, burst) in enumerate(limits):
        latest, horizon = now + (burst - 1) * interval, now + burst * interval + _LONGEST_WAIT_SECONDS
        values |= {f"key{n}": key, f"interval{n}": interval, f"latest{n}": latest, f"horizon{n}": horizon}
    with connection.cursor() as cursor:
        cursor.execute(_consume_sql(len(limits)), values)
        return {key for (key,) in cursor.fetchall()}


@cache
def _consume_sql(number: int) -> str:
    """The upsert of this number of limits; what differs from one to another is chosen by the row's key."""

    def chosen(name: str) -> str:
        cases = " ".join(f"when %(key{n})s then %({name}{n})s" for n in range(number))
        return f"case excluded.key {cases} end"

    rows = ", ".join(f"(%(site)s, %(key{n})s, %(now)s + %(interval{n})s)" for n in range(number))
    names = {name: chosen(name) for name in ("interval", "latest", "horizon")}
    return _CONSUME.format(rows=rows, **names)


def next_unit_at(site_id: int, limit: RateLimit) -> float:
    """When a limit that is used up has a unit again, in seconds since the epoch."""
    return next(
        (arrival - (limit.burst - 1) * limit.interval for (arrival,) in fetch(_ARRIVAL, (site_id, limit.key))), 0.0
    )
