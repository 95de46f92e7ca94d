"""The part of a thread that an address asks for. Where that is gone, the conversation is shown, and a sentence said."""

from collections.abc import Collection
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from comments.errors import Invalid, NotFound
from comments.models import Site, Thread
from comments.reading import pages, permalinks
from comments.text.normalization import number_in
from comments.web.urls_on_page import BRANCH, CURSOR, ORDER, REPLY_TO


class Part(NamedTuple):
    """`missing` says that there is no such part any more; the page is the first one then."""

    page: pages.Page
    missing: str = ""


class Asked:
    """What an address asks for, of a thread whose parameters begin with `prefix`.

    A comment that `is_found` in another thread of the page is not looked for in this one.
    """

    def __init__(self, query: QueryDict, site: Site, prefix: str, *, is_found: bool = False) -> None:
        self._site = site
        self._branch, self._cursor, order, self.reply_to = (
            query.get(prefix + name, "") for name in (BRANCH, CURSOR, ORDER, REPLY_TO)
        )
        # A cursor stays in the order it was made for, which the site may change meanwhile.
        self.order = order if order in pages.SORTS else site.order
        is_elsewhere = is_found or self._branch or self._cursor
        self.comment_id = None if is_elsewhere else number_in(query.get(permalinks.PARAMETER, ""))

    def of(self, thread: Thread, *, own: Collection[int]) -> Part:
        """A branch, the page that holds a comment, or what is behind a cursor; never an error, whatever is asked for.

        Of the visitor's `own` comments that wait nothing is missing: they are shown on any page.
        """
        if self._branch or self._cursor:
            page = self._branch_of(thread) if self._branch else self._behind_cursor(thread)
            gone = _("The comments that this address leads to are not here any more. This is the conversation.")
        elif self.comment_id is None or self.comment_id in own:
            return self._first(thread)
        else:
            page = pages.page_with(thread, self._site, self.comment_id, sort=self.order)
            gone = _("The comment that this address leads to is not here. It may have been removed.")
        return Part(page) if page else self._first(thread, gone)

    def _first(self, thread: Thread, missing: str = "") -> Part:
        return Part(pages.page(thread, self._site, sort=self.order), missing)

    def _branch_of(self, thread: Thread) -> pages.Page | None:
        try:
            top = pages.top_of_branch(thread, number_in(self._branch) or 0)
            return pages.branch(thread, top, self._site, cursor=self._cursor)
        except (NotFound, Invalid):
            return None

    def _behind_cursor(self, thread: Thread) -> pages.Page | None:
        try:
            page = pages.page(thread, self._site, sort=self.order, cursor=self._cursor)
        except Invalid:
            return None
        return page if page.comments else None
