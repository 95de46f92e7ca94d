"""What readers get: a page of a thread, the rest of a branch, one comment."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
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
NEW_COMMENTS = 50
SORTS = tuple(Order.values)
PUBLISHED = "published"
# Begins a cursor that leads backwards.
_BEFORE = "b"
_path = attrgetter("path")
C = TypeVar("C", Comment, CommentRow)
_STATES = {status: public_state(status, was_published=True) or "removed" for status in Status.values}


class CommentView(NamedTuple, Generic[C]):
    """A comment as readers see it.

    `state` is published, or says which tombstone it is; its author may see it waiting. `depth` counts from 1 and ends
    at the site's own. `more` published replies were cut off below it, which begin behind `more_cursor` of its branch.
    """

    comment: C
    state: str
    depth: int
    parent_name: str | None = None
    more: int = 0
    more_cursor: str = ""


AnyCommentView = CommentView[Comment] | CommentView[CommentRow]


class Page(NamedTuple):
    """Comments in depth-first order, behind others if `is_part`.

    `next_cursor` continues behind the last one, `previous_cursor` before the first. Of a branch, `top` is the comment
    that it is below.
    """

    comments: Sequence[CommentView[CommentRow]]
    next_cursor: str | None = None
    previous_cursor: str | None = None
    is_part: bool = False
    top: CommentView[CommentRow] | None = None


def thread_of(site: str, key: str) -> Thread:
    """The thread with its site, or an unsaved empty one if it has no row: reading makes none. Raises UnknownSite."""
    thread = Thread.objects.find(site, key)
    if thread is None:
        found = Site.objects.by_slug(site)
        thread = Thread(site=found, key=key, is_open=found.new_threads_open)
    return thread


def page(thread: Thread, *, sort: str = "", limit: int | None = None, cursor: str = "") -> Page:
    """Top-level comments of a thread read with its site, each with its first replies, by one statement.

    `sort` is one of SORTS and `limit` counts top-level comments; they are by default the site's. Raises Invalid for a
    cursor of another order. A cursor before which there is nothing any more gives the first page.
    """
    if not thread.exists:
        return Page([])
    sort, limit = sort or thread.site.order, limit or thread.site.page_size
    place, backwards = _parsed_cursor(cursor, sort) if cursor else ([], False)
    return _page_beyond(thread, sort, limit, place, backwards=backwards)


def page_with(thread: Thread, comment_id: int, *, sort: str = "") -> Page | None:
    """The page that holds a comment: the first, the top-level comments from its own on, or its branch from it on.

    None for a comment that is not shown on this thread.
    """
    sort, size = sort or thread.site.order, thread.site.page_size
    position = queries.position_of(thread.pk or 0, comment_id, sort, at_most=size)
    if position is None:
        return None
    *values, number = position.place
    before = [*values, number - 1 if sort in queries.RISING else number + 1]
    found = _page_beyond(thread, sort, size, [] if position.before < size else before)
    if any(view.comment.pk == comment_id for view in found.comments):
        return found
    top = top_of_branch(thread, position.top_id)
    first = max(position.path, _behind_path(top.path))  # the top itself, if it left the page between two queries
    return _branch_from(thread, top, first, limit=size)


def branch(thread: Thread, top: CommentRow, *, limit: int | None = None, cursor: str = "") -> Page:
    """Everything shown below a comment, in depth-first order; `limit` counts comments, by default the site's page size.

    Raises Invalid for a cursor that is not below `top`. One before which there is nothing any more gives the first.
    """
    limit = limit or thread.site.page_size
    if cursor.startswith(_BEFORE):
        found = _branch_before(thread, top, _path_below(top, cursor.removeprefix(_BEFORE)), limit=limit)
        if found.comments:
            return found
        cursor = ""
    first = _behind_path(_path_below(top, cursor) if cursor else top.path)
    return _branch_from(thread, top, first, limit=limit, is_begun=not cursor)


def published_since(thread: Thread, moment: datetime, *, limit: int = NEW_COMMENTS) -> Page:
    """The latest comments that were first published after this moment and that readers see, in the thread's order."""
    rows = sorted(queries.since(thread.pk, moment, limit=limit), key=_path) if thread.exists else []
    names = _names(rows)
    return Page([_view(row, thread.site, names) for row in rows], is_part=True)


def top_of_branch(thread: Thread, comment_id: int) -> CommentRow:
    """A shown comment of this thread; raises NotFound."""
    top = queries.get(thread.pk or 0, comment_id)
    if top is None:
        raise NotFound
    return top


def published(comment_id: int) -> CommentView[Comment] | None:
    """A comment that everybody may read, with its thread, site and parent, by one statement; None if there is none."""
    rows = Comment.objects.shown().select_related("thread__site", "parent")
    comment = rows.filter(pk=comment_id, status=Status.APPROVED).first()
    return single(comment, PUBLISHED) if comment else None


def single(comment: Comment, state: str) -> CommentView[Comment]:
    """One comment that was read with its parent, thread and site, in this state."""
    parent_name = _name_shown(comment.parent) if comment.parent else None
    return CommentView(comment, state, min(comment.depth, comment.thread.site.depth), parent_name)


def state_of(comment: Comment | CommentRow) -> str:
    """What readers see of a comment that was published once: published, or which tombstone."""
    return _STATES[comment.status]


def count_label(count: int) -> str:
    """The link above an article: “Click to comment”, “1 Comment”, “N Comments”."""
    if not count:
        return _("Click to comment")
    return ngettext("%(n)d Comment", "%(n)d Comments", count) % {"n": count}


def _page_beyond(thread: Thread, sort: str, limit: int, place: Sequence[int] = (), *, backwards: bool = False) -> Page:
    """The comments behind a place in an order, or before it; without one, or if none is before it, the first."""
    above, tops, replies = queries.page(
        thread.pk or 0, sort, limit=limit, beyond=place, backwards=backwards, replies_each=REPLIES_EACH,
        in_all=COMMENTS_IN_ALL,
    )  # fmt: skip
    if backwards and not tops:
        return _page_beyond(thread, sort, limit)
    has_more = len(tops) > limit
    for some in (above, tops):
        some.sort(key=attrgetter(*queries.COLUMNS[sort]), reverse=sort not in queries.RISING)
    tops = tops[-limit:] if backwards else tops[:limit]
    is_part = has_more if backwards else bool(place)
    return Page(
        _depth_first([*above, *tops], sorted(replies, key=_path), thread.site),
        next_cursor=_cursor_at(tops[-1], sort) if tops and (has_more or backwards) else None,
        previous_cursor=_BEFORE + _cursor_at(tops[0], sort) if tops and is_part else None,
        is_part=is_part,
    )


def _branch_from(thread: Thread, top: CommentRow, first: str, *, limit: int, is_begun: bool = False) -> Page:
    """The comments below `top`, from the path `first` on, which is that of the first of all if it `is_begun`."""
    limit = min(limit, COMMENTS_IN_ALL)
    rows = queries.branch(thread.pk or 0, first, end=after_branch(top.path), limit=limit + 1)
    next_cursor = rows[limit - 1].path if len(rows) > limit else None
    previous_cursor = _BEFORE + rows[0].path if rows and not is_begun else None
    return _branch_of(thread.site, top, rows[:limit], next_cursor, previous_cursor)


def _branch_before(thread: Thread, top: CommentRow, path: str, *, limit: int) -> Page:
    """The last of the comments below `top` and before `path`."""
    limit = min(limit, COMMENTS_IN_ALL)
    first = _behind_path(top.path)
    rows = queries.branch(thread.pk or 0, first, end=path, limit=limit + 1, backwards=True)[::-1]
    previous_cursor = _BEFORE + rows[1].path if len(rows) > limit else None
    return _branch_of(thread.site, top, rows[-limit:], rows[-1].path if rows else None, previous_cursor)


def _branch_of(
    site: Site, top: CommentRow, rows: Sequence[CommentRow], next_cursor: str | None, previous_cursor: str | None
) -> Page:
    names = _names([top, *rows])
    views = [_view(row, site, names) for row in rows]
    return Page(views, next_cursor, previous_cursor, is_part=True, top=_view(top, site, names))


def _cursor_at(comment: CommentRow, sort: str) -> str:
    return "-".join(str(getattr(comment, column)) for column in queries.COLUMNS[sort])


def _parsed_cursor(cursor: str, sort: str) -> tuple[list[int], bool]:
    """The place in the order that it names, and whether it leads backwards from there."""
    place = cursor.removeprefix(_BEFORE)
    if not re.fullmatch("-".join(["[0-9]{1,9}"] * len(queries.COLUMNS[sort])), place):
        raise _foreign_cursor()
    return [int(part) for part in place.split("-")], place != cursor


def _path_below(top: CommentRow, path: str) -> str:
    """A cursor of the branch below `top`, which is the path of a comment there."""
    is_path = path.isascii() and path.isdecimal() and len(path) % WIDTH == 0
    if not is_path or not path.startswith(top.path):
        raise _foreign_cursor()
    return path


def _foreign_cursor() -> Invalid:
    return Invalid([FieldError("cursor", "invalid", _("This cursor does not belong to this list."))])


def _behind_path(path: str) -> str:
    """The first path behind this one: no path has a part that is shorter than the others."""
    return path + "0"


def _depth_first(
    tops: Sequence[CommentRow], replies: Sequence[CommentRow], site: Site
) -> list[CommentView[CommentRow]]:
    """Each top-level comment with its first replies below it, as long as there is room."""
    room = max(0, COMMENTS_IN_ALL - len(tops))
    names = _names([*tops, *replies])
    by_top: dict[str, list[CommentRow]] = defaultdict(list)
    for reply in replies:
        by_top[reply.path[:WIDTH]].append(reply)
    views: list[CommentView[CommentRow]] = []
    for top in tops:
        below = by_top[top.path][:room]
        room -= len(below)
        missing = top.replies - sum(reply.status == Status.APPROVED for reply in below)
        cursor = below[-1].path if below and missing > 0 else ""
        views.append(_view(top, site, names, more=max(0, missing), more_cursor=cursor))
        views += [_view(reply, site, names) for reply in below]
    return views


def _view(
    comment: CommentRow, site: Site, names: Mapping[int, str], *, more: int = 0, more_cursor: str = ""
) -> CommentView[CommentRow]:
    parent_name = names.get(comment.parent_id) if comment.parent_id else None
    return CommentView(comment, _STATES[comment.status], min(comment.depth, site.depth), parent_name, more, more_cursor)


def _names(comments: Sequence[CommentRow]) -> dict[int, str]:
    """Names to say "in reply to" with, by the id of the comment: of these comments and of those they reply to."""
    names = {comment.pk: _name_shown(comment) for comment in comments}
    if missing := {comment.parent_id for comment in comments if comment.parent_id} - set(names):
        above = Comment.objects.filter(pk__in=missing).only("name", "status")
        names.update({parent.pk: _name_shown(parent) for parent in above})
    return names


def _name_shown(comment: Comment | CommentRow) -> str:
    """Of a tombstone the name is not told, but what became of it."""
    if comment.status == Status.APPROVED:
        return comment.name or _("Anonymous")
    if comment.status == Status.WITHDRAWN:
        return _("a withdrawn comment")
    if comment.status == Status.DELETED:
        return _("a deleted comment")
    return _("a comment under review") if comment.status == Status.PENDING else _("a removed comment")
