"""A visitor's own comments while they wait: those of the signed parameters, and those of a remembered browser."""

from collections.abc import Sequence

from django.http import QueryDict

from comments import tokens
from comments.models import Comment, Commenter, Thread
from comments.statuses import Status
from comments.web.urls_on_page import WAITING

# So many of each at most, the latest.
MOST = 20
_WITH_PLACE = ("thread__site", "parent")


def by_parameter(query: QueryDict, thread: Thread | None = None) -> list[Comment]:
    """What the `waiting` parameters open, on its own thread if one is given; nothing once it is deleted."""
    named = map(tokens.read_waiting_token, query.getlist(WAITING)[-MOST:])
    ids = {comment_id for comment_id in named if comment_id is not None}
    if not ids:
        return []
    comments = Comment.objects.select_related(*_WITH_PLACE).filter(pk__in=ids).exclude(status=Status.DELETED)
    return list((comments.filter(thread_id=thread.pk) if thread else comments).order_by("pk"))


def by_browser(commenter: Commenter | None, thread: Thread) -> list[Comment]:
    """What waits, or seems to, on this thread of who consented to be remembered."""
    if commenter is None or not thread.exists:
        return []
    waiting = Comment.objects.filter(
        thread=thread, commenter=commenter, shown=False, seems_rejected=False, published_at=None,
        status__in=(Status.PENDING, Status.SPAM),
    )  # fmt: skip
    return list(waiting.select_related(*_WITH_PLACE).order_by("-pk")[:MOST])[::-1]


def still_waiting(comments: Sequence[Comment]) -> list[Comment]:
    return [comment for comment in comments if comment.status_for_author == Status.PENDING]
