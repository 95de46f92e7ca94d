"""Feeds as XML: Atom (RFC 4287), what answers what (RFC 4685), and where older entries are (RFC 5005)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comments.db.times import EPOCH
from comments.models import Comment, Site
from comments.reading import feeds, permalinks
from comments.reading.feeds import Feed
from comments.text import characters
from comments.web.urls_on_page import BRANCH

ATOM = "http://www.w3.org/2005/Atom"
THREADING = "http://purl.org/syndication/thread/1.0"
TYPE = "application/atom+xml"
_HTML = "text/html"


class FeedHead(NamedTuple):
    """What a feed says of itself: absolute addresses, `older` is "" where there is nothing older."""

    title: str
    address: str
    page: str
    older: str


def document(feed: Feed, site: Site, described: FeedHead) -> bytes:
    """The feed in the active language. Whatever its comments, names and titles hold, this is well-formed."""
    root = Element("feed", {"xmlns": ATOM, "xmlns:thr": THREADING, "xml:lang": get_language() or site.language})
    _text(root, "id", feed.id)
    _text(root, "title", described.title)
    _text(root, "updated", _time(_latest(feed.comments)))
    _link(root, "self", described.address, TYPE)
    _link(root, "alternate", described.page, _HTML)
    if described.older:
        _link(root, "next", described.older, TYPE)
    for comment in feed.comments:
        _add_entry(root, comment, site)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def title_of(comment: Comment) -> str:
    """Who said something about what; without the title of a page that nobody has confirmed."""
    name = comment.name or _("Anonymous")
    if comment.thread.is_confirmed and comment.thread.title:
        return _("%(name)s on “%(title)s”") % {"name": name, "title": comment.thread.title}
    return _("A comment by %(name)s") % {"name": name}


def _add_entry(root: Element, comment: Comment, site: Site) -> None:
    entry = SubElement(root, "entry")
    permalink = permalinks.of_comments(comment.thread)
    _text(entry, "id", feeds.comment_id(site, comment.pk))
    _text(entry, "title", title_of(comment))
    _text(entry, "published", _time(comment.published_at or EPOCH))
    _text(entry, "updated", _time(_changed_at(comment)))
    author = SubElement(entry, "author")
    _text(author, "name", comment.name or _("Anonymous"))
    if comment.url:
        _text(author, "uri", comment.url)
    _link(entry, "alternate", permalink(comment.pk), _HTML)
    if comment.parent_id:
        answered = {"ref": feeds.comment_id(site, comment.parent_id), "href": permalink(comment.parent_id)}
        SubElement(entry, "thr:in-reply-to", {**answered, "type": _HTML})
    if comment.replies:
        branch = f"{permalinks.own_page_of(comment.thread)}&{BRANCH}={comment.pk}"
        _link(entry, "replies", branch, _HTML, **{"thr:count": str(comment.replies)})
    _text(entry, "content", comment.html or "", type="html")


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = characters.fit_for_xml(text)


def _link(parent: Element, rel: str, address: str, kind: str, **attributes: str) -> None:
    href = characters.fit_for_xml(address)
    SubElement(parent, "link", {"rel": rel, "type": kind, "href": href, **attributes})


def _latest(comments: Iterable[Comment]) -> datetime:
    """Of the whole feed: it depends on nothing but what is in it, so that the same feed is the same bytes."""
    return max(map(_changed_at, comments), default=EPOCH)


def _changed_at(comment: Comment) -> datetime:
    return max(comment.published_at or EPOCH, comment.edited_at or EPOCH)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
