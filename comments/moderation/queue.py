"""The queues of the moderators' desk: what each holds, in which order it is read, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from comments.access.membership import Access
from comments.access.staff import Moderator
from comments.errors import Message
from comments.models import Comment, Decision, Site
from comments.moderation import queries
from comments.moderation.queries import Scope
from comments.statuses import Status

# Nobody needs to know how many more there are, and to count them would cost time at each look.
COUNTED = 1000
_WAITING = "decide"


@dataclass(frozen=True)
class Queue:
    """One list of the desk: `queries.RANGES` says what is in it. The first of its `orders` is the usual one."""

    name: str
    label: Message
    orders: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """How many comments a queue has, at most COUNTED + 1; `oldest` is when the first was posted, of `decide` alone."""

    number: int
    oldest: datetime | None = None

    @property
    def counted(self) -> int:
        return min(self.number, COUNTED)

    @property
    def is_more(self) -> bool:
        return self.number > COUNTED

    @property
    def shown(self) -> str:
        """As a text: “41”, or “1,000+”."""
        return number_format(self.counted, force_grouping=True) + ("+" if self.is_more else "")


_BY_TIME, _BACKWARDS = ("oldest", "newest"), ("newest", "oldest")

QUEUES: dict[str, Queue] = {
    queue.name: queue
    for queue in (
        Queue("decide", _("Decide"), (*_BY_TIME, "likeness")),
        Queue("spam", _("Likely spam"), ("likeness",)),
        Queue("reported", _("Reported"), ("reported",)),
        Queue("unseen", _("Published, unseen"), _BACKWARDS),
        Queue("sample", _("Sample"), ("oldest",)),
        Queue("aside", _("Set aside"), _BY_TIME),
        Queue("decided", _("Decided"), ("latest",)),
    )
}
ORDER_LABELS: dict[str, Message] = {
    "oldest": _("Oldest first"),
    "newest": _("Newest first"),
    "likeness": _("Most like spam first"),
    "reported": _("Reported first first"),
    "latest": _("Decided last first"),
}


def page(
    name: str,
    access: Access,
    *,
    by: Moderator,
    site_id: int | None = None,
    order: str = "",
    after: int | None = None,
    thread_id: int | None = None,
    now: datetime,
    limit: int = 20,
) -> list[Comment]:
    """The next comments of a queue behind the comment `after`, with all that a card shows, by at most five queries.

    An order that the queue does not offer is its usual one. Nothing is skipped, also not what colleagues are at.
    """
    found = ids(
        name, access, by=by, site_id=site_id, order=order, after=after, thread_id=thread_id, now=now, limit=limit
    )
    return whole(found)


def ids(
    name: str,
    access: Access,
    *,
    by: Moderator,
    site_id: int | None = None,
    order: str = "",
    after: int | None = None,
    thread_id: int | None = None,
    now: datetime,
    limit: int,
) -> list[int]:
    """The ids of the next comments of a queue behind the comment `after`, in the order that `page` has them."""
    scope = _scope(access, by, site_id, now, thread_id)
    return _ids(name, _order(name, order), scope, after=after, limit=limit)


def with_status(
    statuses: Sequence[Status],
    access: Access,
    *,
    by: Moderator,
    site_id: int | None = None,
    is_newest_first: bool = True,
    after: int | None = None,
    now: datetime,
    limit: int,
) -> list[int]:
    """Ids of the next comments with one of these statuses behind the comment `after`, each by a range of an index."""
    scope, order = _scope(access, by, site_id, now), "newest" if is_newest_first else "oldest"
    beyond = None if after is None else (after,)
    return queries.ids_with_status(statuses, order, scope, beyond=beyond, limit=limit)


def matching(
    name: str, access: Access, *, by: Moderator, site_id: int | None = None, now: datetime
) -> QuerySet[Comment]:
    """All that a queue holds, in no order: a query to be counted, narrowed, or frozen by one statement."""
    return Comment.objects.filter(pk__in=queries.everything(name, _scope(access, by, site_id, now)))


def next_id(
    name: str,
    access: Access,
    comment_id: int,
    *,
    by: Moderator,
    site_id: int | None = None,
    order: str = "",
    thread_id: int | None = None,
    now: datetime,
) -> int | None:
    """The comment that comes after this one in a queue and that no colleague is at; at its end again from the start.

    None if there is no other.
    """
    order, scope = _order(name, order), _scope(access, by, site_id, now, thread_id)
    found = _ids(name, order, scope, after=comment_id, limit=1, free=True)
    found = found or _ids(name, order, scope, after=None, limit=2, free=True)
    return next((one for one in found if one != comment_id), None)


def counts(access: Access, *, by: Moderator, site_id: int | None = None, now: datetime) -> dict[str, Count]:
    """How many comments are in each queue, by at most two queries, none of which reads more than COUNTED rows."""
    scope = _scope(access, by, site_id, now)
    numbers, since = queries.counts(list(QUEUES), scope, cap=COUNTED + 1, since_of=_WAITING)
    counted = zip(QUEUES, numbers, strict=True)
    return {name: Count(number, since if name == _WAITING else None) for name, number in counted}


def _ids(name: str, order: str, scope: Scope, *, after: int | None, limit: int, free: bool = False) -> list[int]:
    """Of a queue in parts, the second one is read behind the end of the first, and from a comment that stands in it."""
    key = None if after is None else _key_of(after, order)
    if (name, order) not in queries.PARTS:
        return queries.ids(name, order, scope, beyond=key, limit=limit, free=free)
    first, second = queries.PARTS[name, order]
    is_in_second = after is not None and key is None
    found = [] if is_in_second else queries.ids(*first, scope, beyond=key, limit=limit, free=free)
    beyond = _key_of(after, second[1]) if after is not None and is_in_second else None
    left = limit - len(found)
    return found + queries.ids(*second, scope, beyond=beyond, limit=left, free=free) if left else found


def _key_of(comment_id: int, order: str) -> queries.Key | None:
    """Where a comment stands in an order, or stood before it was decided; None if nowhere: then from the start."""
    key = queries.key_of(comment_id, order)
    if key is None and order == "likeness":
        decided = Decision.objects.filter(comment=comment_id, by__isnull=False).last()
        likeness = ((decided and decided.replaced) or {}).get("likeness")
        return None if likeness is None else (likeness, comment_id)
    return key


def _order(name: str, asked: str) -> str:
    return asked if asked in QUEUES[name].orders else QUEUES[name].orders[0]


def _scope(access: Access, by: Moderator, site_id: int | None, now: datetime, thread_id: int | None = None) -> Scope:
    """Of the one site, or of all that the person moderates; nothing of others."""
    if site_id is not None:
        return Scope([site_id] if access.may_moderate(site_id) else [], by, now, thread_id)
    of_all = access.site_ids
    site_ids = Site.objects.order_by("pk").values_list("pk", flat=True) if of_all is None else sorted(of_all)
    return Scope(list(site_ids), by, now, thread_id)


def whole(ids: Sequence[int]) -> list[Comment]:
    """These comments in this order, with all that a card shows of them."""
    related = ("identity", "cluster", "set_aside__by", "set_aside__for_whom", "review_lease__by", "review_sample")
    rows = Comment.objects.for_moderators().select_related(*related).filter(pk__in=ids)
    found = {comment.pk: comment for comment in rows} if ids else {}
    for comment in found.values():
        comment.site = comment.thread.site
    return [found[comment_id] for comment_id in ids if comment_id in found]
