"""Deleting comments for ever, when the time in which that could be undone is over."""

from datetime import datetime

from django.utils.translation import gettext as _

from comments.db.transactions import writing
from comments.errors import NotFound
from comments.models import Actor, Comment
from comments.moderation import erasure_journal
from comments.moderation.transitions import Transition, lock, move
from comments.statuses import Status


def due(now: datetime, *, limit: int) -> list[int]:
    """Ids of comments whose time is over, the longest overdue first."""
    rows = Comment.objects.filter(erase_at__lte=now).order_by("erase_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def erase(comment_id: int, *, now: datetime) -> bool:
    """Erase one whose time is over; False if that was undone or done meanwhile.

    Raises OSError, and erases nothing, if the journal of erasures cannot be written.
    """
    with writing():
        try:
            comment = lock(comment_id)
        except NotFound:
            return False
        if comment.erase_at is None or comment.erase_at > now:
            return False
        _empty(comment, _("Deleted for ever."), now)
        erasure_journal.add(comment, now)
    return True


def erase_again(comment_id: int, digest: str, *, now: datetime) -> bool:
    """Erase a comment that a backup brought back, and note its digest as known; False if it is erased already."""
    with writing():
        comment = lock(comment_id)
        is_back = comment.status != Status.DELETED
        if is_back:
            comment.listeners = {}  # programs heard of it when it was deleted
            _empty(comment, _("Deleted for ever, before a backup was restored."), now)
        erasure_journal.note([digest], now)
    return is_back


def _empty(comment: Comment, reason: str, now: datetime) -> None:
    move(comment, Status.DELETED, Transition(Actor.HOUSEKEEPING, now, reason=reason))
