"""A visitor's own comments while they wait: those that signed parameters open, and those of a remembered browser."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from comments.models import Comment, Thread
from comments.posting import edits, own_reasons
from comments.statuses import Status
from comments.web.page_request import MOST_OWN
from comments.web.reader import Visitor
from comments.web.urls_on_page import Links

_AS_SHOWN = ("thread__site", "parent")


class OwnComment(NamedTuple):
    """What the author of a comment is told of it, and where they change it: "" where they cannot, or not any more.

    `until` is when that ends, in UTC; `seconds_left` is how long it is until then.
    """

    reason: str
    token: str
    edit_url: str = ""
    withdraw_url: str = ""
    until: datetime | None = None
    seconds_left: int = 0


def as_told(comment: Comment, token: str, links: Links, *, now: datetime) -> OwnComment:
    """What its author is told of a comment, read with its thread and site, who has this token to it."""
    reason = own_reasons.reason(comment, now=now)
    editable, withdrawable = edits.editable_until(comment, now=now), edits.withdrawable_until(comment, now=now)
    until = editable or withdrawable
    return OwnComment(
        reason,
        token,
        links.own_act("edit", comment, token) if editable else "",
        links.own_act("withdraw", comment, token) if withdrawable else "",
        until,
        int((until - now).total_seconds()) if until else 0,
    )


def opened(ids: Collection[int], thread: Thread | None = None) -> list[Comment]:
    """The comments with these ids, on this thread if one is given, the oldest first; none that is deleted."""
    if not ids:
        return []  # for Django would compose a statement before it sees that there is nothing to ask, in 2 ms
    comments = Comment.objects.select_related(*_AS_SHOWN).filter(pk__in=ids).exclude(status=Status.DELETED)
    return list((comments.filter(thread_id=thread.pk) if thread else comments).order_by("pk"))


def remembered(visitor: Visitor, thread: Thread) -> list[Comment]:
    """What waits on this thread, or seems to, of a visitor who is known: the latest few, the oldest first."""
    if not thread.exists:
        return []
    if visitor.identity and visitor.identity.pk:
        of_visitor = Comment.objects.filter(identity=visitor.identity)
    elif visitor.commenter:
        of_visitor = Comment.objects.filter(commenter=visitor.commenter)
    else:
        return []
    waiting = of_visitor.filter(
        thread=thread, shown=False, seems_rejected=False, published_at=None,
        status__in=(Status.PENDING, Status.SPAM),
    )  # fmt: skip
    return list(waiting.select_related(*_AS_SHOWN).order_by("-pk")[:MOST_OWN])[::-1]
