"""What a page shows of its thread, gathered once per request."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import orjson
from django.http import HttpRequest, QueryDict
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comments import conf, gates, markup, own, reading, tokens, trending
from comments.models import Comment, Commenter, Order, Site, Thread
from comments.querysets.pages import Row
from comments.reading import AnySeen, Seen
from comments.statuses import Status
from comments.threads import WIDTH, Subject
from comments.web import form as forms
from comments.web import lines
from comments.web.lines import Line
from comments.web.links import BRANCH, CURSOR, ORDER, REPLY_TO, WAITING, Links

STRUCTURED = 50  # machines read the rest where people do


class Discussion:
    """The thread, the page of comments asked for, the visitor's own waiting comment and the form. Raises NotFound.

    `prefix` begins its ids and the names of its parameters, where it is not the first on its page.
    """

    def __init__(
        self, request: HttpRequest, subject: Subject, thread: Thread | None = None, *, prefix: str = ""
    ) -> None:
        self.request = request
        self.prefix = prefix
        self.address = request.get_full_path()
        self.subject = subject
        # With what the host says of the page now; nothing is saved by reading.
        self.thread: Thread = thread or reading.thread_of(subject.site, subject.key)
        self.thread.host_is_open = subject.is_open
        self.thread.published_at = subject.published_at
        self.site: Site = self.thread.site
        self.now = timezone.now()
        self.form_refused: forms.CommentForm | None = None

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """In the language and the time of the site, whatever those of the page around the thread are."""
        with translation.override(self.site.language), timezone.override(self.site.time_zone):
            yield

    @property
    def count(self) -> int:
        return self.thread.count

    @property
    def count_label(self) -> str:
        return reading.count_label(self.count)

    @cached_property
    def is_open(self) -> bool:
        return gates.closed_reason(self.thread, self.site, now=self.now) is None

    @cached_property
    def commenter(self) -> Commenter | None:
        """Who consented to be remembered in this browser."""
        cookie = self.request.COOKIES.get(cookie_name(self.site), "")
        commenter_id = tokens.commenter_of_token(cookie) if cookie else None
        return Commenter.objects.filter(pk=commenter_id, site=self.site).first() if commenter_id else None

    @property
    def is_private(self) -> bool:
        """Whether the answer is for this visitor alone."""
        return cookie_name(self.site) in self.request.COOKIES or WAITING in self.request.GET

    @cached_property
    def own(self) -> Comment | None:
        """The waiting comment that the signed parameter lets its author see."""
        return own_comment(self.request.GET, self.thread)

    @cached_property
    def page(self) -> reading.Page:
        cursor = self._asked(CURSOR)
        if (branch_id := _id_in(self._asked(BRANCH))) is not None:
            top = reading.top_of_branch(self.thread, branch_id)
            return reading.branch(self.thread, top, self.site, cursor=cursor)
        if (comment_id := _id_in(self.request.GET.get(reading.PERMALINK, ""))) is not None:
            found = reading.page_with(self.thread, self.site, comment_id, sort=self.order)
            if found is not None:  # else it is there no more, and the conversation is
                return found
        return reading.page(self.thread, self.site, sort=self.order, cursor=cursor)

    @property
    def order(self) -> str:
        """The site's; a cursor stays in the order it was made for, which the site may change meanwhile."""
        asked = self._asked(ORDER)
        return asked if asked in reading.SORTS else self.site.order

    @cached_property
    def comments(self) -> list[AnySeen]:
        """The page's comments, below the one they are a branch of, with the own waiting one in its place."""
        listed: list[AnySeen] = [*([self.page.top] if self.page.top else []), *self.page.comments]
        if self.own is None or any(seen.comment.pk == self.own.pk for seen in listed):
            return listed
        listed.insert(_place(listed, self.own, self.order), own.seen(self.own))
        return listed

    @property
    def comment_list(self) -> SafeString:
        return lines.rendered(self._lines(self.comments))

    def one_comment(self, seen: AnySeen) -> SafeString:
        return lines.rendered(self._lines([seen]))

    def _lines(self, listed: Sequence[AnySeen]) -> list[Line]:
        here = frozenset(seen.comment.pk for seen in listed)
        clock = lines.Clock()
        told = {self.own.pk: own.reason(self.own)} if self.own else {}
        return [
            lines.of(seen, self.links, clock, here=here, may_reply=self.is_open, reason=told.get(seen.comment.pk, ""))
            for seen in listed
        ]

    @cached_property
    def replying_to(self) -> Seen[Comment] | None:
        comment_id = _id_in(self.form_refused.parent if self.form_refused else self._asked(REPLY_TO))
        seen = reading.published(comment_id) if comment_id else None
        return seen if seen and seen.comment.thread_id == self.thread.pk else None

    @cached_property
    def form(self) -> forms.CommentForm:
        form = self.form_refused or self._blank_form()
        form.prefix = self.prefix
        return form

    def _blank_form(self) -> forms.CommentForm:
        parent_id = self.replying_to.comment.pk if self.replying_to else None
        return forms.blank(self.site, self.subject.key, now=self.now, commenter=self.commenter, parent_id=parent_id)

    def _asked(self, parameter: str) -> str:
        return self.request.GET.get(self.prefix + parameter, "")

    @property
    def honeypot(self) -> str:
        return forms.HONEYPOT

    @property
    def is_partial(self) -> bool:
        return self.page.is_part

    @cached_property
    def links(self) -> Links:
        return Links(self.address, self.prefix)

    @property
    def next_url(self) -> str | None:
        following, top = self.page.next_cursor, self.page.top
        if following is None:
            return None
        if top is None:
            return self.links.following(following, self.order)
        return self.links.branch(top.comment.pk, following)

    @property
    def structured_data(self) -> SafeString:
        """schema.org Comments as JSON-LD, the first of the page; "<" is escaped so that no text can end the element."""
        permalink = reading.permalinks(self.thread)
        published = [seen.comment for seen in self.page.comments if seen.state == reading.PUBLISHED]
        graph = [_structured(comment, permalink) for comment in published[:STRUCTURED]]
        text = orjson.dumps({"@context": "https://schema.org", "@graph": graph}).decode()
        # `translate` takes ten times as long as these.
        text = text.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
        return mark_safe(text)  # noqa: S308


def discussion_of(request: HttpRequest, subject: Subject, thread: Thread | None = None) -> Discussion:
    """The request's one Discussion of this thread, which is read unless it is given.

    The first has the ids that links from elsewhere lead to.
    """
    kept = _discussions(request)
    if (subject.site, subject.key) not in kept:
        prefix = f"comments-{len(kept) + 1}-" if kept else ""
        kept[subject.site, subject.key] = Discussion(request, subject, thread, prefix=prefix)
    return kept[subject.site, subject.key]


def any_private(request: HttpRequest) -> bool:
    """Whether one of the threads that the page showed is for this visitor alone."""
    return any(discussion.is_private for discussion in _discussions(request).values())


def _discussions(request: HttpRequest) -> dict[tuple[str, str], Discussion]:
    kept: dict[tuple[str, str], Discussion] = request.__dict__.setdefault("comment_discussions", {})
    return kept


def _counts(request: HttpRequest) -> dict[tuple[str, str], int]:
    kept: dict[tuple[str, str], int] = request.__dict__.setdefault("comment_counts", {})
    return kept


def count_of(request: HttpRequest, subject: Subject) -> int:
    """Published comments, as this page has found them already, or by one query; raises UnknownSite."""
    discussion = _discussions(request).get((subject.site, subject.key))
    if discussion is not None:
        return discussion.count
    known = _counts(request)
    if (subject.site, subject.key) not in known:
        count_all(request, [subject])
    return known[subject.site, subject.key]


def anchor_of(request: HttpRequest, subject: Subject) -> str:
    """The id to which a link with the count leads: of the comments, or of the form while there are none."""
    discussion = _discussions(request).get((subject.site, subject.key))
    return (discussion.prefix if discussion else "") + ("comments" if count_of(request, subject) else "respond")


def count_all(request: HttpRequest, subjects: Iterable[Subject]) -> None:
    """Find the counts of many threads by one query for each site; raises UnknownSite."""
    keys: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        keys[subject.site].append(subject.key)
    for site, of_site in keys.items():
        _counts(request).update({(site, key): count for key, count in trending.counts(site, of_site).items()})


def own_comment(query: QueryDict, thread: Thread | None) -> Comment | None:
    """The comment a `waiting` parameter opens, on its own thread if one is given; nothing once it is deleted."""
    comment_id = tokens.comment_of_waiting_token(query.get(WAITING, ""))
    if comment_id is None:
        return None
    comment = Comment.objects.select_related("thread__site", "parent").filter(pk=comment_id).first()
    if comment is None or comment.status == Status.DELETED or (thread and comment.thread_id != thread.pk):
        return None
    return comment


def cookie_name(site: Site) -> str:
    return f"{conf.COMMENTER_COOKIES}{site.slug}"


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds")


def _place(listed: list[AnySeen], comment: Comment, order: str) -> int:
    """Behind what stands before it in the branch it answers; of the others it is the newest."""
    paths = [seen.comment.path for seen in listed]
    before = [index for index, path in enumerate(paths) if path[:WIDTH] == comment.path[:WIDTH] and path < comment.path]
    if before:
        return before[-1] + 1
    return 0 if order == Order.NEWEST else len(listed)


def _structured(comment: Row, permalink: Callable[[int], str]) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "@type": "Comment",
        "@id": permalink(comment.pk),
        "author": {"@type": "Person", "name": comment.name or _("Anonymous")},
        "dateCreated": _moment(comment.created_at),
        "text": markup.excerpt(comment.text, 1000),
    }
    if comment.edited_at:
        shape["dateModified"] = _moment(comment.edited_at)
    if comment.parent_id:
        shape["parentItem"] = {"@type": "Comment", "@id": permalink(comment.parent_id)}
    return shape


def _id_in(value: str) -> int | None:
    """A number that may be an id."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None
