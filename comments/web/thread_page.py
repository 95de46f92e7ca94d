"""A page of a thread as one visitor sees it: all of it is read before its template renders."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments import conf, signed_tokens
from comments.errors import Invalid, NotFound
from comments.host import Subject
from comments.models import Comment, Order, Site, Thread
from comments.net import hostnames
from comments.paths import WIDTH
from comments.posting import gates
from comments.reading import author_view, pages, permalinks, queries
from comments.reading.notices import Notice, notice_of
from comments.reading.pages import AnyCommentView, CommentView, Page
from comments.text.parsing import parse_id
from comments.web import comment_html, own_comments, structured_data
from comments.web.list_links import ListLinks, list_links
from comments.web.own_comments import OwnComment
from comments.web.page_request import PageRequest
from comments.web.reader import Visitor
from comments.web.urls_on_page import Links


@dataclass(frozen=True)
class ThreadPage:
    """What `thread.html` gets as `page`. No member makes a statement."""

    asked: PageRequest
    subject: Subject
    thread: Thread
    site: Site
    # Begins the ids and the names of the parameters.
    prefix: str
    links: Links
    title: str
    is_open: bool
    # What moderators switched the thread to for a while.
    notice: Notice | None
    # Depth first, below the comment that they are a branch of, with the visitor's own waiting comments among them.
    comments: Sequence[AnyCommentView]
    part: Page
    # Says that what the address asks for is not here any more; the part is the first one then.
    missing: str
    list: ListLinks
    # Whether comments may move to another page while this one is read.
    is_moving: bool
    # One of pages.SORTS.
    order: str
    # What the visitor is told of each of the own comments, by id.
    own: Mapping[int, OwnComment]
    # Where the page's script asks for the visitor's own comments.
    waiting_url: str
    visitor: Visitor
    # The comment to reply to, or why it cannot be answered; both None where none is named, or the thread is closed.
    replying_to: CommentView[Comment] | None
    unanswerable: gates.Unanswerable | None
    # In the answer to a page elsewhere: the id and the status of the comment that was just sent, and the token of the
    # browser, "" if it is to be forgotten.
    posted: tuple[int, str] | None = None
    commenter_token: str | None = None
    # Whether comments are for signed-in readers, and nobody is: there is nothing on the page.
    is_locked: bool = False

    @property
    def sign_in_url(self) -> str:
        """Where one signs in to come back to this form; "" where the site names no such place."""
        if not self.site.login_url:
            return ""
        back = urljoin(f"{conf.public_url()}/", self.links.here)
        return f"{self.site.login_url}{'&' if '?' in self.site.login_url else '?'}{urlencode({'next': back})}"

    @property
    def sign_out_url(self) -> str:
        """Where a form of our own pages is sent to sign out."""
        return reverse("comments-sign-out", args=[self.site.slug])

    @property
    def own_tokens(self) -> str:
        """The tokens by which the page's script follows the own comments, whichever window sent them."""
        return " ".join([one.token for one in self.own.values()])

    @property
    def has_asked(self) -> bool:
        """Whether the comment that a permalink asks for is here."""
        return bool(self.asked.comment_id) and not self.missing

    @property
    def linked(self) -> AnyCommentView | None:
        """The published comment that a permalink leads to, if it is here."""
        asked = [view for view in self.comments if view.comment.pk == self.asked.comment_id]
        return next((view for view in asked if view.state == pages.PUBLISHED), None)

    @property
    def origins(self) -> str:
        """Of the pages that may post, for scripts of pages elsewhere."""
        return " ".join(sorted(hostnames.origins_in(self.site.origins) | {conf.public_origin()}))

    @property
    def site_address(self) -> SafeString:
        """A link to where a chief moderator lists origins."""
        address = f"{conf.public_url()}/admin/comments/site/{self.site.pk}/change/"
        return format_html('<a href="{}" dir="ltr">{}</a>', address, address)

    @property
    def replies_feed_url(self) -> str:
        """Where programs of a visitor who is known follow the replies of others; "" for anybody else."""
        identity, commenter = self.visitor.identity, self.visitor.commenter
        author = identity if identity and identity.pk else commenter
        return permalinks.feed_of_replies(self.site.slug, author) if author and self.list.feed_url else ""

    @property
    def comment_list(self) -> SafeString:
        """The HTML of the comments, in the active language and zone."""
        return comment_html.render_list(
            self.comments,
            self.links,
            may_reply=self.is_open,
            own=self.own,
            site=self.site,
            next_replies=self.list.next_url if self.part.top else "",
        )

    @property
    def structured_data(self) -> SafeString:
        """The published comments as JSON-LD, for machines."""
        published = [view.comment for view in self.part.comments if view.state == pages.PUBLISHED]
        return structured_data.json_ld(published, permalinks.of_comments(self.thread))


@contextmanager
def localized(site: Site, language: str = "") -> Iterator[None]:
    """In the language and the time zone of the site, whatever those of the page around its thread are.

    `language` is that of a PageRequest; "" for the site's.
    """
    with translation.override(language or site.spoken_language), timezone.override(site.time_zone):
        yield


def title_of(thread: Thread, *, has_own: bool) -> str:
    """The heading of a thread by its published comments; `has_own` is whether comments of the visitor wait on it."""
    if thread.count:
        return pages.count_label(thread.count)
    return _("Comments") if has_own else _("No comments yet")


def subject_of(thread: Thread) -> Subject:
    """The page of a thread by its row, where its host does not describe it."""
    return Subject(
        thread.site.slug, thread.key, thread.title, thread.url, thread.section, thread.published_at,
        thread.host_is_open, thread.authors,
    )  # fmt: skip


def thread_of(subject: Subject) -> Thread:
    """The thread with its site, and with what its host says of it now. Raises UnknownSite.

    Nothing is saved by reading: one that has no comments yet has no row.
    """
    thread = pages.thread_of(subject.site, subject.key)
    thread.host_is_open, thread.published_at = subject.is_open, subject.published_at
    return thread


def read(asked: PageRequest, thread: Thread, visitor: Visitor) -> ThreadPage:
    """Read the page that is asked for, which is empty if it is not for this visitor. `thread` came with its site."""
    site, subject, order = thread.site, asked.subject, asked.order or thread.site.order
    if is_locked := site.reads_signed_in and visitor.identity is None:
        thread = Thread(site=site, key=thread.key)  # so that nothing tells even how much there is
    links, now = asked.links, timezone.now()
    is_open = thread.closed_reason(now) is None
    own = _own_of(asked, thread, visitor)
    tokens = {pk: asked.waiting.get(pk) or signed_tokens.waiting_token(pk) for pk in own}
    part, missing = _part_of(asked, thread, order, own.keys())
    replying_to, unanswerable = _answered(asked.reply_to, thread) if is_open and asked.reply_to else (None, None)
    return ThreadPage(
        asked=asked,
        subject=subject,
        thread=thread,
        site=site,
        prefix=asked.prefix,
        links=links,
        title=title_of(thread, has_own=bool(own)),
        is_open=is_open,
        notice=notice_of(thread, now),
        comments=_with_own(part, [own[comment_id] for comment_id in sorted(own)], order),
        part=part,
        missing=missing,
        list=list_links(asked, thread, part, order),
        order=order,
        is_moving=order in queries.MOVING and not part.top and (part.is_part or part.next_cursor is not None),
        own={pk: own_comments.as_told(comment, tokens[pk], links, now=now) for pk, comment in own.items()},
        waiting_url=links.own_comments(site.slug, subject.url),
        visitor=visitor,
        replying_to=replying_to,
        unanswerable=unanswerable,
        is_locked=is_locked,
    )


def _own_of(asked: PageRequest, thread: Thread, visitor: Visitor) -> dict[int, Comment]:
    """The visitor's own comments: those of a browser or an account that is known, and those that parameters open."""
    remembered = own_comments.remembered(visitor, thread)
    opened = own_comments.opened(asked.waiting, thread) if asked.waiting else []
    for comment in (*remembered, *opened):
        comment.thread = thread  # with what its host says of it now
    return {comment.pk: comment for comment in (*remembered, *opened)}


def _part_of(asked: PageRequest, thread: Thread, order: str, own_ids: Collection[int]) -> tuple[Page, str]:
    """A branch, what is behind a cursor, or the page that holds a comment; else the first page, and what is missing.

    Of the visitor's own comments that wait nothing is missing: they are shown on any page.
    """
    if asked.since:
        return pages.published_since(thread, asked.since), ""
    if asked.branch or asked.cursor:
        found = _branch_of(asked, thread) if asked.branch else _behind_cursor(asked, thread, order)
        gone = _("The comments that this address leads to are not here any more. This is the conversation.")
    elif asked.comment_id is None or asked.comment_id in own_ids:
        return pages.page(thread, sort=order), ""
    else:
        found = pages.page_with(thread, asked.comment_id, sort=order)
        gone = _("The comment that this address leads to is not here. It may have been removed.")
    return (found, "") if found else (pages.page(thread, sort=order), gone)


def _branch_of(asked: PageRequest, thread: Thread) -> Page | None:
    try:
        top = pages.top_of_branch(thread, parse_id(asked.branch) or 0)
        return pages.branch(thread, top, cursor=asked.cursor)
    except (NotFound, Invalid):
        return None


def _behind_cursor(asked: PageRequest, thread: Thread, order: str) -> Page | None:
    try:
        page = pages.page(thread, sort=order, cursor=asked.cursor)
    except Invalid:
        return None
    return page if page.comments else None


def _answered(reply_to: str, thread: Thread) -> tuple[CommentView[Comment] | None, gates.Unanswerable | None]:
    """The published comment of this thread with this id, or why it cannot be answered; "0" names none."""
    if reply_to == "0":
        return None, None
    comment_id = parse_id(reply_to) or 0
    view = pages.published(comment_id) if comment_id else None
    if view and view.comment.thread_id == thread.pk:
        return view, None
    return None, gates.unanswerable(comment_id, thread)


def _with_own(part: Page, own: Sequence[Comment], order: str) -> list[AnyCommentView]:
    listed: list[AnyCommentView] = [*([part.top] if part.top else []), *part.comments]
    here = {view.comment.pk for view in listed}
    for comment in own:
        if comment.pk not in here:
            listed.insert(_index_of(comment, listed, order), author_view.as_author_sees(comment))
    return listed


def _index_of(comment: Comment, listed: Sequence[AnyCommentView], order: str) -> int:
    """Behind what comes before it in the branch that it answers; of the others it is the newest."""
    paths = [view.comment.path for view in listed]
    before = [index for index, path in enumerate(paths) if path[:WIDTH] == comment.path[:WIDTH] and path < comment.path]
    if before:
        return before[-1] + 1
    return 0 if order == Order.NEWEST else len(listed)
