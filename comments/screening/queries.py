"""What screening reads and writes by statements of its own, each for a whole batch of comments."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from comments.db.rows import fetch
from comments.db.times import as_stored
from comments.models import Comment

if TYPE_CHECKING:
    from comments.screening.vocabulary import CheckResult

# One statement for all rows, without Django's preparing of each value, which takes a sixth of the time of screening.
_STORE_FINDINGS = """
insert into comments_finding
  (comment_id, text_version, check_name, verdict, code, reason, told, score, milliseconds, created_at)
values {rows}
on conflict (comment_id, text_version, check_name) do update set
  verdict = excluded.verdict, code = excluded.code, reason = excluded.reason, told = excluded.told,
  score = excluded.score, milliseconds = excluded.milliseconds, created_at = excluded.created_at
"""
_FINDING = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def store_findings(results: "Iterable[tuple[Comment, Sequence[CheckResult]]]", now: datetime) -> None:
    """Store what checks said of these comments' texts, by one statement.

    There is one row for each check and version of a text: a later result takes the place of an earlier one.
    """
    [moment] = as_stored(now)
    params: list[Any] = []
    count = 0
    for comment, of_comment in results:
        for result in of_comment:
            said = result.judgement
            params += [
                comment.pk, comment.text_version, result.check, str(said.verdict), said.code, str(said.reason),
                str(said.told), said.score, round(result.milliseconds, 3), moment,
            ]  # fmt: skip
            count += 1
    if count:
        with connection.cursor() as cursor:
            cursor.execute(_STORE_FINDINGS.format(rows=", ".join([_FINDING] * count)), params)


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


def count_from_networks(comments: Sequence[Comment], *, within: timedelta, limit: int) -> dict[int, int]:
    """How many comments came from the network of each shortly before it, by comment id; no more than `limit`.

    A comment whose network is not known is left out.
    """
    known = [comment for comment in comments if comment.network]
    if not known:
        return {}
    params: list[Any] = []
    for comment in known:
        params += [comment.network, *as_stored(comment.created_at - within, comment.created_at), limit]
    sql = " union all ".join(_FROM_NETWORK.format(comment_id=int(comment.pk)) for comment in known)
    return dict(fetch(sql, params))


def ids_in_crowded_threads(comments: Sequence[Comment], *, within: timedelta, limit: int) -> set[int]:
    """Ids of those whose thread got `limit` others shortly before: the one that many numbers earlier is still young."""
    wanted: dict[tuple[int, int], Comment] = {}
    for comment in comments:
        if comment.number > limit:
            wanted[comment.thread_id, comment.number - limit] = comment
    if not wanted:
        return set()
    those = reduce(or_, (Q(thread=thread_id, number=number) for thread_id, number in wanted))
    earlier = Comment.objects.filter(those).values_list("thread_id", "number", "created_at")
    return {
        wanted[thread_id, number].pk
        for thread_id, number, created_at in earlier
        if wanted[thread_id, number].created_at - created_at <= within
    }


def ids_with_email_elsewhere(comments: Sequence[Comment]) -> set[int]:
    """Ids of those whose e-mail came from another network shortly before.

    Shortly is less than the flood limit of their site, before they came or were edited.
    """
    asked = [one for one in comments if one.email_canonical and one.thread.site.flood_seconds]
    if not asked:
        return set()
    params: list[Any] = []
    for comment in asked:
        site, came = comment.thread.site, comment.edited_at or comment.created_at
        times = as_stored(came - timedelta(seconds=site.flood_seconds), came)
        params += [*times, comment.email_canonical, comment.network, site.pk]
    sql = " union all ".join(_ELSEWHERE.format(comment_id=int(comment.pk)) for comment in asked)
    return {comment_id for (comment_id,) in fetch(sql, params)}
