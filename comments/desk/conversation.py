"""The conversation around a comment, with what waits among it."""

from collections.abc import Sequence
from dataclasses import dataclass

from comments.models import Comment

_EACH_WAY = 5


@dataclass(frozen=True)
class Conversation:
    """Comments of one thread in the order of the page, the one asked for among them; `total` is how many came."""

    lines: Sequence[Comment]
    total: int


def around(comment: Comment) -> Conversation:
    """Five comments above and five below it, whatever their status, by two short ranges of one index."""
    thread = Comment.objects.filter(thread=comment.thread_id).defer("html", "signals", "asked")
    above = thread.filter(path__lt=comment.path).order_by("-path")[:_EACH_WAY]
    below = thread.filter(path__gt=comment.path).order_by("path")[:_EACH_WAY]
    return Conversation([*reversed(above), comment, *below], comment.thread.last_number)
