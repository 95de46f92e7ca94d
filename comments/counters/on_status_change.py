"""Keeps `shown`, `replies` and the thread's counts correct when a status changes.

A comment is shown if its status leaves something to see (`statuses.public_state`) and its parent is shown: spam takes
its branch along, and any other removal leaves it. Published comments that are shown are counted: by their thread, and
by every comment above them. Runs inside moderation's transaction, under the thread's lock.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from comments.counters import recent
from comments.db import times
from comments.models import Comment, Thread
from comments.paths import WIDTH, ancestors_of
from comments.statuses import Status, public_state

_CHUNK = 500  # rows that one statement names


class _Counted(NamedTuple):
    """Where a comment is counted: by the comments above its path, and from when on."""

    path: str
    published_at: datetime


def is_counted(comment: Comment) -> bool:
    """Whether its thread and the comments above count it."""
    return comment.shown and comment.status == Status.APPROVED


def leaves_something(comment: Comment) -> bool:
    """Whether readers see it or its tombstone, provided that they see its parent."""
    return public_state(comment.status, was_published=comment.published_at is not None) is not None


def refresh(comment: Comment, *, was_counted: bool) -> None:
    """Update what is shown and counted after a comment's new status was saved; `was_counted` is from before."""
    added: list[_Counted] = []
    removed: list[_Counted] = []
    shown = leaves_something(comment) and (comment.parent is None or comment.parent.shown)
    if shown != comment.shown:
        _write_shown([comment.pk], shown=shown)
        comment.shown = shown
        added, removed = _refresh_branch(comment)
    if is_counted(comment) and not was_counted:
        added.append(_counted(comment))
    if was_counted and not is_counted(comment):
        removed.append(_counted(comment))
    if added:
        _add_to_counts(comment.thread, added)
    if removed:
        _subtract_from_counts(comment.thread, removed)


def _refresh_branch(top: Comment) -> tuple[list[_Counted], list[_Counted]]:
    """Show or hide the comments below one that came or went; returns those that are counted now, and not any more."""
    is_shown = {top.pk: top.shown}
    changed: dict[bool, list[int]] = {True: [], False: []}
    counted: dict[bool, list[_Counted]] = {True: [], False: []}
    for comment in _possible_branch(top):
        if comment.parent_id not in is_shown:
            continue
        shown = leaves_something(comment) and is_shown[comment.parent_id]
        is_shown[comment.pk] = shown
        if shown != comment.shown:
            changed[shown].append(comment.pk)
            if comment.status == Status.APPROVED:
                counted[shown].append(_counted(comment))
    for shown, ids in changed.items():
        _write_shown(ids, shown=shown)
    return counted[True], counted[False]


def _possible_branch(top: Comment) -> Iterator[Comment]:
    """Comments that may be below `top`, oldest first: a parent always has a smaller number than its replies.

    Replies to the deepest level stand beside it, and a site may have had more levels before, so the branch by parent
    can be wider than the one by path.
    """
    path = top.path
    while path and Comment.objects.replies_outside_branch(top.thread_id, path).exists():
        path = path[:-WIDTH]
    scope = Comment.objects.branch(top.thread_id, path) if path else Comment.objects.filter(thread_id=top.thread_id)
    fields = ("id", "parent_id", "path", "status", "shown", "published_at")
    return scope.filter(number__gt=top.number).order_by("number").only(*fields).iterator()


def _write_shown(ids: Sequence[int], *, shown: bool) -> None:
    for start in range(0, len(ids), _CHUNK):
        Comment.objects.filter(pk__in=ids[start : start + _CHUNK]).update(shown=shown)


def _counted(comment: Comment) -> _Counted:
    return _Counted(comment.path, comment.published_at or times.EPOCH)


def _add_to_counts(thread: Thread, comments: Sequence[_Counted]) -> None:
    for number, paths in _numbers_above(comments):
        Comment.objects.add_replies(thread.pk, paths, number)
    recent.add(thread, [comment.published_at for comment in comments])


def _subtract_from_counts(thread: Thread, comments: Sequence[_Counted]) -> None:
    for number, paths in _numbers_above(comments):
        Comment.objects.subtract_replies(thread.pk, paths, number)
    recent.subtract(thread, [comment.published_at for comment in comments])


def _numbers_above(comments: Sequence[_Counted]) -> Iterator[tuple[int, list[str]]]:
    """How many of `comments` are below others: a number, and a chunk of the paths of those it is true of."""
    above = Counter(ancestor for comment in comments for ancestor in ancestors_of(comment.path))
    paths_by_number: dict[int, list[str]] = {}
    for path, number in above.items():
        paths_by_number.setdefault(number, []).append(path)
    for number, paths in paths_by_number.items():
        for start in range(0, len(paths), _CHUNK):
            yield number, paths[start : start + _CHUNK]
