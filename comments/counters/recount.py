"""Checks `shown`, `replies` and the threads' counts against the comments, and repairs them: a few threads each run."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from comments.counters import recent
from comments.counters.on_status_change import leaves_something
from comments.db import times
from comments.db.transactions import writing
from comments.models import Comment, Thread, Upkeep
from comments.paths import ancestors_of
from comments.statuses import Status

RECOUNT_THREADS = 50
RECOUNT_COMMENTS = 5000

log = logging.getLogger(__name__)

_FIELDS = ("pk", "parent_id", "path", "status", "published_at", "shown", "replies")


@dataclass
class Difference:
    """What a thread's rows should say and do not; false if they are correct.

    `count` is the thread's correct count, None if it is correct already; `shown` and `replies` are correct values by
    comment id; `recent` names the thread's columns to recount.
    """

    count: int | None = None
    shown: dict[int, bool] = field(default_factory=dict)
    replies: dict[int, int] = field(default_factory=dict)
    recent: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.count is not None or bool(self.shown or self.replies or self.recent)


def repair_next_threads(now: datetime) -> int:
    """Check the next threads, and repair those that are wrong; after the last thread it starts again. Returns how many.

    It remembers in `Upkeep.counted_thread` how far it came.
    """
    position = Upkeep.objects.values_list("counted_thread", flat=True).first() or 0
    ids = list(_next_ids(position))
    repaired = sum(repair(thread_id, now=now) for thread_id in ids)
    Upkeep.objects.filter(counted_thread=position).update(counted_thread=ids[-1] if ids else 0)
    return repaired


def repair(thread_id: int, *, now: datetime | None = None) -> bool:
    """Correct one thread, under its lock if a look without it finds something wrong. Returns whether there was."""
    if not difference(thread_id):
        return False
    with writing():
        if not Thread.objects.select_for_update().filter(pk=thread_id).exists():
            return False
        found = difference(thread_id)
        if not found:
            return False
        before = Thread.objects.values_list("count", flat=True).get(pk=thread_id)
        _write(thread_id, found)
        if found.recent or found.shown:
            recent.recount_threads([thread_id], now=now or timezone.now())
    log.warning(
        "thread %d was recounted: its count was %d and is now %d; also repaired: the replies of %d comments, the"
        " visibility of %d, and %d counts of recent comments",
        thread_id, before, before if found.count is None else found.count, len(found.replies), len(found.shown),
        len(found.recent),
    )  # fmt: skip
    return True


def difference(thread_id: int) -> Difference:
    """What is stored against what follows from each comment's status and parent.

    Without the thread's lock it may be the difference of a moment.
    """
    found = Difference()
    shown: dict[int, bool] = {}
    kept: dict[str, tuple[int, int]] = {}
    replies = Counter[str]()
    published: list[datetime] = []
    for comment in Comment.objects.filter(thread_id=thread_id).only(*_FIELDS).order_by("number").iterator():
        is_shown = leaves_something(comment) and (comment.parent_id is None or shown.get(comment.parent_id, False))
        shown[comment.pk] = is_shown
        kept[comment.path] = (comment.pk, comment.replies)
        if is_shown != comment.shown:
            found.shown[comment.pk] = is_shown
        if is_shown and comment.status == Status.APPROVED:
            published.append(comment.published_at or times.EPOCH)
            replies.update(ancestors_of(comment.path))
    found.replies = {pk: replies[path] for path, (pk, number) in kept.items() if replies[path] != number}
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread is not None:
        found.count = None if thread.count == len(published) else len(published)
        found.recent = recent.wrong_columns(thread, published)
    return found


def _next_ids(position: int) -> Iterator[int]:
    """Ids of threads after `position`, as many as have about RECOUNT_COMMENTS together; at least one."""
    room = RECOUNT_COMMENTS
    rows = Thread.objects.filter(pk__gt=position).order_by("pk").values_list("pk", "last_number")
    for thread_id, comments in rows[:RECOUNT_THREADS]:
        if room <= 0:
            return
        room -= comments
        yield thread_id


def _write(thread_id: int, found: Difference) -> None:
    for pk, shown in found.shown.items():
        Comment.objects.filter(pk=pk).update(shown=shown)
    for pk, replies in found.replies.items():
        Comment.objects.filter(pk=pk).update(replies=replies)
    if found.count is not None:
        Thread.objects.filter(pk=thread_id).update(count=found.count)
