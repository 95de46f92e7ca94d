"""The SQL of posting: lock a thread, find earlier copies and bans.

Written by hand, because Django composes each statement anew, which takes longer than the database needs to run it.
"""

from collections.abc import Collection
from datetime import datetime
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
    identity_id: int | None


class UsedKey(NamedTuple):
    """What a submission key was used for: a hash of the submission, and the comment that was made of it."""

    fingerprint: str
    comment_id: int


_LOCK_THREAD = "select {columns} from comments_thread where site_id = %s and key = %s"
_NEXT_NUMBER = "update comments_thread set last_number = last_number + 1 where id = %s"
# One query of the index `duplicate`: written so, the e-mail keeps PostgreSQL from the index of authors.
_EARLIER_COPIES = """
select 'copy' as kind, id, network, commenter_id, token_version, identity_id from comments_comment
where thread_id = %s and text_digest = %s and coalesce(parent_id, 0) = %s
  and email_canonical || '' = %s and (email_canonical <> '' or name in (%s, %s, %s))
  and status in ('pending', 'approved', 'spam') and id <> %s
"""
# Each pair is one place of the index `one_ban_per_value`, and one of that of all sites: a list of values alone would
# read all bans of the site. The pairs are written twice, since SQLite does not know how few a common table has: it
# would read all bans of all sites into a Bloom filter first.
_REFUSING_BANS = """
union all select 'ban', id, '', null, 0, null from (values {pairs}) as asked cross join comments_ban
where site_id = %s and comments_ban.kind = column1 and value = column2 and effect = 'refuse'
  and (until is null or until > %s)
union all select 'ban', id, '', null, 0, null from (values {pairs}) as asked cross join comments_ban
where site_id is null and comments_ban.kind = column1 and value = column2 and effect = 'refuse'
  and (until is null or until > %s)
  and not exists (select 1 from comments_ban_off_for where ban_id = comments_ban.id and site_id = %s)
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
    is the id of a comment that is none. The bans are those that hold on the site and refuse one of the (kind, value) in
    `banned`.
    """
    sql = _EARLIER_COPIES
    params = [thread.pk, text_digest, parent_id or 0, email_canonical, *_spellings(name), besides]
    if banned:
        sql += _REFUSING_BANS.format(pairs=", ".join(["(%s, %s)"] * len(banned)))
        asked, [moment], site_id = [*chain.from_iterable(banned)], as_stored(now), thread.site_id
        params += [*asked, site_id, moment, *asked, moment, site_id]
    found = fetch(sql, params)
    copies = sorted(EarlierCopy(*row) for kind, *row in found if kind == "copy")
    return copies, [row[1] for row in found if row[0] == "ban"]


def _spellings(name: str) -> tuple[str, str, str]:
    """A name as typed, and with its accents composed (NFC) and apart (NFD): keyboards differ in that."""
    return name, normalize("NFC", name), normalize("NFD", name)


def used_key(site_id: int, key: str) -> UsedKey | None:
    """What a submission key was used for on this site; None if it was not."""
    return next((UsedKey(*row) for row in fetch(_SUBMISSION, (site_id, key))), None)
