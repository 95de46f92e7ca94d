"""Findings, written by the handful."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from comments.db.rows import fetch
from comments.db.times import as_stored

if TYPE_CHECKING:
    from comments.models import Comment


# One statement for all rows, without Django's preparing of each value, which takes a sixth of the time of screening.
_ADD_FINDINGS = """
insert into comments_finding
  (comment_id, text_version, check_name, verdict, code, reason, told, score, milliseconds, created_at)
values {rows}
on conflict (comment_id, text_version, check_name) do update set
  verdict = excluded.verdict, code = excluded.code, reason = excluded.reason, told = excluded.told,
  score = excluded.score, milliseconds = excluded.milliseconds, created_at = excluded.created_at
"""
_FINDING = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def add_findings(rows: Sequence[Sequence[Any]], *, now: datetime) -> None:
    """Rows in the order of the table's columns; a later finding of a check on a text takes the earlier one's place."""
    if not rows:
        return
    [moment] = as_stored(now)
    with connection.cursor() as cursor:
        sql = _ADD_FINDINGS.format(rows=", ".join([_FINDING] * len(rows)))
        cursor.execute(sql, [value for row in rows for value in (*row, moment)])


_FROM_NETWORK = """select {comment_id} as id, count(*) from (
  select 1 from comments_comment
  where network = %s and not (network = '') and created_at > %s and created_at <= %s and id <> {comment_id} limit %s
) as before_{comment_id}"""
# E-mail and site are no plain columns, to have the index `came_lately` taken: all that somebody ever wrote, or all of
# the site, may be much more.
_ELSEWHERE = """select {comment_id} as id where exists (
  select 1 from comments_comment
  where created_at > %s and created_at <= %s and email_canonical || '' = %s and network <> %s
    and site_id + 0 = %s and id <> {comment_id}
)"""


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


def emails_elsewhere(comments: "Sequence[Comment]") -> set[int]:
    """Ids of those that came, or were edited, sooner behind another of their e-mail than their site's flood limit, from
    another network.
    """
    params: list[Any] = []
    asked = [one for one in comments if one.email_canonical and one.thread.site.flood_seconds]
    for comment in asked:
        site, came = comment.thread.site, comment.edited_at or comment.created_at
        times = as_stored(came - timedelta(seconds=site.flood_seconds), came)
        params += [*times, comment.email_canonical, comment.network, site.pk]
    if not asked:
        return set()
    sql = " union all ".join(_ELSEWHERE.format(comment_id=int(comment.pk)) for comment in asked)
    return {comment_id for (comment_id,) in fetch(sql, params)}
