"""Comments and threads as JSON objects, without e-mail, address, user agent, or any hash of them."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from comments import gates, reading
from comments.models import Comment, Site, Thread
from comments.reading import Seen
from comments.statuses import Status


def thread_object(thread: Thread, site: Site) -> dict[str, Any]:
    closed = gates.closed_reason(thread, site, now=timezone.now())
    public = thread.is_confirmed
    return {
        "site": site.slug,
        "key": thread.key,
        "title": thread.title if public else "",
        "url": reading.address_of(thread) if public else "",
        "open": closed is None,
        "closed_reason": closed,
        "count": thread.count,
    }


def comment_object(seen: Seen, thread: Thread) -> dict[str, Any]:
    """What everybody may read; a tombstone has neither author nor html."""
    comment = seen.comment
    is_published = seen.state == "published"
    return {
        "id": comment.pk,
        "parent": comment.parent_id,
        "depth": seen.depth,
        "author": _author(comment) if is_published else None,
        "html": comment.html if is_published else None,
        "created_at": _time(comment.created_at),
        "edited_at": _time(comment.edited_at) if comment.edited_at else None,
        "url": f"{reading.address_of(thread)}#comment-{comment.pk}",
        "state": seen.state,
        "replies": comment.replies,
    }


def own_object(comment: Comment) -> dict[str, Any]:
    """A comment as its author sees it, in any state but deleted."""
    seen = reading.own(comment)
    shape = comment_object(seen, comment.thread)
    shape |= {"author": _author(comment), "html": reading.own_html(comment)}
    shape["status"] = reading.own_status(comment)
    if comment.status != Status.APPROVED:
        shape["reason"] = reading.own_reason(comment)
    return shape


def _author(comment: Comment) -> dict[str, Any]:
    return {"name": comment.name, "url": comment.url, "staff": comment.staff}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
