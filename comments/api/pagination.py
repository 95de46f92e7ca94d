"""Pages of a thread: the one that a query asks for, and the addresses of those that follow."""

from collections.abc import Callable

from django.http import QueryDict

from comments import conf
from comments.api import fields
from comments.models import Thread
from comments.reading import pages
from comments.reading.pages import CommentView, Page
from comments.reading.queries import CommentRow

MAX_LIMIT = 100
MAX_CURSOR_LENGTH = 80


def page(query: QueryDict, thread: Thread, sort: str) -> Page:
    """The page of the thread, of the replies below `parent`, or of what is new since a moment, that a query asks for.

    Raises Invalid for a value out of range or a cursor of another list, NotFound for an unknown `parent`.
    """
    limit = fields.integer_param(query, "limit", min_value=1, max_value=MAX_LIMIT)
    cursor = fields.line(query, "cursor", max_length=MAX_CURSOR_LENGTH)
    parent_id = fields.integer_param(query, "parent", min_value=1, max_value=fields.MAX_ID)
    since = fields.moment_param(query, "since")
    if since is not None:
        return pages.published_since(thread, since, limit=limit or pages.NEW_COMMENTS)
    if parent_id is None:
        return pages.page(thread, sort=sort, limit=limit, cursor=cursor)
    top = pages.top_of_branch(thread, parent_id)
    return pages.branch(thread, top, limit=limit, cursor=cursor)


def page_url(query: QueryDict, cursor: str | None, sort: str) -> str | None:
    """The absolute address of the page behind the cursor, or before it; None without one."""
    # A cursor belongs to its order, which the site may change meanwhile.
    return _list_url(query, cursor=cursor, sort=sort) if cursor else None


def replies_url(query: QueryDict) -> Callable[[CommentView[CommentRow]], str]:
    """A function that makes the absolute address of the replies that a page cut below a comment."""
    branches = _list_url(query, cursor=None, sort=None, parent=None)

    def address(seen: CommentView[CommentRow]) -> str:
        behind = f"&cursor={seen.more_cursor}" if seen.more_cursor else ""
        return f"{branches}&parent={seen.comment.pk}{behind}"

    return address


def _list_url(query: QueryDict, **changes: str | None) -> str:
    """The address of the list with parameters replaced, or left out where the change is None."""
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return f"{conf.public_url()}/api/v1/comments/?{changed.urlencode()}"
