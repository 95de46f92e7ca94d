"""Which comments are meant: a queue, or what a search finds; of a list's address, and of the body of a batch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from rest_framework import serializers

from comments import host, limits, search
from comments.access import colleagues
from comments.access.membership import Access
from comments.access.staff import Moderator
from comments.api import fields
from comments.api.deserializers import MAX_SECTION_LENGTH
from comments.api.moderation import asked
from comments.api.moderation.reading import Moment, OneOf, StrictSerializer, Text
from comments.errors import FieldError, Invalid
from comments.models import Comment, Site, Thread
from comments.moderation import queue
from comments.net import emails, ip
from comments.screening.registry import codes_of
from comments.search import Filters, Kind, Query
from comments.search.query import LONGEST
from comments.statuses import Status

REPLIED = {"yes": True, "no": False}
MAX_WHAT_LENGTH = 60
# What a queue can be narrowed to; the others are of a search.
_OF_QUEUES = {"queue", "site", "thread"}


class CommentFilters(StrictSerializer):
    """What a list is narrowed to, and a batch falls on. Each field that is given narrows it further."""

    site = Text(lines=False, max_length=fields.MAX_SLUG_LENGTH, required=False)
    queue = OneOf(list(queue.QUEUES), required=False)
    status = serializers.ListField(child=OneOf(Status.values), required=False, allow_empty=False)
    q = Text(max_length=LONGEST, required=False, allow_blank=True)
    thread = Text(lines=False, max_length=limits.KEY_LIMIT, required=False)
    author = Text(lines=False, max_length=limits.EMAIL_LIMIT, required=False)
    ip = Text(lines=False, max_length=50, required=False)
    what = Text(lines=False, max_length=MAX_WHAT_LENGTH, required=False)
    since = Moment(required=False)
    until = Moment(required=False)
    section = Text(lines=False, max_length=MAX_SECTION_LENGTH, required=False)
    replied = OneOf(list(REPLIED), required=False)
    by = Text(lines=False, max_length=50, required=False)


# Parameters of a list that are no fields of the filters of a batch.
PARAMETERS = tuple(CommentFilters().fields)


@dataclass(frozen=True)
class Selection:
    """Some comments of the sites of an access: those of a queue, or those that a search finds."""

    access: Access
    by: Moderator
    queue: str
    query: Query
    filters: Filters

    @property
    def is_all(self) -> bool:
        """Whether nothing is looked for, and nothing narrows it but site and status."""
        narrower = Filters(site_id=self.filters.site_id, statuses=self.filters.statuses)
        return self.query.kind == Kind.NOTHING and self.filters == narrower

    def ids(self, *, order: str, after: int | None, limit: int, now: datetime) -> list[int]:
        """The next ids behind the comment `after`; an order that the queue does not know is its usual one."""
        if self.queue:
            return queue.ids(
                self.queue, self.access, by=self.by, site_id=self.filters.site_id, order=order, after=after,
                thread_id=self.filters.thread_id, now=now, limit=limit,
            )  # fmt: skip
        is_newest_first = order != "oldest"
        if self.is_all:
            statuses = [Status(one) for one in self.filters.statuses] or list(Status)
            return queue.with_status(
                statuses, self.access, by=self.by, site_id=self.filters.site_id, is_newest_first=is_newest_first,
                after=after, now=now, limit=limit,
            )  # fmt: skip
        return search.find(
            self.query, self.access, self.filters, after=after, is_newest_first=is_newest_first, limit=limit
        )

    def matching(self, *, now: datetime) -> QuerySet[Comment]:
        """All of them, in no order: a query to be counted, or frozen by one statement; none if nothing narrows it."""
        if not self.queue:
            return search.matching(self.query, self.access, self.filters)
        found = queue.matching(self.queue, self.access, by=self.by, site_id=self.filters.site_id, now=now)
        return found if self.filters.thread_id is None else found.filter(thread=self.filters.thread_id)


def of_query(query: QueryDict) -> dict[str, Any]:
    """The parameters of an address as the fields of a body; statuses may be joined by commas, too."""
    data: dict[str, Any] = {name: query[name] for name in PARAMETERS if name in query}
    if "status" in data:
        data["status"] = [one for value in query.getlist("status") for one in value.split(",")]
    return data


def selection(data: Mapping[str, Any], access: Access, by: Moderator) -> Selection:
    """What the values of CommentFilters mean for this person.

    Raises NotFound for a site that they do not moderate, and Invalid for what no search knows.
    """
    if "queue" in data and (others := data.keys() - _OF_QUEUES):
        sentence = _("A queue is narrowed by site and thread alone. Leave “queue” out, and say “status” instead.")
        raise Invalid([FieldError(name, "not-together", sentence) for name in sorted(others)])
    site = asked.site(access, data["site"]) if "site" in data else None
    filters = Filters(
        site_id=site.pk if site else None,
        statuses=tuple(dict.fromkeys(data.get("status", ()))),
        codes=_read(data, "what", codes_of, _("No check says this.")) or (),
        since=data.get("since"),
        before=data.get("until"),
        thread_id=_thread_id(data["thread"], site) if "thread" in data else None,
        section=data.get("section", ""),
        has_reply=REPLIED.get(data.get("replied", "")),
        decided_by=_colleague(data["by"], access, by) if "by" in data else None,
        email=_read(data, "author", _mailbox, _("This is no email address.")) or "",
        network=_read(data, "ip", _network, _("This is no network address, and no network.")) or "",
    )
    return Selection(access, by, data.get("queue", ""), search.parse(data.get("q", "")), filters)


def _thread_id(key: str, site: Site | None) -> int:
    """0, which no thread has, where nobody commented yet."""
    if site is None:
        raise Invalid([FieldError("site", "required", _("Say on which site the thread is."))])
    if not host.is_key(key):
        raise Invalid([FieldError("thread", "invalid", _("A thread's key needs at least one visible character."))])
    return Thread.objects.filter(site=site, key=key).values_list("pk", flat=True).first() or 0


def _colleague(
    person: str, access: Access, by: Moderator
) -> Any:  # Any: a host's users may have other ids than numbers
    found = next((one.pk for one in colleagues.of(access, by) if str(one.pk) == person), None)
    if found is None:
        raise Invalid([FieldError("by", "choice", _("Nobody with this id moderates here."))])
    return found


def _mailbox(written: str) -> str:
    return emails.canonical(written) if emails.is_valid(written) else ""


def _network(written: str) -> str:
    return written if ip.parse_network(written) else ""


def _read(data: Mapping[str, Any], name: str, read: Callable[[str], Any], sentence: str) -> Any:
    """What a field means, None where it is not given; raises Invalid where it means nothing."""
    if name not in data:
        return None
    meant = read(data[name])
    if not meant:
        raise Invalid([FieldError(name, "invalid", sentence)])
    return meant
