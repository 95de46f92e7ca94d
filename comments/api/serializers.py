"""Comments and threads as JSON objects, without e-mail, address, user agent, or any hash of them."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from comments import limits
from comments.models import Comment, Site, Thread
from comments.posting import edits
from comments.privacy import notice
from comments.reading import author_view, pages, permalinks
from comments.reading.pages import AnyCommentView
from comments.reading.queries import CommentRow
from comments.statuses import Status


def thread_object(thread: Thread) -> dict[str, Any]:
    site = thread.site
    closed = thread.closed_reason(timezone.now())
    public = thread.is_confirmed
    return {
        "site": site.slug,
        "key": thread.key,
        "title": thread.title if public else "",
        "url": permalinks.address_of(thread) if public else "",
        "open": closed is None,
        "closed_reason": closed,
        "count": thread.count,
    }


def site_object(site: Site) -> dict[str, Any]:
    """What a form needs to know of a site; lists, bans and budgets stay with its moderators."""
    asked = site.require_name_email
    return {
        "site": site.slug,
        "name": site.name,
        "language": site.language,
        "time_zone": site.time_zone,
        "fields": {
            "name": {"required": asked, "max_length": limits.NAME_LIMIT},
            "email": {"required": asked, "max_length": limits.EMAIL_LIMIT},
            "url": {"required": False, "max_length": limits.URL_LIMIT},
            "text": {"required": True, "max_length": site.text_limit},
        },
        "depth": site.depth,
        "page_size": site.page_size,
        "order": site.order,
        "edit_minutes": site.edit_minutes,
        "consent": site.show_consent,
        "guidelines": site.guidelines,
        "privacy": notice.kept(site),
    }


def comment_object(seen: AnyCommentView, url: str) -> dict[str, Any]:
    """What everybody may read, at its permalink; a tombstone has neither author nor html."""
    comment = seen.comment
    is_published = seen.state == pages.PUBLISHED
    return {
        "id": comment.pk,
        "parent": comment.parent_id,
        "depth": seen.depth,
        "author": _author(comment) if is_published else None,
        "html": comment.html if is_published else None,
        "created_at": _time(comment.created_at),
        "edited_at": _time(comment.edited_at) if comment.edited_at else None,
        "url": url,
        "state": seen.state,
        "replies": comment.replies,
    }


def own_object(comment: Comment) -> dict[str, Any]:
    """A comment as its author sees it, in any state but deleted."""
    seen = author_view.as_author_sees(comment)
    shape = comment_object(seen, permalinks.of_comments(comment.thread)(comment.pk))
    shape |= {"author": _author(comment), "html": author_view.html_for_author(comment), "text": comment.text}
    until = edits.editable_until(comment, now=timezone.now())
    shape["status"] = author_view.status_as_told(comment)
    # Of the text alone: the other version rises with what moderators do, which would tell who was taken for spam.
    shape["version"] = comment.text_version
    shape["editable_until"] = _time(until) if until else None
    if comment.status != Status.APPROVED:
        shape["reason"] = author_view.reason_for_author(comment)
    return shape


def _author(comment: Comment | CommentRow) -> dict[str, Any]:
    return {"name": comment.name, "url": comment.url, "staff": comment.staff}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()[:19] + "Z"
