"""Addresses of a thread with other parameters: its parts, its order, one comment, the form for a reply."""

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import QueryDict
from django.urls import reverse

from comments import conf, languages
from comments.models import Comment, Thread
from comments.reading import permalinks
from comments.reading.pages import AnyCommentView

WAITING = "waiting"
REPLY_TO = "replytocom"
ORDER = "comments_order"
CURSOR = "comments_cursor"
BRANCH = "comment_branch"
SINCE = "comments_since"
PREFIX = "prefix"
FRAGMENT = "fragment"
LANGUAGE = "lang"
FRAMED_BY = "framed_by"
_PREFIX = re.compile("comments-[0-9]{1,4}-")
_LONGEST_QUERY = 4000


def prefix_in(query: QueryDict) -> str:
    """The prefix that `Links.own_comments` or `Links.own_act` gave; empty for anything else."""
    prefix = query.get(PREFIX, "")
    return prefix if _PREFIX.fullmatch(prefix) else ""


def language_in(query: QueryDict) -> str:
    """The one of `languages.ours` that is asked for; empty for the site's."""
    return languages.nearest(query.get(LANGUAGE, ""))


def links_in(query: QueryDict, thread: Thread) -> "Links":
    """The links for a small page of ours about a comment of this thread, read with its site.

    The query of the small page, as `Links.of_service` made it, says where the comment is shown.
    """
    if FRAGMENT not in query:
        return Links(permalinks.address_of(thread), prefix_in(query))
    language, address = language_in(query), permalinks.own_page_of(thread)
    return FragmentLinks(f"{address}&{LANGUAGE}={language}" if language else address, language=language)


class Links:
    """The links of one thread on one page. The signed parameter never goes into one.

    `prefix` begins the names of its parameters and ids, where it is not the only thread there.
    """

    def __init__(self, address: str, prefix: str = "") -> None:
        self._parts = urlsplit(address)
        # A link for each comment: a query of any length would make the page a thousand times as long. Without its key
        # no page of a thread is found again.
        there, is_short = QueryDict(self._parts.query).dict(), len(self._parts.query) <= _LONGEST_QUERY
        there.pop(FRAMED_BY, None)  # links lead out of a frame
        self._there = {name: value for name, value in there.items() if is_short or name == "key"}
        self._prefix = prefix
        self._part_names = (prefix + ORDER, prefix + CURSOR, prefix + BRANCH, prefix + SINCE, permalinks.PARAMETER)
        reply_to = prefix + REPLY_TO
        self._reply = self._to_be_ended_with(reply_to, WAITING, reply_to)
        self._permalink = self._to_be_ended_with(permalinks.PARAMETER, WAITING, reply_to, *self._part_names)
        self._branch = self._to_be_ended_with(prefix + BRANCH, WAITING, *self._part_names)

    def first_page(self, order: str = "") -> str:
        """The thread from its first comments on, in an order, or in the site's."""
        if not order:
            return self._without(WAITING, *self._part_names, fragment=f"{self._prefix}comments")
        return f"{self._ordered}{order}#{self._prefix}comments"

    @property
    def form(self) -> str:
        """Where the form is, from the comments above it."""
        return f"#{self._prefix}respond"

    @property
    def form_action(self) -> str:
        """Where the form is sent."""
        return f"#{self._prefix}respond"

    @property
    def here(self) -> str:
        """This part of the thread with its form."""
        return self._without(WAITING, fragment=f"{self._prefix}respond")

    @property
    def cancel_reply(self) -> str:
        """This part of the thread with a form that replies to nothing."""
        return self._without(WAITING, self._prefix + REPLY_TO, fragment=f"{self._prefix}respond")

    def next_page(self, cursor: str, order: str, top: AnyCommentView | None = None) -> str:
        """The comments behind a cursor, which belongs to its order, or of the branch below `top`."""
        if top:
            return self.branch(top.comment.pk, cursor)
        return f"{self._ordered}{order}&{self._prefix}{CURSOR}={cursor}#{self._prefix}comments"

    def previous_page(self, cursor: str, order: str, top: AnyCommentView | None = None) -> str:
        """The comments before a cursor, down to where one came from, or those of the branch below `top`."""
        if top:
            return self.branch(top.comment.pk, cursor)
        return f"{self._ordered}{order}&{self._prefix}{CURSOR}={cursor}#{self._prefix}comment-nav-below"

    def new_comments(self, since: str) -> str:
        """What was published after this moment."""
        address = self._to_be_ended_with(self._prefix + SINCE, WAITING, *self._part_names)
        return f"{address}{since}#{self._prefix}comments"

    def conversation(self, comment_id: int) -> str:
        """The page of the thread that holds this comment, from wherever that is not."""
        return f"{self._permalink}{comment_id}#comment-{comment_id}"

    def reply(self, comment_id: int) -> str:
        """This part of the thread with a form that replies to this comment."""
        return f"{self._reply}{comment_id}#{self._prefix}respond"

    def acts(self, site: str) -> tuple[str, str]:
        """What begins and what ends the address of each page on which one does something to a comment of this site.

        Between them stand the id of the comment and the name of what is done, each with a slash behind it.
        """
        begin, _, query = self.of_service(reverse("comments-thread", args=[site])).partition("?")
        return begin, query and f"?{query}"

    def permalink(self, comment_id: int) -> str:
        """The page that holds this comment."""
        return self.conversation(comment_id)

    def branch(self, comment_id: int, cursor: str) -> str:
        """The comments below this one, behind a cursor if there is one."""
        behind = f"&{self._prefix}{CURSOR}={cursor}" if cursor else ""
        return f"{self._branch}{comment_id}{behind}#comment-{comment_id}"

    def own_comments(self, site: str, page: str) -> str:
        """Where the page's script asks for the visitor's own comments, of the thread on a page of this site.

        Their links lead to the address `page`, and have this thread's prefix if that is the page at hand.
        """
        return self._of_own(reverse("comments-waiting", args=[site]), page)

    def own_act(self, name: str, comment: Comment, token: str) -> str:
        """Where the author of a comment, read with its thread and site, edits or withdraws it, by `name`."""
        path = reverse(f"comments-{name}", args=[comment.thread.site.slug, comment.pk])
        address = self._of_own(path, comment.thread.url)
        return f"{address}{'&' if '?' in address else '?'}{urlencode({WAITING: token})}"

    def _of_own(self, path: str, page: str) -> str:
        address = self.of_service(path)
        is_here = urlsplit(page).path == self._parts.path
        return f"{address}?{PREFIX}={self._prefix}" if self._prefix and is_here else address

    def of_service(self, path: str) -> str:
        """A page of ours beside the thread's own, by its path. Its links are those of `links_in` its query."""
        return path

    def of_api(self, path: str) -> str:
        """An address of the API, by its path."""
        return path

    @property
    def _ordered(self) -> str:
        return self._to_be_ended_with(self._prefix + ORDER, WAITING, *self._part_names)

    def _without(self, *names: str, fragment: str = "") -> str:
        query = urlencode({name: value for name, value in self._there.items() if name not in names})
        return urlunsplit(self._parts._replace(query=query, fragment=fragment))

    def _to_be_ended_with(self, name: str, *without: str) -> str:
        """An address that lacks only the value of its last parameter: made once, for a page full of links."""
        address = self._without(*without)
        return f"{address}{'&' if '?' in address else '?'}{name}="


class FragmentLinks(Links):
    """The links of a thread that stands in a page of another program. They work by themselves.

    A comment is led to by its fragment alone, in whatever page it stands; all else is an absolute address of our own
    page of the thread, which is `address`. `language` is one of `languages.ours`, or "" for the site's.
    """

    def __init__(self, address: str, *, language: str = "") -> None:
        super().__init__(address)
        self._in_fragment = f"?{FRAGMENT}=1" + (f"&{LANGUAGE}={language}" if language else "")

    @property
    def form_action(self) -> str:
        """Our own page of this part of the thread, with its form."""
        return self.here

    @property
    def form(self) -> str:
        """The form on our own page."""
        return self.form_action

    def permalink(self, comment_id: int) -> str:
        """Where the comment stands in the page at hand."""
        return f"#comment-{comment_id}"

    def of_service(self, path: str) -> str:
        """A page of ours, whose query says that it was led to from a fragment, and in which language."""
        return f"{self.of_api(path)}{self._in_fragment}"

    def of_api(self, path: str) -> str:
        """An address of the API, with its origin."""
        return f"{conf.public_url()}{path}"
