"""What a moderator can press, by name: the decisions, and taking the last one back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from comments.access.staff import Moderator
from comments.errors import IllegalMove
from comments.models import Comment, Decision
from comments.moderation import decisions, undoing


def undo_last(comment_id: int, *, by: Moderator, version: int, now: datetime | None = None) -> Comment:
    """Take the last decision on a comment back that is at this version; raises as `undoing.undo` does."""
    last = Decision.objects.filter(comment=comment_id, by=by, version=version).last()
    if last is None:
        raise IllegalMove
    return undoing.undo(last.pk, by=by, now=now)


ACTIONS: dict[str, Callable[..., Any]] = {**decisions.ACTIONS, "undo": undo_last}
