"""How much an author wrote on a site, by one statement: short ranges of indexes, each read to a limit."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from comments.db import website_host
from comments.db.rows import fetch
from comments.models import Comment
from comments.statuses import Status

LIMIT = 1001  # rows that are counted: so many are "1,000+"
_LAST = 4  # of each status, so that three are left without the comment itself

_KEPT = [status for status in Status if status != Status.DELETED]  # of a deleted one no author is known
_EMAIL = "site_id = %s and email_canonical = %s"
# Without the plus PostgreSQL may read all of the site, where the browser's own comments are few.
_BROWSER = "commenter_id = %s and site_id + 0 = %s"
# Of one site alone, as an account is.
_ACCOUNT = "identity_id = %s"
_NETWORK = "site_id = %s and network = %s and not (network = '')"
_NAME = "site_id = %s and name = %s and not (name = '')"
_PROVEN = "commenter_id = %s and email_canonical || '' = %s and status = 'approved' and id <> %s"
# Conditions are put into these, which are all our own words; values are parameters.
_NAMED = "select '{}', n from ({}) as part_{}"
_COUNTED = "select count(*) as n from (select 1 from comments_comment where {} limit {}) as counted"
_IDS = "select id as n from comments_comment where {} order by id {}"
_OF_STATUS = """select count(*) as n from (
  select status from comments_comment where {} order by id desc limit {}
) as recent where status = %s"""


class _Part(NamedTuple):
    """A subquery of one column, and what its number is of."""

    what: str
    sql: str
    params: Sequence[Any]


def facts_of(comment: Comment) -> dict[str, list[int]]:
    """Numbers by what they are of, in no order.

    `account` with its `email`, `browser`, `network`, `website` and `name` count comments of the site, `proven` those
    approved by this account, or under this e-mail in this browser; a status counts those of the author, `first` and
    `last` are their ids. Nothing is counted beyond LIMIT. Where the author has no account and no e-mail, statuses and
    ids are those of the last LIMIT comments.
    """
    parts = [*_totals(comment), *_history(comment)]
    selects = (_NAMED.format(part.what, part.sql, i) for i, part in enumerate(parts))
    found: dict[str, list[int]] = defaultdict(list)
    if not parts:
        return found
    for what, number in fetch(" union all ".join(selects), [value for part in parts for value in part.params]):
        if number is not None:
            found[what].append(number)
    return found


def _totals(comment: Comment) -> Iterator[_Part]:
    site_id = comment.site_id
    if comment.identity_id:
        yield _count("account", _ACCOUNT, comment.identity_id)
        yield _count(
            "proven", f"{_ACCOUNT} and status = 'approved' and id <> %s", comment.identity_id, comment.pk, limit=1
        )
        yield _count("email", _EMAIL, site_id, comment.email_canonical)
    elif comment.commenter_id:
        yield _count("browser", _BROWSER, comment.commenter_id, site_id)
        yield _count("proven", _PROVEN, comment.commenter_id, comment.email_canonical, comment.pk, limit=1)
    if comment.network:
        yield _count("network", _NETWORK, site_id, comment.network)
    if hosts := website_host.spellings(comment.url):
        marks = ", ".join(["%s"] * len(hosts))
        host = website_host.SQL[connection.vendor]
        yield _count("website", f"site_id = %s and not (url = '') and {host} in ({marks})", site_id, *hosts)
    if comment.name:
        for other in ("<", ">"):  # each is one range of the index, however many the author's own are
            yield _count(
                "name", f"{_NAME} and email_canonical {other} %s", site_id, comment.name, comment.email_canonical
            )


def _history(comment: Comment) -> Iterator[_Part]:
    if comment.identity_id or comment.email_canonical:
        by = _ACCOUNT if comment.identity_id else _EMAIL
        known = (comment.identity_id,) if comment.identity_id else (comment.site_id, comment.email_canonical)
        for status in _KEPT:
            condition, of_author = f"{by} and status = %s", (*known, status.value)
            yield _count(status.value, condition, *of_author)
            yield _ids("last", condition, of_author, f"desc limit {_LAST}")
            yield _ids("first", condition, of_author, "limit 1")
        return
    lately = _lately(comment)
    if lately is None:
        return
    condition, values = lately
    for status in _KEPT:
        yield _Part(status.value, _OF_STATUS.format(condition, LIMIT), (*values, status.value))
    yield _ids("last", condition, values, f"desc limit {_LAST}")
    yield _ids("first", condition, values, "limit 1")


def _lately(comment: Comment) -> tuple[str, Sequence[Any]] | None:
    """By what an author without an e-mail is known."""
    if comment.commenter_id:
        return _BROWSER, (comment.commenter_id, comment.site_id)
    return (_NETWORK, (comment.site_id, comment.network)) if comment.network else None


def _count(what: str, condition: str, *values: Any, limit: int = LIMIT) -> _Part:
    return _Part(what, _COUNTED.format(condition, limit), values)


def _ids(what: str, condition: str, values: Sequence[Any], order: str) -> _Part:
    return _Part(what, _IDS.format(condition, order), values)
