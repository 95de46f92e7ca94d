"""What a page shows of its thread, gathered once per request."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import takewhile
from operator import attrgetter

from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments import caching, tokens
from comments.host import Subject
from comments.models import Comment, Commenter, Order, Site, Thread
from comments.paths import WIDTH
from comments.posting import gates
from comments.reading import author_view, pages, permalinks
from comments.reading.pages import AnyCommentView, CommentView
from comments.text.normalization import number_in
from comments.web import comment_html, own_comments, structured_data
from comments.web import form as forms
from comments.web.comment_html import ShownComment
from comments.web.parts import Asked, Part
from comments.web.urls_on_page import WAITING, Links


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
        self.thread: Thread = thread or pages.thread_of(subject.site, subject.key)
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
        return pages.count_label(self.count)

    @cached_property
    def is_open(self) -> bool:
        return self.thread.closed_reason(self.now) is None

    @cached_property
    def commenter(self) -> Commenter | None:
        """Who consented to be remembered in this browser."""
        cookie = self.request.COOKIES.get(cookie_name(self.site), "")
        commenter_id = tokens.read_commenter_token(cookie) if cookie else None
        return Commenter.objects.filter(pk=commenter_id, site=self.site).first() if commenter_id else None

    @property
    def is_private(self) -> bool:
        """Whether the answer is for this visitor alone."""
        return cookie_name(self.site) in self.request.COOKIES or WAITING in self.request.GET

    @cached_property
    def own(self) -> list[Comment]:
        """The visitor's comments that wait, oldest first, and what became of those that the address names."""
        named = own_comments.by_parameter(self.request.GET, self.thread)
        return sorted({comment.pk: comment for comment in [*self._of_browser, *named]}.values(), key=attrgetter("pk"))

    @cached_property
    def _of_browser(self) -> list[Comment]:
        return own_comments.by_browser(self.commenter, self.thread)

    @property
    def waiting_url(self) -> str:
        """Where the page's script asks for the visitor's own comments."""
        return self.links.waiting(self.site.slug, self.subject.url)

    @property
    def own_tokens(self) -> str:
        """By which the page's script asks for those of a remembered browser, whichever window sent them."""
        return " ".join(tokens.waiting_token(comment.pk) for comment in self._of_browser)

    @cached_property
    def _asked(self) -> Asked:
        before = takewhile(lambda one: one is not self, _discussions(self.request).values())
        return Asked(self.request.GET, self.site, self.prefix, is_found=any(one.has_asked for one in before))

    @cached_property
    def _part(self) -> Part:
        return self._asked.of(self.thread, own={comment.pk for comment in self.own})

    @property
    def page(self) -> pages.Page:
        return self._part.page

    @property
    def missing(self) -> str:
        """A sentence where what the address asks for is not here any more; of several threads the first one says it."""
        others = [one for one in _discussions(self.request).values() if one is not self]
        is_elsewhere = self.prefix or any(one.has_asked for one in others)
        return "" if is_elsewhere and self._asked.comment_id else self._part.missing

    @property
    def has_asked(self) -> bool:
        """Whether the comment that the address asks for is here."""
        return bool(self._asked.comment_id) and not self._part.missing

    @property
    def asked_id(self) -> int | None:
        return self._asked.comment_id

    @property
    def order(self) -> str:
        return self._asked.order

    @property
    def is_by_replies(self) -> bool:
        """Whether the order changes while it is read, and there is more than this page."""
        return self.order == Order.REPLIES and (self.page.is_part or self.next_url is not None)

    @property
    def title(self) -> str:
        if self.count:
            return self.count_label
        return _("Comments") if self.own else _("No comments yet")

    @cached_property
    def comments(self) -> list[AnyCommentView]:
        """The page's comments, below the one they are a branch of, with the own waiting ones in their places."""
        listed: list[AnyCommentView] = [*([self.page.top] if self.page.top else []), *self.page.comments]
        here = {seen.comment.pk for seen in listed}
        for comment in self.own:
            if comment.pk not in here:
                listed.insert(_place(listed, comment, self.order), author_view.as_author_sees(comment))
        return listed

    @property
    def comment_list(self) -> SafeString:
        return comment_html.render(self._lines(self.comments))

    def one_comment(self, seen: AnyCommentView) -> SafeString:
        return comment_html.render(self._lines([seen]))

    def _lines(self, listed: Sequence[AnyCommentView]) -> list[ShownComment]:
        here = frozenset(seen.comment.pk for seen in listed)
        clock = comment_html.TimeFormat()
        told = {comment.pk: author_view.reason_for_author(comment) for comment in self.own}
        return [
            comment_html.shown(
                seen, self.links, clock, here=here, may_reply=self.is_open, reason=told.get(seen.comment.pk, "")
            )
            for seen in listed
        ]

    @property
    def _answered(self) -> str:
        """The comment to reply to, as the form or the address names it."""
        asked = self.form_refused.parent if self.form_refused else self._asked.reply_to
        # A host's page may have a parameter of this name for itself.
        return asked if self.form_refused or number_in(asked) else ""

    @cached_property
    def replying_to(self) -> CommentView[Comment] | None:
        comment_id = number_in(self._answered)
        seen = pages.published(comment_id) if comment_id else None
        return seen if seen and seen.comment.thread_id == self.thread.pk else None

    @cached_property
    def unanswerable(self) -> gates.Unanswerable | None:
        """Why the comment to reply to cannot be answered."""
        if self.replying_to or self._answered in ("", "0"):
            return None
        return gates.unanswerable(number_in(self._answered) or 0, self.thread)

    @property
    def posts_as_new(self) -> bool:
        """Whether the form offers to post a comment of its own with that ticked already: what may return is kept."""
        return bool(self.unanswerable) and (
            self.form.is_as_new or not (self.unanswerable and self.unanswerable.may_return)
        )

    @cached_property
    def form(self) -> forms.CommentForm:
        form = self.form_refused or self._blank_form()
        form.prefix = self.prefix
        return form

    def _blank_form(self) -> forms.CommentForm:
        parent_id = number_in(self._answered)
        return forms.blank(self.site, self.subject.key, now=self.now, commenter=self.commenter, parent_id=parent_id)

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
        """The page's comments for machines."""
        published = [seen.comment for seen in self.page.comments if seen.state == pages.PUBLISHED]
        return structured_data.json_ld(published, permalinks.of_comments(self.thread))


def discussion_of(request: HttpRequest, subject: Subject, thread: Thread | None = None) -> Discussion:
    """The request's one Discussion of this thread, which is read unless it is given.

    The first has the ids that links from elsewhere lead to.
    """
    kept = _discussions(request)
    if (subject.site, subject.key) not in kept:
        prefix = f"comments-{len(kept) + 1}-" if kept else ""
        kept[subject.site, subject.key] = Discussion(request, subject, thread, prefix=prefix)
    return kept[subject.site, subject.key]


def known_discussion(request: HttpRequest, subject: Subject) -> Discussion | None:
    """The one that the view has made of this thread."""
    return _discussions(request).get((subject.site, subject.key))


def any_private(request: HttpRequest) -> bool:
    """Whether one of the threads that the page showed is for this visitor alone."""
    return any(discussion.is_private for discussion in _discussions(request).values())


def _discussions(request: HttpRequest) -> dict[tuple[str, str], Discussion]:
    kept: dict[tuple[str, str], Discussion] = request.__dict__.setdefault("comment_discussions", {})
    return kept


def cookie_name(site: Site) -> str:
    return f"{caching.COMMENTER_COOKIES}{site.slug}"


def _place(listed: list[AnyCommentView], comment: Comment, order: str) -> int:
    """Behind what stands before it in the branch it answers; of the others it is the newest."""
    paths = [seen.comment.path for seen in listed]
    before = [index for index, path in enumerate(paths) if path[:WIDTH] == comment.path[:WIDTH] and path < comment.path]
    if before:
        return before[-1] + 1
    return 0 if order == Order.NEWEST else len(listed)
