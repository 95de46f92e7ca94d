"""What all programs get alike: a thread, the facts of a comment, and moments, as the API writes them."""

from datetime import UTC, datetime
from typing import TypedDict

from django.utils import timezone

from comments.models import Comment, Thread
from comments.reading import permalinks
from comments.reading.notices import Notice, notice_of
from comments.reading.shapes import NoticeJSON, ThreadJSON


class CommentFactsJSON(TypedDict):
    """What programs with a key, and webhooks, get alike of a comment, in any state."""

    id: int
    site: str
    """The slug of its site."""
    parent: int | None
    """The id of the comment it answers; None at the top."""
    depth: int
    """1 at the top."""
    text: str
    """As typed."""
    html: str | None
    """What readers get, or would get; None until it was checked."""
    status: str
    """pending, approved, rejected, spam, withdrawn or deleted."""
    version: int
    """It rises with each edit and each decision."""
    created_at: str
    """UTC as YYYY-MM-DDTHH:MM:SSZ (RFC 3339); so are the others."""
    edited_at: str | None
    published_at: str | None
    """When it was published first."""
    url: str
    """The permalink, which shows it while it is published."""
    replies: int
    recommendations: int
    picked: bool
    pinned: bool


def thread_json(thread: Thread) -> ThreadJSON:
    """A thread, which came with its site; title and address only once they are confirmed."""
    now = timezone.now()
    closed = thread.closed_reason(now)
    public = thread.is_confirmed
    return {
        "site": thread.site.slug,
        "key": thread.key,
        "title": thread.title if public else "",
        "url": permalinks.address_of(thread) if public else "",
        "open": closed is None,
        "closed_reason": closed,
        "notice": _notice(notice_of(thread, now)),
        "count": thread.count,
    }


def comment_facts_json(comment: Comment) -> CommentFactsJSON:
    """A comment, read with its thread and site, whatever its status, without who wrote it."""
    thread = comment.thread
    return CommentFactsJSON(
        id=comment.pk, site=thread.site.slug, parent=comment.parent_id, depth=comment.depth,
        text=comment.text, html=comment.html, status=comment.status, version=comment.version,
        created_at=moment(comment.created_at), edited_at=moment_or_none(comment.edited_at),
        published_at=moment_or_none(comment.published_at), url=permalinks.of_comments(thread)(comment.pk),
        replies=comment.replies, recommendations=comment.recommendations,
        picked=comment.picked_at is not None, pinned=comment.pinned_at is not None,
    )  # fmt: skip


def moment_or_none(when: datetime | None) -> str | None:
    """UTC to the second, in the form of RFC 3339; None for none."""
    return moment(when) if when else None


def moment(when: datetime) -> str:
    """UTC to the second, in the form of RFC 3339."""
    return when.astimezone(UTC).isoformat()[:19] + "Z"


def _notice(notice: Notice | None) -> NoticeJSON | None:
    if notice is None:
        return None
    until = moment(notice.until) if notice.until else None
    return {"state": notice.state.value, "note": notice.note, "since": moment(notice.since), "until": until}
