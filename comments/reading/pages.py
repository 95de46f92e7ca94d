"""What readers get: a page of a thread, the rest of a branch, one comment."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import conf
from comments.errors import FieldError, Invalid, NotFound
from comments.models import Comment, Order, Site, Thread
from comments.paths import WIDTH, after_branch
from comments.reading import queries
from comments.reading.queries import Row
from comments.statuses import Status, public_state

REPLIES_EACH = 20
COMMENTS_IN_ALL = 200
SORTS = tuple(Order.values)
PUBLISHED = "published"
PERMALINK = "comment"
_path = attrgetter("path")
_ORDERS: dict[str, Callable[[Row], int | tuple[int, int]]] = {
    "oldest": lambda top: top.number,
    "newest": lambda top: -top.number,
    "replies": lambda top: (-top.replies, -top.number),
}
C = TypeVar("C", Comment, Row)
_STATES = {status: public_state(status, was_published=True) or "removed" for status in Status.values}


class Seen(NamedTuple, Generic[C]):
    """A comment as readers see it: `state` is published, or the tombstone; `more` replies were cut below it, which
    begin behind `more_cursor` of its branch."""

    comment: C
    state: str
    depth: int
    parent_name: str | None = None
    more: int = 0
    more_cursor: str = ""


AnySeen = Seen[Comment] | Seen[Row]


class Page(NamedTuple):
    """Comments in depth-first order, behind others if `is_part`; `next_cursor` continues behind the last one.

    Of a branch, `top` is what it is below.
    """

    comments: Sequence[Seen[Row]]
    next_cursor: str | None = None
    is_part: bool = False
    top: Seen[Row] | None = None


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
    place = queries.place(thread.pk or 0, comment_id, sort, at_most=site.page_size)
    if place is None:
        return None
    number = int(place.path[:WIDTH])
    before = {"oldest": [number - 1], "newest": [number + 1], "replies": [place.replies, number + 1]}[sort]
    is_first = place.before < site.page_size
    found = _page_behind(thread, site, sort, site.page_size, [] if is_first else before)
    if any(seen.comment.pk == comment_id for seen in found.comments):
        return found
    top = top_of_branch(thread, place.top_id)
    first = max(place.path, _behind_path(top.path))  # the top itself, if it left the page between two queries
    return _branch_from(thread.pk, top, site, first, limit=site.page_size)


def branch(thread: Thread, top: Row, site: Site, *, limit: int | None = None, cursor: str = "") -> Page:
    """Everything shown below one comment, in the order of the thread; the cursor is the path of the last one seen."""
    is_below = cursor.startswith(top.path) and cursor.isascii() and cursor.isdecimal() and len(cursor) % WIDTH == 0
    if cursor and not is_below:
        raise _foreign_cursor()
    return _branch_from(thread.pk, top, site, _behind_path(cursor or top.path), limit=limit or site.page_size)


def top_of_branch(thread: Thread, comment_id: int) -> Row:
    """A shown comment of this thread; raises NotFound."""
    top = queries.one(thread.pk or 0, comment_id)
    if top is None:
        raise NotFound
    return top


def published(comment_id: int) -> Seen[Comment] | None:
    """One comment that everybody may read, with its thread and site."""
    rows = Comment.objects.shown().select_related("thread__site", "parent")
    comment = rows.filter(pk=comment_id, status=Status.APPROVED).first()
    if comment is None:
        return None
    return alone(comment, PUBLISHED)


def count_label(count: int) -> str:
    """The link above an article: “Click to comment”, “1 Comment”, “N Comments”."""
    if not count:
        return _("Click to comment")
    return ngettext("%(n)d Comment", "%(n)d Comments", count) % {"n": count}


def address_of(thread: Thread) -> str:
    """The absolute address of the page a thread belongs to; our own page of it until the other is confirmed."""
    if not thread.is_confirmed or not thread.url:
        site = thread.site.slug
        return f"{conf.public_url()}/threads/{site}/?{urlencode({'key': thread.key})}"
    return conf.public_url() + thread.url if thread.url.startswith("/") else thread.url


def permalinks(thread: Thread) -> Callable[[int], str]:
    """The addresses of a thread's comments, by id.

    Our own pages take the id as a parameter too, by which they open where the comment is; a browser keeps the fragment
    to itself. A page elsewhere may know no such parameter.
    """
    page = address_of(thread)
    if _is_elsewhere(thread):
        return lambda comment_id: f"{page}#comment-{comment_id}"
    joined = f"{page}{'&' if '?' in page else '?'}{PERMALINK}="
    return lambda comment_id: f"{joined}{comment_id}#comment-{comment_id}"


def _is_elsewhere(thread: Thread) -> bool:
    return thread.is_confirmed and bool(thread.url) and not thread.url.startswith("/")


def _page_behind(thread: Thread, site: Site, sort: str, limit: int, behind: Sequence[int]) -> Page:
    tops, replies = queries.page(
        thread.pk, sort, limit=limit, behind=behind, replies_each=REPLIES_EACH, in_all=COMMENTS_IN_ALL
    )
    tops.sort(key=_ORDERS[sort])
    following = _cursor(tops[limit - 1], sort) if len(tops) > limit else None
    seen = _depth_first(tops[:limit], sorted(replies, key=_path), site)
    return Page(seen, following, is_part=bool(behind))


def _branch_from(thread_id: int, top: Row, site: Site, first: str, *, limit: int) -> Page:
    limit = min(limit, COMMENTS_IN_ALL)
    rows = queries.branch(thread_id, first, end=after_branch(top.path), limit=limit + 1)
    names = _names([top, *rows[:limit]])
    seen = [_seen(row, site, names) for row in rows[:limit]]
    following = rows[limit - 1].path if len(rows) > limit else None
    return Page(seen, following, is_part=True, top=_seen(top, site, names))


def _cursor(last: Row, sort: str) -> str:
    return f"{last.replies}-{last.number}" if sort == "replies" else str(last.number)


def _parsed(cursor: str, sort: str) -> list[int]:
    if not re.fullmatch(r"[0-9]{1,9}-[0-9]{1,9}" if sort == "replies" else r"[0-9]{1,9}", cursor):
        raise _foreign_cursor()
    return [int(part) for part in cursor.split("-")]


def _foreign_cursor() -> Invalid:
    return Invalid([FieldError("cursor", "invalid", _("This cursor does not belong to this list."))])


def _depth_first(tops: Sequence[Row], replies: Sequence[Row], site: Site) -> list[Seen[Row]]:
    """Each with its first replies, as long as there is room."""
    room = max(0, COMMENTS_IN_ALL - len(tops))
    names = _names([*tops, *replies])
    by_top: dict[str, list[Row]] = defaultdict(list)
    for reply in replies:
        by_top[reply.path[:WIDTH]].append(reply)
    seen: list[Seen[Row]] = []
    for top in tops:
        below = by_top[top.path][:room]
        room -= len(below)
        missing = top.replies - sum(reply.status == Status.APPROVED for reply in below)
        cursor = below[-1].path if below and missing > 0 else ""
        seen.append(_seen(top, site, names, more=max(0, missing), more_cursor=cursor))
        seen += [_seen(reply, site, names) for reply in below]
    return seen


def _behind_path(path: str) -> str:
    """The first path behind this one: no path has a part that is shorter than the others."""
    return path + "0"


def _seen(comment: Row, site: Site, names: Mapping[int, str], *, more: int = 0, more_cursor: str = "") -> Seen[Row]:
    parent_name = names.get(comment.parent_id) if comment.parent_id else None
    return Seen(comment, state_of(comment), min(comment.depth, site.depth), parent_name, more, more_cursor)


def alone(comment: Comment, state: str) -> Seen[Comment]:
    """One comment that came with its parent, thread and site."""
    parent_name = _name_told(comment.parent) if comment.parent else None
    return Seen(comment, state, min(comment.depth, comment.thread.site.depth), parent_name)


def state_of(comment: Comment | Row) -> str:
    return _STATES[comment.status]


def _names(comments: Sequence[Row]) -> dict[int, str]:
    """Names to say "in reply to" with, by comment."""
    names = {comment.pk: _name_told(comment) for comment in comments}
    if missing := {comment.parent_id for comment in comments if comment.parent_id} - set(names):
        above = Comment.objects.filter(pk__in=missing).only("name", "status")
        names.update({parent.pk: _name_told(parent) for parent in above})
    return names


def _name_told(comment: Comment | Row) -> str:
    """Of a tombstone the name is not told, but what became of it."""
    if comment.status == Status.APPROVED:
        return comment.name or _("Anonymous")
    if comment.status == Status.WITHDRAWN:
        return _("a withdrawn comment")
    if comment.status == Status.DELETED:
        return _("a deleted comment")
    return _("a comment under review") if comment.status == Status.PENDING else _("a removed comment")
