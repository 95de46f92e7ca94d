"""Keeping `shown`, `replies` and the thread's count true when a status changes.

A comment is shown if its status leaves something (`statuses.public_state`) and its parent is shown; so spam takes its
branch along and any other removal leaves it. Runs inside moderation's transaction, under the thread's lock.
"""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F

from comments.models import Comment, Thread
from comments.statuses import Status, public_state
from comments.threads import WIDTH, ancestors_of

_CHUNK = 500


def is_counted(comment: Comment) -> bool:
    return comment.shown and comment.status == Status.APPROVED


def leaves_something(comment: Comment) -> bool:
    """Whether readers see it or its tombstone, if they see what it answers."""
    return public_state(comment.status, was_published=comment.published_at is not None) is not None


def refresh(comment: Comment, *, was_counted: bool) -> None:
    """Bring the rows around `comment` in line with its new status, which is saved already."""
    shown = leaves_something(comment) and (comment.parent is None or comment.parent.shown)
    changes = Counter[str]()
    if shown != comment.shown:
        _show([comment.pk], shown=shown)
        comment.shown = shown
        changes.update(_carry_down(comment))
    changes[comment.path] += is_counted(comment) - was_counted
    _count(comment.thread_id, changes)


def _carry_down(top: Comment) -> Counter[str]:
    """Show or hide the branch below as its top; the paths of counted comments that came (+1) or went (-1)."""
    now_shown = {top.pk: top.shown}
    flipped: dict[bool, list[int]] = {True: [], False: []}
    changes = Counter[str]()
    for comment in _possible_branch(top):
        if comment.parent_id not in now_shown:
            continue
        shown = leaves_something(comment) and now_shown[comment.parent_id]
        now_shown[comment.pk] = shown
        if shown != comment.shown:
            flipped[shown].append(comment.pk)
            if comment.status == Status.APPROVED:
                changes[comment.path] += 1 if shown else -1
    for shown, ids in flipped.items():
        _show(ids, shown=shown)
    return changes


def _possible_branch(top: Comment) -> "Iterable[Comment]":
    """Comments that may answer `top`, oldest first: a parent always has a smaller number than its replies.

    Replies to the deepest level stand beside it, and a site may have had more levels before, so the branch by parent
    can be wider than the one by path.
    """
    path = top.path
    while path and Comment.objects.outside(top.thread_id, path).exists():
        path = path[:-WIDTH]
    scope = Comment.objects.branch(top.thread_id, path) if path else Comment.objects.filter(thread_id=top.thread_id)
    fields = ("id", "parent_id", "path", "status", "shown", "published_at")
    return scope.filter(number__gt=top.number).order_by("number").only(*fields).iterator()


def _show(ids: list[int], *, shown: bool) -> None:
    for start in range(0, len(ids), _CHUNK):
        Comment.objects.filter(pk__in=ids[start : start + _CHUNK]).update(shown=shown)


def _count(thread_id: int, changes: Counter[str]) -> None:
    """Add each change to the thread and to every comment above it."""
    above = Counter[str]()
    for path, change in changes.items():
        for ancestor in ancestors_of(path):
            above[ancestor] += change
    by_change: dict[int, list[str]] = {}
    for path, change in above.items():
        if change:
            by_change.setdefault(change, []).append(path)
    for change, paths in by_change.items():
        for start in range(0, len(paths), _CHUNK):
            Comment.objects.count_reply(thread_id, paths[start : start + _CHUNK], change)
    if total := sum(changes.values()):
        Thread.objects.filter(pk=thread_id).update(count=F("count") + total)
