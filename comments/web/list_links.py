"""The links around the comments of a page: before and behind it, in other orders, and to what is new since."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.db import times
from comments.models import Order, Site, Thread
from comments.reading import permalinks
from comments.reading.pages import NEW_COMMENTS, Page
from comments.text.parsing import written_moment
from comments.web.page_request import PageRequest
from comments.web.urls_on_page import Links


class OrderLink(NamedTuple):
    """The thread in an order that the reader may choose."""

    label: str
    url: str
    is_current: bool


class ListLinks(NamedTuple):
    """What `thread.html` gets as `page.list`. An empty string, or none, is a link that the page does not need.

    `first_url` leads back, `news` says how many comments a page of new ones has. The latest of all was published at
    `latest`; a script asks `counts_url` whether more came since, and shows those at `new_url`. Programs follow the
    thread at `feed_url`.
    """

    first_url: str
    previous_url: str
    next_url: str
    orders: Sequence[OrderLink]
    news: str
    latest: str
    counts_url: str
    new_url: str
    feed_url: str


def list_links(asked: PageRequest, thread: Thread, part: Page, order: str) -> ListLinks:
    """The links of a page of a thread, read with its site, in the active language."""
    links, top = asked.links, part.top
    since = written_moment(thread.latest_published_at or times.EPOCH)
    first = links.conversation(top.comment.pk) if top else _first_page(links, order, thread.site)
    counted = urlencode({"site": thread.site.slug, "thread": thread.key, "since": since})
    # The API does not take the cookie by which readers are signed in on our own pages.
    is_counted = asked.is_fragment or not thread.site.reads_signed_in
    return ListLinks(
        first_url=first if part.is_part else "",
        previous_url=links.previous_page(part.previous_cursor, order, top) if part.previous_cursor else "",
        next_url=links.next_page(part.next_cursor, order, top) if part.next_cursor else "",
        orders=_orders(links, order, thread.site) if thread.count > 1 and not top and not asked.since else [],
        news=_news(len(part.comments)) if asked.since else "",
        latest=since,
        counts_url=f"{links.of_api(reverse('api-counts'))}?{counted}" if is_counted else "",
        new_url=links.new_comments(since),
        # A feed reader cannot sign in.
        feed_url="" if thread.site.reads_signed_in else permalinks.feed_of(thread.site.slug, thread.key),
    )


def _first_page(links: Links, order: str, site: Site) -> str:
    return links.first_page("" if order == site.order else order)


def _orders(links: Links, order: str, site: Site) -> list[OrderLink]:
    labels = {
        Order.OLDEST: _("Oldest first"),
        Order.NEWEST: _("Newest first"),
        Order.REPLIES: _("Most replies first"),
        Order.RECOMMENDED: _("Most recommended first"),
    }
    return [
        OrderLink(label, _first_page(links, value, site), value == order)
        for value, label in labels.items()
        if value != Order.RECOMMENDED or site.recommends or value == order
    ]


def _news(number: int) -> str:
    if number >= NEW_COMMENTS:
        return _("%(n)d new comments or more") % {"n": NEW_COMMENTS}
    return ngettext("%(n)d new comment", "%(n)d new comments", number) % {"n": number}
