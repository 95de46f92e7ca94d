"""Addresses of the page at hand with other parameters: its parts, its order, one comment, the form for a reply."""

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import QueryDict
from django.urls import reverse

from comments.reading import permalinks
from comments.reading.pages import AnyCommentView

WAITING = "waiting"
REPLY_TO = "replytocom"
ORDER = "comments_order"
CURSOR = "comments_cursor"
BRANCH = "comment_branch"
PREFIX = "prefix"
_PREFIX = re.compile("comments-[0-9]{1,4}-")
_LONGEST_QUERY = 4000


def prefix_in(query: QueryDict) -> str:
    """The prefix that `Links.own_comment` gave; empty for anything else."""
    prefix = query.get(PREFIX, "")
    return prefix if _PREFIX.fullmatch(prefix) else ""


class Links:
    """The links of one thread on one page. The signed parameter never goes into one.

    `prefix` begins the names of its parameters and ids, where it is not the only thread there.
    """

    def __init__(self, address: str, prefix: str = "") -> None:
        self._parts = urlsplit(address)
        # A link for each comment: a query of any length would make the page a thousand times as long. Without its key
        # no page of a thread is found again.
        there, is_short = QueryDict(self._parts.query).dict(), len(self._parts.query) <= _LONGEST_QUERY
        self._there = {name: value for name, value in there.items() if is_short or name == "key"}
        self._prefix = prefix
        self._part_names = (prefix + ORDER, prefix + CURSOR, prefix + BRANCH, permalinks.PARAMETER)
        reply_to = prefix + REPLY_TO
        self._reply = self._to_be_ended_with(reply_to, WAITING, reply_to)
        self._permalink = self._to_be_ended_with(permalinks.PARAMETER, WAITING, reply_to, *self._part_names)
        self._branch = self._to_be_ended_with(prefix + BRANCH, WAITING, *self._part_names)

    @property
    def first_page(self) -> str:
        """The thread from its first comments on, in the site's order."""
        return self._without(WAITING, *self._part_names, fragment=f"{self._prefix}comments")

    @property
    def cancel_reply(self) -> str:
        """This part of the thread with a form that replies to nothing."""
        return self._without(WAITING, self._prefix + REPLY_TO, fragment=f"{self._prefix}respond")

    def next_page(self, cursor: str, order: str, top: AnyCommentView | None = None) -> str:
        """The comments behind a cursor, which belongs to its order, or of the branch below `top`."""
        if top:
            return self.branch(top.comment.pk, cursor)
        address = self._to_be_ended_with(self._prefix + ORDER, WAITING, *self._part_names)
        return f"{address}{order}&{self._prefix}{CURSOR}={cursor}#{self._prefix}comments"

    def reply(self, comment_id: int) -> str:
        """This part of the thread with a form that replies to this comment."""
        return f"{self._reply}{comment_id}#{self._prefix}respond"

    def permalink(self, comment_id: int) -> str:
        """The page that holds this comment."""
        return f"{self._permalink}{comment_id}#comment-{comment_id}"

    def branch(self, comment_id: int, cursor: str) -> str:
        """The comments below this one, behind a cursor if there is one."""
        behind = f"&{self._prefix}{CURSOR}={cursor}" if cursor else ""
        return f"{self._branch}{comment_id}{behind}#comment-{comment_id}"

    def own_comment(self, site: str, page: str) -> str:
        """Where the page's script asks for an own comment, of the thread on a page of this site.

        The comment's links lead to the address `page`, and have this thread's prefix if that is the page at hand.
        """
        address = reverse("comments-waiting", args=[site])
        is_here = urlsplit(page).path == self._parts.path
        return f"{address}?{PREFIX}={self._prefix}" if self._prefix and is_here else address

    def _without(self, *names: str, fragment: str = "") -> str:
        query = urlencode({name: value for name, value in self._there.items() if name not in names})
        return urlunsplit(self._parts._replace(query=query, fragment=fragment))

    def _to_be_ended_with(self, name: str, *without: str) -> str:
        """An address that lacks only the value of its last parameter: made once, for a page full of links."""
        address = self._without(*without)
        return f"{address}{'&' if '?' in address else '?'}{name}="
