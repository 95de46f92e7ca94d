"""What the transaction of a post asks and writes.

Written out, because Django composes each of its statements anew, which takes longer than the database needs for all of
them. What is hardly ever there is asked for by its id alone.
"""

from collections.abc import Collection
from datetime import datetime
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
_REFUSING_BANS = """
select id, kind, value from comments_ban
where site_id = %s and value in ({values}) and effect = 'refuse' and (until is null or until > %s)
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
    sql = _REFUSING_BANS.format(values=", ".join(["%s"] * len(banned)))
    found = rows(sql, (site_id, *(value for _kind, value in banned), *as_stored(now)))
    return [ban_id for ban_id, kind, value in found if (kind, value) in banned]
