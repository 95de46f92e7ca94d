"""Keeping `shown`, `replies` and the thread's counts true when a status changes.

A comment is shown if its status leaves something (`statuses.public_state`) and its parent is shown; so spam takes its
branch along and any other removal leaves it. Runs inside moderation's transaction, under the thread's lock.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from comments.counters import recent
from comments.db import times
from comments.models import Comment, Thread
from comments.paths import WIDTH, ancestors_of
from comments.statuses import Status, public_state

_CHUNK = 500


class Change(NamedTuple):
    """A comment that came to be counted (1) or is not any more (-1)."""

    path: str
    published_at: datetime | None
    by: int


def is_counted(comment: Comment) -> bool:
    return comment.shown and comment.status == Status.APPROVED


def leaves_something(comment: Comment) -> bool:
    """Whether readers see it or its tombstone, if they see what it answers."""
    return public_state(comment.status, was_published=comment.published_at is not None) is not None


def refresh(comment: Comment, *, was_counted: bool) -> None:
    """Bring the rows around `comment` in line with its new status, which is saved already."""
    shown = leaves_something(comment) and (comment.parent is None or comment.parent.shown)
    changes: list[Change] = []
    if shown != comment.shown:
        _show([comment.pk], shown=shown)
        comment.shown = shown
        changes = _carry_down(comment)
    if is_counted(comment) != was_counted:
        changes.append(_change(comment, counted=is_counted(comment)))
    if changes:
        _count(comment.thread, changes)


def _carry_down(top: Comment) -> list[Change]:
    """Show or hide the branch below as its top."""
    now_shown = {top.pk: top.shown}
    flipped: dict[bool, list[int]] = {True: [], False: []}
    changes: list[Change] = []
    for comment in _possible_branch(top):
        if comment.parent_id not in now_shown:
            continue
        shown = leaves_something(comment) and now_shown[comment.parent_id]
        now_shown[comment.pk] = shown
        if shown != comment.shown:
            flipped[shown].append(comment.pk)
            if comment.status == Status.APPROVED:
                changes.append(_change(comment, counted=shown))
    for shown, ids in flipped.items():
        _show(ids, shown=shown)
    return changes


def _possible_branch(top: Comment) -> "Iterable[Comment]":
    """Comments that may answer `top`, oldest first: a parent always has a smaller number than its replies.

    Replies to the deepest level stand beside it, and a site may have had more levels before, so the branch by parent
    can be wider than the one by path.
    """
    path = top.path
    while path and Comment.objects.replies_outside_branch(top.thread_id, path).exists():
        path = path[:-WIDTH]
    scope = Comment.objects.branch(top.thread_id, path) if path else Comment.objects.filter(thread_id=top.thread_id)
    fields = ("id", "parent_id", "path", "status", "shown", "published_at")
    return scope.filter(number__gt=top.number).order_by("number").only(*fields).iterator()


def _show(ids: list[int], *, shown: bool) -> None:
    for start in range(0, len(ids), _CHUNK):
        Comment.objects.filter(pk__in=ids[start : start + _CHUNK]).update(shown=shown)


def _change(comment: Comment, *, counted: bool) -> Change:
    return Change(comment.path, comment.published_at, 1 if counted else -1)


def _count(thread: Thread, changes: list[Change]) -> None:
    """Add each change to every comment above it, then all of them to the thread."""
    above = Counter[str]()
    for change in changes:
        for ancestor in ancestors_of(change.path):
            above[ancestor] += change.by
    by_change: dict[int, list[str]] = {}
    for path, by in above.items():
        if by:
            by_change.setdefault(by, []).append(path)
    for by, paths in by_change.items():
        for start in range(0, len(paths), _CHUNK):
            Comment.objects.count_reply(thread.pk, paths[start : start + _CHUNK], by)
    recent.add(thread, [(change.published_at or times.EPOCH, change.by) for change in changes])
