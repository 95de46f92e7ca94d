"""What readers get: a page of a thread, the rest of a branch, one comment, what is talked about."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments import conf
from comments.errors import FieldError, Invalid, NotFound
from comments.models import Comment, Order, Site, Thread
from comments.statuses import Status, public_state
from comments.threads import WIDTH

REPLIES_EACH = 20
COMMENTS_IN_ALL = 200
SORTS = tuple(Order.values)
PUBLISHED = "published"


@dataclass(frozen=True)
class Seen:
    """A comment as readers see it: `state` is published, or the tombstone; `more` replies were cut below it."""

    comment: Comment
    state: str
    depth: int
    parent_name: str | None = None
    more: int = 0


@dataclass(frozen=True)
class Page:
    """Comments in depth-first order; `next_cursor` continues behind the last one."""

    comments: Sequence[Seen]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Talked:
    """A thread people write in: `count` comments, `recent` of them lately."""

    key: str
    title: str
    url: str
    count: int
    recent: int


def thread_of(site: Site, key: str) -> Thread:
    """The thread, or an unsaved empty one: reading begins none."""
    thread = Thread.objects.of(site, [key]).first() or Thread(key=key, is_open=site.new_threads_open)
    thread.site = site
    return thread


def page(thread: Thread, site: Site, *, sort: str = "", limit: int | None = None, cursor: str = "") -> Page:
    """Top-level comments, by default in the site's order, each with its first replies; Invalid for a foreign cursor."""
    if not thread.has_begun:
        return Page([])
    limit = limit or site.page_size
    tops, following = _top_level(thread, sort or site.order, limit, cursor)
    budget = max(0, COMMENTS_IN_ALL - len(tops))
    below = Comment.objects.first_below(thread, [top.path for top in tops], limit=REPLIES_EACH)
    return Page(_depth_first(tops, below, site, budget), following)


def branch(top: Comment, site: Site, *, limit: int | None = None, cursor: str = "") -> Page:
    """Everything shown below one comment, in the order of the thread; the cursor is the path of the last one seen."""
    if cursor and not re.fullmatch(r"\d{14,70}", cursor):
        raise _foreign_cursor()
    limit = min(limit or site.page_size, COMMENTS_IN_ALL)
    rows = Comment.objects.branch(top.thread_id, top.path).shown().order_by("path")
    if cursor:
        rows = rows.filter(path__gt=cursor)
    found = list(rows[: limit + 1])
    names = _names([top, *found[:limit]])
    seen = [_seen(comment, site, names) for comment in found[:limit]]
    return Page(seen, found[limit - 1].path if len(found) > limit else None)


def top_of_branch(thread: Thread, comment_id: int) -> Comment:
    """A shown comment of this thread; raises NotFound."""
    top = Comment.objects.shown().filter(thread_id=thread.pk or 0, pk=comment_id).first()
    if top is None:
        raise NotFound
    return top


def published(comment_id: int) -> Seen | None:
    """One comment that everybody may read, with its thread and site."""
    rows = Comment.objects.shown().select_related("thread__site", "parent")
    comment = rows.filter(pk=comment_id, status=Status.APPROVED).first()
    if comment is None:
        return None
    return _alone(comment, PUBLISHED)


def own(comment: Comment) -> Seen:
    """A comment as its author sees it: while it waits, and for ever if it was taken for spam meanwhile, it waits."""
    return _alone(comment, "waiting" if comment.seeming == Status.PENDING else _state(comment))


def own_html(comment: Comment) -> str:
    """Its author sees a waiting comment as typed: escaped, with line breaks, without links."""
    if comment.status == Status.APPROVED:
        return comment.html or ""
    return linebreaks(escape(comment.text))


def own_status(comment: Comment) -> str:
    """The status its author is told: never that it was taken for spam."""
    return PUBLISHED if comment.status == Status.APPROVED else comment.seeming.value


def own_reason(comment: Comment) -> str:
    """What the author is told about a comment that is not published."""
    seeming = comment.seeming
    if seeming == Status.PENDING:
        if comment.is_screened:
            return " ".join([*_told_while_waiting(comment), _("A moderator will read it.")])
        return _("It is being checked and may appear in a few seconds.")
    if seeming == Status.REJECTED:
        decision = comment.decisions.filter(to_status=Status.REJECTED).last()
        told = decision.told if decision else ""
        return told or _("A moderator decided not to publish it.")
    return ""


def _told_while_waiting(comment: Comment) -> list[str]:
    """What its author may hear of why it is held; the same of spam, which seems to wait."""
    held = comment.findings.filter(text_version=comment.text_version, verdict="hold").exclude(told="")
    return list(held.values_list("told", flat=True)[:1])


def count_label(count: int) -> str:
    """The link above an article: “Click to comment”, “1 Comment”, “N Comments”."""
    if not count:
        return _("Click to comment")
    return ngettext("%(n)d Comment", "%(n)d Comments", count) % {"n": count}


def trending(
    site: str, *, days: int = 7, limit: int = 8, exclude_key: str | None = None, now: datetime | None = None
) -> list[Talked]:
    """Threads by comments published in the last days, most first."""
    since = (now or timezone.now()) - timedelta(days=days)
    threads = Thread.objects.trending(site, since=since)
    if exclude_key is not None:
        threads = threads.exclude(key=exclude_key)
    return [
        Talked(thread.key, thread.title, address_of(thread), thread.count, thread.recent)  # type: ignore[attr-defined]  # `recent` is annotated
        for thread in threads[:limit]
    ]


def address_of(thread: Thread) -> str:
    """The absolute address of the page a thread belongs to; our own page of it until the other is confirmed."""
    if not thread.is_confirmed or not thread.url:
        site = thread.site.slug
        return f"{conf.public_url()}/threads/{site}/?{urlencode({'key': thread.key})}"
    return conf.public_url() + thread.url if thread.url.startswith("/") else thread.url


def _top_level(thread: Thread, sort: str, limit: int, cursor: str) -> tuple[list[Comment], str | None]:
    order = {"oldest": ["number"], "newest": ["-number"], "replies": ["-replies", "-number"]}[sort]
    rows = Comment.objects.top_level(thread).order_by(*order)
    if cursor:
        rows = rows.after(sort, _parsed(cursor, sort))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], f"{last.replies}-{last.number}" if sort == "replies" else str(last.number)


def _parsed(cursor: str, sort: str) -> list[int]:
    if not re.fullmatch(r"\d{1,9}-\d{1,9}" if sort == "replies" else r"\d{1,9}", cursor):
        raise _foreign_cursor()
    return [int(part) for part in cursor.split("-")]


def _foreign_cursor() -> Invalid:
    return Invalid([FieldError("cursor", "invalid", _("This cursor does not belong to this list."))])


def _depth_first(tops: list[Comment], below: list[Comment], site: Site, budget: int) -> list[Seen]:
    names = _names([*tops, *below])
    by_top: dict[str, list[Comment]] = defaultdict(list)
    for reply in below:
        by_top[reply.path[:WIDTH]].append(reply)
    seen: list[Seen] = []
    for top in tops:
        replies = by_top[top.path][:budget]
        budget -= len(replies)
        missing = top.replies - sum(reply.status == Status.APPROVED for reply in replies)
        seen.append(_seen(top, site, names, more=max(0, missing)))
        seen.extend(_seen(reply, site, names) for reply in replies)
    return seen


def _seen(comment: Comment, site: Site, names: dict[int, str], *, more: int = 0) -> Seen:
    parent_name = names.get(comment.parent_id) if comment.parent_id else None
    return Seen(comment, _state(comment), min(comment.depth, site.depth), parent_name, more)


def _alone(comment: Comment, state: str) -> Seen:
    """One comment that came with its parent, thread and site."""
    parent_name = _name_told(comment.parent) if comment.parent else None
    return Seen(comment, state, min(comment.depth, comment.thread.site.depth), parent_name)


def _state(comment: Comment) -> str:
    return public_state(comment.status, was_published=True) or "removed"


def _names(comments: Sequence[Comment]) -> dict[int, str]:
    """Names to say "in reply to" with, by comment."""
    here = {comment.pk: comment for comment in comments}
    missing = {comment.parent_id for comment in comments if comment.parent_id} - set(here)
    if missing:
        here.update({parent.pk: parent for parent in Comment.objects.filter(pk__in=missing)})
    return {pk: _name_told(comment) for pk, comment in here.items()}


def _name_told(comment: Comment) -> str:
    """Of a tombstone the name is not told."""
    return (comment.name or _("Anonymous")) if comment.status == Status.APPROVED else _("a removed comment")
