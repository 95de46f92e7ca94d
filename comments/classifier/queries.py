"""The SQL of what a site's filter says of comments that wait."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

# Nothing is written by a filter that is not the newest any more, nor of a comment that was decided or edited meanwhile.
_WRITE_LIKENESS = """
update comments_comment set likeness = column3, likeness_version = %(version)s
from (values {rows}) as judged
where id = column1 and text_version = column2 and status = 'pending'
  and exists (select 1 from comments_learnedfilter where site_id = %(site)s and version = %(version)s)
"""


class Likeness(NamedTuple):
    """How much one version of a comment's text is like spam, from 0 to 1."""

    comment_id: int
    text_version: int
    likeness: float


def write_likeness(site_id: int, version: int, judged: Sequence[Likeness]) -> int:
    """Write what this version of the site's filter says of comments, by one statement; returns of how many."""
    if not judged:
        return 0
    params: dict[str, float] = {"site": site_id, "version": version}
    for n, one in enumerate(judged):
        params |= {f"id{n}": one.comment_id, f"text{n}": one.text_version, f"likeness{n}": one.likeness}
    rows = ", ".join(f"(%(id{n})s, %(text{n})s, %(likeness{n})s)" for n in range(len(judged)))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_LIKENESS.format(rows=rows), params)
        return int(cursor.rowcount)
