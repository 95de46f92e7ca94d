"""Finds comments for moderators: exactly by what names one or its author, else by words; and narrows what is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import Q, QuerySet

from comments import conf
from comments.access.membership import Access
from comments.models import Comment, SearchKeyKind, Thread
from comments.net import hostnames, page_urls
from comments.search import documents, queries
from comments.search.queries import Condition, Source, Span
from comments.search.query import Kind, Query, parse

__all__ = ["MOST_COUNTED", "Filters", "Kind", "Query", "count", "find", "matching", "parse"]

# More are not counted.
MOST_COUNTED = 1_000
_MOST_THREADS = 100
_KEYS = {Kind.DOMAIN: SearchKeyKind.DOMAIN, Kind.WEBSITE: SearchKeyKind.HOST}


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to; what is not given narrows nothing.

    `codes` are those of findings, one of which a check said of the text as it is now. `since` and `before` are about
    when a comment came. `section` is a thread's, as it is written. `decided_by` is the id of a moderator. `email` is
    canonical, `network` an address or a network.
    """

    site_id: int | None = None
    statuses: Sequence[str] = ()
    codes: Sequence[str] = ()
    since: datetime | None = None
    before: datetime | None = None
    thread_id: int | None = None
    section: str = ""
    has_reply: bool | None = None
    decided_by: Any = None  # a host's users may have other ids than numbers
    email: str = ""
    network: str = ""

    def __bool__(self) -> bool:
        return self != Filters()


def find(
    query: Query,
    access: Access,
    filters: Filters,
    *,
    after: int | None = None,
    is_newest_first: bool = True,
    limit: int,
) -> list[int]:
    """Ids of comments on the sites of this access, the newest first or the oldest; those behind the comment `after`.

    Nothing was typed and nothing narrows it: nothing is found.
    """
    site_ids = _sites(access, filters)
    if _finds_nothing(query, filters, site_ids):
        return []
    sources, conditions = _asked(query, filters, site_ids)
    came, within = queries.came_between(filters.since, filters.before), None
    if came:
        # Words lead to comments of all times, so they are told where to look.
        within = queries.ids_between(came) if query.kind == Kind.WORDS else None
        sources.append(came)
    return queries.ids(sources, conditions, Span(limit, after, is_newest_first, within))


def count(query: Query, access: Access, filters: Filters) -> int:
    """How many there are; MOST_COUNTED + 1 for more than MOST_COUNTED."""
    return len(find(query, access, filters, limit=MOST_COUNTED + 1))


def matching(query: Query, access: Access, filters: Filters) -> QuerySet[Comment]:
    """All that is found, in no order: a query to be counted, narrowed, or frozen by one statement."""
    site_ids = _sites(access, filters)
    if _finds_nothing(query, filters, site_ids):
        return Comment.objects.none()
    sources, conditions = _asked(query, filters, site_ids)
    came = queries.came_between(filters.since, filters.before)
    return Comment.objects.filter(pk__in=queries.everything([*sources, *([came] if came else [])], conditions))


def _finds_nothing(query: Query, filters: Filters, site_ids: list[int] | None) -> bool:
    return query.kind == Kind.UNREADABLE or (query.kind == Kind.NOTHING and not filters) or site_ids == []


def _sites(access: Access, filters: Filters) -> list[int] | None:
    """To which sites it is limited; None for all."""
    if filters.site_id is not None:
        return [filters.site_id] if access.may_moderate(filters.site_id) else []
    return None if access.site_ids is None else sorted(access.site_ids)


def _asked(query: Query, filters: Filters, site_ids: list[int] | None) -> tuple[list[Source], list[Condition]]:
    sources, conditions = _narrowed(filters)
    if query.kind == Kind.WORDS:
        marks = [list(map(documents.site_mark, site_ids))] if site_ids else []
        if filters.thread_id is not None:
            marks.append([documents.thread_mark(filters.thread_id)])
        return [queries.words(query.clauses, marks), *sources], conditions
    if site_ids is not None:
        by_index = bool(filters.statuses) and not sources and query.kind == Kind.NOTHING
        conditions.append(queries.on_sites(site_ids, by_index=by_index))
    if query.kind == Kind.COMMENT:
        conditions.append(queries.one_of("id", [int(query.value)]))
    elif query.kind != Kind.NOTHING:
        sources.insert(0, _exact(query))
    if filters.thread_id is not None:
        sources.insert(0, queries.threads([filters.thread_id]))
    return sources, conditions


def _exact(query: Query) -> Source:
    if query.kind == Kind.EMAIL:
        return queries.email(query.value)
    threads = _threads_of(query.value) if query.kind == Kind.PAGE else []
    return queries.threads(threads) if threads else _key(query)


def _key(query: Query) -> Source:
    if query.kind == Kind.NETWORK:
        return _from_network(query.value)
    host = query.host if query.kind == Kind.PAGE else query.value
    return queries.key(_KEYS.get(query.kind, SearchKeyKind.HOST), host, host)


def _from_network(written: str) -> Source:
    return queries.key(SearchKeyKind.NETWORK, *(documents.network_range(written) or ("", "")))


def _narrowed(filters: Filters) -> tuple[list[Source], list[Condition]]:
    sources: list[Source] = []
    conditions: list[Condition] = []
    if filters.email:
        sources.append(queries.email(filters.email))
    if filters.network:
        sources.append(_from_network(filters.network))
    if filters.statuses:
        conditions.append(queries.one_of("status", filters.statuses))
    if filters.has_reply is not None:
        conditions.append(queries.HAS_REPLY if filters.has_reply else queries.HAS_NO_REPLY)
    if filters.codes:
        sources.append(queries.codes(filters.codes))
    if filters.decided_by is not None:
        sources.append(queries.decided_by(filters.decided_by))
    if filters.section:
        sources.append(queries.section(filters.section))
    return sources, conditions


def _threads_of(address: str) -> list[int]:
    """Of the page with this address: as it was described, or our own page of a thread."""
    parts = urlsplit(address)
    is_ours = not parts.netloc or hostnames.origin_of(address) == conf.public_origin()
    path = parts._replace(scheme="", netloc="").geturl()
    try:
        known = {page_urls.kept(address), *([page_urls.kept(path)] if is_ours else [])} - {""}
    except page_urls.UnusableAddress:
        return []
    named = Q(url__in=known)
    found = parse_qs(parts.query, max_num_fields=100).get("key") if is_ours and len(parts.query) < 2_000 else None
    if found and parts.path.startswith("/threads/"):
        named |= Q(site__slug=parts.path.split("/")[2], key=found[0])
    return list(Thread.objects.filter(named).values_list("pk", flat=True)[:_MOST_THREADS])
