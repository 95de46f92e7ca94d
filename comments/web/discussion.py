"""What a page shows of its thread, gathered once per request."""

import json
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comments import gates, markup, posting, reading, tokens
from comments.models import Comment, Commenter, Order, Site, Thread
from comments.reading import Seen
from comments.statuses import Status
from comments.threads import WIDTH, Subject
from comments.web import form as forms

WAITING = "waiting"
REPLY_TO = "replytocom"
ORDER = "comments_order"
CURSOR = "comments_cursor"
BRANCH = "comment_branch"
LONGEST_QUERY = 4000  # the longest key, percent-encoded, and some more


class Discussion:
    """The thread, the page of comments asked for, the visitor's own waiting comment and the form. Raises NotFound."""

    def __init__(self, request: HttpRequest, subject: Subject) -> None:
        self.request = request
        self.address = request.get_full_path()
        self.subject = subject
        self.site: Site = posting.site_named(subject.site)
        self.now = timezone.now()
        self.form_refused: forms.CommentForm | None = None

    @cached_property
    def thread(self) -> Thread:
        """With what the host says of the page now; nothing is saved by reading."""
        thread = reading.thread_of(self.site, self.subject.key)
        thread.host_is_open = self.subject.is_open
        thread.published_at = self.subject.published_at
        return thread

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
        query = self.request.GET
        branch_id, cursor = query.get(BRANCH, ""), query.get(CURSOR, "")
        if branch_id.isascii() and branch_id.isdecimal() and len(branch_id) < 19:
            top = reading.top_of_branch(self.thread, int(branch_id))
            return reading.branch(top, self.site, cursor=cursor)
        return reading.page(self.thread, self.site, sort=self.order, cursor=cursor)

    @property
    def order(self) -> str:
        """The site's; a cursor stays in the order it was made for, which the site may change meanwhile."""
        asked = self.request.GET.get(ORDER, "")
        return asked if asked in reading.SORTS else self.site.order

    @cached_property
    def comments(self) -> list[Seen]:
        """The page's comments, with the own waiting one in its place."""
        listed = list(self.page.comments)
        if self.own is None or any(seen.comment.pk == self.own.pk for seen in listed):
            return listed
        listed.insert(_place(listed, self.own, self.order), reading.own(self.own))
        return listed

    @cached_property
    def replying_to(self) -> Seen | None:
        value = self.form_refused.parent if self.form_refused else self.request.GET.get(REPLY_TO, "")
        if not (value.isascii() and value.isdecimal() and 0 < len(value) < 19 and int(value)):
            return None
        seen = reading.published(int(value))
        return seen if seen and seen.comment.thread_id == self.thread.pk else None

    @cached_property
    def form(self) -> forms.CommentForm:
        if self.form_refused:
            return self.form_refused
        parent_id = self.replying_to.comment.pk if self.replying_to else None
        return forms.blank(self.site, self.subject.key, now=self.now, commenter=self.commenter, parent_id=parent_id)

    @property
    def own_reason(self) -> str:
        return reading.own_reason(self.own) if self.own else ""

    @property
    def honeypot(self) -> str:
        return forms.HONEYPOT

    @property
    def next_url(self) -> str | None:
        following = self.page.next_cursor
        if following is None or BRANCH in self.request.GET:
            return self._url("comments", **{CURSOR: following}) if following else None
        return self._url("comments", **{ORDER: self.order, CURSOR: following})

    @property
    def is_partial(self) -> bool:
        return BRANCH in self.request.GET or CURSOR in self.request.GET

    @property
    def whole_url(self) -> str:
        return self._url("comments", **{ORDER: None, CURSOR: None, BRANCH: None})

    @property
    def cancel_url(self) -> str:
        return self._url("respond", **{REPLY_TO: None})

    def reply_url(self, comment_id: int) -> str:
        return self._url("respond", **{REPLY_TO: str(comment_id)})

    def branch_url(self, comment_id: int) -> str:
        return self._url(f"comment-{comment_id}", **{BRANCH: str(comment_id), ORDER: None, CURSOR: None})

    def _url(self, fragment: str, **changes: str | None) -> str:
        """This page with other parameters; the signed one never goes into a link."""
        parts = urlsplit(self.address)
        # A link for each comment: a query of any length would make the page a thousand times as long.
        there = QueryDict(parts.query).dict() if len(parts.query) <= LONGEST_QUERY else {}
        query = {**there, WAITING: None, **changes}
        kept = urlencode({name: value for name, value in query.items() if value is not None})
        return urlunsplit(parts._replace(query=kept, fragment=fragment))

    @property
    def structured_data(self) -> SafeString:
        """schema.org Comments as JSON-LD; "<" is escaped so that no text can end the script element."""
        graph = [self._structured(seen) for seen in self.page.comments if seen.state == reading.PUBLISHED]
        text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
        return mark_safe(text.translate({ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}))  # noqa: S308

    def _structured(self, seen: Seen) -> dict[str, Any]:
        comment, page = seen.comment, reading.address_of(self.thread)
        shape: dict[str, Any] = {
            "@type": "Comment",
            "@id": f"{page}#comment-{comment.pk}",
            "author": {"@type": "Person", "name": comment.name or _("Anonymous")},
            "dateCreated": _moment(comment.created_at),
            "text": markup.excerpt(comment.text, 1000),
        }
        if comment.edited_at:
            shape["dateModified"] = _moment(comment.edited_at)
        if comment.parent_id:
            shape["parentItem"] = {"@type": "Comment", "@id": f"{page}#comment-{comment.parent_id}"}
        return shape


def discussion_of(request: HttpRequest, subject: Subject) -> Discussion:
    """The request's one Discussion of this thread."""
    kept: dict[tuple[str, str], Discussion] = request.__dict__.setdefault("comment_discussions", {})
    if (subject.site, subject.key) not in kept:
        kept[subject.site, subject.key] = Discussion(request, subject)
    return kept[subject.site, subject.key]


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
    return f"commenter-{site.slug}"


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds")


def _place(listed: list[Seen], own: Comment, order: str) -> int:
    """Behind what stands before it in the branch it answers; of the others it is the newest."""
    paths = [seen.comment.path for seen in listed]
    before = [index for index, path in enumerate(paths) if path[:WIDTH] == own.path[:WIDTH] and path < own.path]
    if before:
        return before[-1] + 1
    return 0 if order == Order.NEWEST else len(listed)
