"""What readers get: a page of a thread, the rest of a branch, one comment."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.errors import FieldError, Invalid, NotFound
from comments.models import Comment, Order, Site, Thread
from comments.paths import WIDTH, after_branch
from comments.reading import queries
from comments.reading.queries import CommentRow
from comments.statuses import Status, public_state

REPLIES_EACH = 20
COMMENTS_IN_ALL = 200
SORTS = tuple(Order.values)
PUBLISHED = "published"
_path = attrgetter("path")
_ORDERS: dict[str, Callable[[CommentRow], int | tuple[int, int]]] = {
    "oldest": lambda top: top.number,
    "newest": lambda top: -top.number,
    "replies": lambda top: (-top.replies, -top.number),
}
C = TypeVar("C", Comment, CommentRow)
_STATES = {status: public_state(status, was_published=True) or "removed" for status in Status.values}


class CommentView(NamedTuple, Generic[C]):
    """A comment as readers see it: `state` is published, or the tombstone; `more` replies were cut below it, which
    begin behind `more_cursor` of its branch."""

    comment: C
    state: str
    depth: int
    parent_name: str | None = None
    more: int = 0
    more_cursor: str = ""


AnyCommentView = CommentView[Comment] | CommentView[CommentRow]


class Page(NamedTuple):
    """Comments in depth-first order, behind others if `is_part`; `next_cursor` continues behind the last one.

    Of a branch, `top` is what it is below.
    """

    comments: Sequence[CommentView[CommentRow]]
    next_cursor: str | None = None
    is_part: bool = False
    top: CommentView[CommentRow] | None = None


def thread_of(site: str, key: str) -> Thread:
    """The thread with its site, or an unsaved empty one: reading begins none. Raises UnknownSite."""
    thread = Thread.objects.find(site, key)
    if thread is None:
        found = Site.objects.by_slug(site)
        thread = Thread(site=found, key=key, is_open=found.new_threads_open)
    return thread


def page(thread: Thread, site: Site, *, sort: str = "", limit: int | None = None, cursor: str = "") -> Page:
    """Top-level comments, by default in the site's order, each with its first replies; Invalid for a foreign cursor."""
    if not thread.exists:
        return Page([])
    sort = sort or site.order
    return _page_behind(thread, site, sort, limit or site.page_size, _parsed(cursor, sort) if cursor else [])


def page_with(thread: Thread, site: Site, comment_id: int, *, sort: str = "") -> Page | None:
    """The page that holds a comment: the first, the top-level comments from its own on, or its branch from it on.

    None for a comment that is not shown on this thread.
    """
    sort = sort or site.order
    position = queries.position_of(thread.pk or 0, comment_id, sort, at_most=site.page_size)
    if position is None:
        return None
    number = int(position.path[:WIDTH])
    before = {"oldest": [number - 1], "newest": [number + 1], "replies": [position.replies, number + 1]}[sort]
    is_first = position.before < site.page_size
    found = _page_behind(thread, site, sort, site.page_size, [] if is_first else before)
    if any(seen.comment.pk == comment_id for seen in found.comments):
        return found
    top = top_of_branch(thread, position.top_id)
    first = max(position.path, _behind_path(top.path))  # the top itself, if it left the page between two queries
    return _branch_from(thread.pk, top, site, first, limit=site.page_size)


def branch(thread: Thread, top: CommentRow, site: Site, *, limit: int | None = None, cursor: str = "") -> Page:
    """Everything shown below one comment, in the order of the thread; the cursor is the path of the last one seen."""
    is_below = cursor.startswith(top.path) and cursor.isascii() and cursor.isdecimal() and len(cursor) % WIDTH == 0
    if cursor and not is_below:
        raise _foreign_cursor()
    return _branch_from(thread.pk, top, site, _behind_path(cursor or top.path), limit=limit or site.page_size)


def top_of_branch(thread: Thread, comment_id: int) -> CommentRow:
    """A shown comment of this thread; raises NotFound."""
    top = queries.get(thread.pk or 0, comment_id)
    if top is None:
        raise NotFound
    return top


def published(comment_id: int) -> CommentView[Comment] | None:
    """One comment that everybody may read, with its thread and site."""
    rows = Comment.objects.shown().select_related("thread__site", "parent")
    comment = rows.filter(pk=comment_id, status=Status.APPROVED).first()
    if comment is None:
        return None
    return single(comment, PUBLISHED)


def count_label(count: int) -> str:
    """The link above an article: “Click to comment”, “1 Comment”, “N Comments”."""
    if not count:
        return _("Click to comment")
    return ngettext("%(n)d Comment", "%(n)d Comments", count) % {"n": count}


def _page_behind(thread: Thread, site: Site, sort: str, limit: int, behind: Sequence[int]) -> Page:
    tops, replies = queries.page(
        thread.pk, sort, limit=limit, behind=behind, replies_each=REPLIES_EACH, in_all=COMMENTS_IN_ALL
    )
    tops.sort(key=_ORDERS[sort])
    following = _cursor(tops[limit - 1], sort) if len(tops) > limit else None
    seen = _depth_first(tops[:limit], sorted(replies, key=_path), site)
    return Page(seen, following, is_part=bool(behind))


def _branch_from(thread_id: int, top: CommentRow, site: Site, first: str, *, limit: int) -> Page:
    limit = min(limit, COMMENTS_IN_ALL)
    rows = queries.branch(thread_id, first, end=after_branch(top.path), limit=limit + 1)
    names = _names([top, *rows[:limit]])
    seen = [_view(row, site, names) for row in rows[:limit]]
    following = rows[limit - 1].path if len(rows) > limit else None
    return Page(seen, following, is_part=True, top=_view(top, site, names))


def _cursor(last: CommentRow, sort: str) -> str:
    return f"{last.replies}-{last.number}" if sort == "replies" else str(last.number)


def _parsed(cursor: str, sort: str) -> list[int]:
    if not re.fullmatch(r"[0-9]{1,9}-[0-9]{1,9}" if sort == "replies" else r"[0-9]{1,9}", cursor):
        raise _foreign_cursor()
    return [int(part) for part in cursor.split("-")]


def _foreign_cursor() -> Invalid:
    return Invalid([FieldError("cursor", "invalid", _("This cursor does not belong to this list."))])


def _depth_first(
    tops: Sequence[CommentRow], replies: Sequence[CommentRow], site: Site
) -> list[CommentView[CommentRow]]:
    """Each with its first replies, as long as there is room."""
    room = max(0, COMMENTS_IN_ALL - len(tops))
    names = _names([*tops, *replies])
    by_top: dict[str, list[CommentRow]] = defaultdict(list)
    for reply in replies:
        by_top[reply.path[:WIDTH]].append(reply)
    seen: list[CommentView[CommentRow]] = []
    for top in tops:
        below = by_top[top.path][:room]
        room -= len(below)
        missing = top.replies - sum(reply.status == Status.APPROVED for reply in below)
        cursor = below[-1].path if below and missing > 0 else ""
        seen.append(_view(top, site, names, more=max(0, missing), more_cursor=cursor))
        seen += [_view(reply, site, names) for reply in below]
    return seen


def _behind_path(path: str) -> str:
    """The first path behind this one: no path has a part that is shorter than the others."""
    return path + "0"


def _view(
    comment: CommentRow, site: Site, names: Mapping[int, str], *, more: int = 0, more_cursor: str = ""
) -> CommentView[CommentRow]:
    parent_name = names.get(comment.parent_id) if comment.parent_id else None
    return CommentView(comment, _STATES[comment.status], min(comment.depth, site.depth), parent_name, more, more_cursor)


def single(comment: Comment, state: str) -> CommentView[Comment]:
    """One comment that came with its parent, thread and site."""
    parent_name = _name_told(comment.parent) if comment.parent else None
    return CommentView(comment, state, min(comment.depth, comment.thread.site.depth), parent_name)


def state_of(comment: Comment | CommentRow) -> str:
    return _STATES[comment.status]


def _names(comments: Sequence[CommentRow]) -> dict[int, str]:
    """Names to say "in reply to" with, by comment."""
    names = {comment.pk: _name_told(comment) for comment in comments}
    if missing := {comment.parent_id for comment in comments if comment.parent_id} - set(names):
        above = Comment.objects.filter(pk__in=missing).only("name", "status")
        names.update({parent.pk: _name_told(parent) for parent in above})
    return names


def _name_told(comment: Comment | CommentRow) -> str:
    """Of a tombstone the name is not told, but what became of it."""
    if comment.status == Status.APPROVED:
        return comment.name or _("Anonymous")
    if comment.status == Status.WITHDRAWN:
        return _("a withdrawn comment")
    if comment.status == Status.DELETED:
        return _("a deleted comment")
    return _("a comment under review") if comment.status == Status.PENDING else _("a removed comment")
