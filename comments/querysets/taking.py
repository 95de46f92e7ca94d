"""What the transaction of a post asks and writes.

Written out, because Django composes each of its statements anew, which takes longer than the database needs for all of
them. What is hardly ever there is asked for by its id alone.
"""

from collections.abc import Collection
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from comments.querysets.rows import instances, rows
from comments.querysets.times import as_stored

if TYPE_CHECKING:
    from comments.models import Thread

_LOCK_THREAD = """
update comments_thread set last_number = last_number + %s where site_id = %s and key = %s returning {columns}
"""
# One query of the index `duplicate`.
_SAID_BEFORE = """
select id from comments_comment
where thread_id = %s and text_digest = %s and coalesce(parent_id, 0) = %s
  and email_canonical = %s and (email_canonical <> '' or name = %s)
  and status in ('pending', 'approved', 'spam') and id <> %s
order by id
"""
_SUBMISSION = "select fingerprint, comment_id from comments_submission where site_id = %s and key = %s"
# Each pair is one place of the index `one_ban_per_value`: a list of values alone would read all bans of the site.
_REFUSING_BANS = """
select id from (values {pairs}) as asked cross join comments_ban
where site_id = %s and kind = column1 and value = column2 and effect = 'refuse' and (until is null or until > %s)
"""


def lock_thread(model: "type[Thread]", site_id: int, key: str, *, taking: int) -> "Thread":
    """Lock a thread and take so many numbers, of which `last_number` is the last then; raises DoesNotExist."""
    for thread in instances(model, _LOCK_THREAD, (taking, site_id, key)):
        return thread
    raise model.DoesNotExist


def said_before(
    thread_id: int, parent_id: int | None, text_digest: str, *, email_canonical: str, name: str, besides: int
) -> list[int]:
    """Comments that say the same in the same place and may be seen or wait, by one author as far as can be typed."""
    params = (thread_id, text_digest, parent_id or 0, email_canonical, name, besides)
    return [comment_id for (comment_id,) in rows(_SAID_BEFORE, params)]


def submission(site_id: int, key: str) -> tuple[str, int] | None:
    """The fingerprint and the comment of a submission key that was used."""
    return next(iter(rows(_SUBMISSION, (site_id, key))), None)


def refusing_bans(site_id: int, banned: Collection[tuple[str, str]], *, now: datetime) -> list[int]:
    """Bans in force that refuse one of these kinds and values."""
    if not banned:
        return []
    sql = _REFUSING_BANS.format(pairs=", ".join(["(%s, %s)"] * len(banned)))
    found = rows(sql, (*chain.from_iterable(banned), site_id, *as_stored(now)))
    return [ban_id for (ban_id,) in found]
