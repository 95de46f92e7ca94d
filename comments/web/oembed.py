"""/oembed/: one comment for pages that quote it by its address (oembed.com, version 1.0)."""

from http import HTTPStatus
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from comments import conf
from comments.models import Comment, Thread
from comments.net import page_urls
from comments.reading import pages, permalinks
from comments.text.parsing import parse_id
from comments.web import atom
from comments.web.feeds import program, served
from comments.web.foreign_page import Unshown
from comments.web.reader import require_reading
from comments.web.thread_page import localized

TYPE = "application/json+oembed"
_FRAGMENT = "comment-"
_MOST_FIELDS = 100
WIDTH = 550


def address_for(permalink: str) -> str:
    """Where programs ask for the comment at this permalink."""
    return f"{conf.public_url()}/oembed/?{urlencode({'url': permalink, 'format': 'json'})}"


@program
def oembed(request: HttpRequest) -> HttpResponse:
    """The published comment that `url` leads to, as a quotation of type `rich`."""
    if request.GET.get("format", "json") != "json":
        raise Unshown("invalid", _("Only the format json is answered."), HTTPStatus.NOT_IMPLEMENTED)
    comment = _linked(request.GET.get("url", ""))
    site = comment.thread.site
    require_reading(request, site)
    with localized(site):
        body = _rich(comment, width=_width(request.GET.get("maxwidth", "")))
    return served(request, site, orjson.dumps(body), "application/json")


def _linked(address: str) -> Comment:
    """The comment, with its thread and site. Raises Unshown alike for what was never there and what readers may not."""
    comment_id = _id_in(address)
    view = pages.published(comment_id) if comment_id else None
    if view is None or not _leads_to(address, view.comment.thread):
        raise Unshown("not-found", _("No published comment is at this address."), HTTPStatus.NOT_FOUND)
    return view.comment


def _id_in(address: str) -> int | None:
    """By the fragment, or by the parameter where a program has cut that off."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.fragment.startswith(_FRAGMENT):
        return parse_id(parts.fragment.removeprefix(_FRAGMENT))
    return parse_id(_parameter(parts.query, permalinks.PARAMETER))


def _leads_to(address: str, thread: Thread) -> bool:
    """Whether it is our own page of the thread, or the page that the thread belongs to, whatever else its query has."""
    asked, own = urlsplit(address), urlsplit(permalinks.own_page_of(thread))
    if asked[:3] == own[:3] and _parameter(asked.query, "key") == thread.key:
        return True
    try:
        return page_urls.kept(_without_id(address)) == page_urls.kept(permalinks.address_of(thread))
    except page_urls.UnusableAddress:
        return False


def _without_id(address: str) -> str:
    parts = urlsplit(address)
    others = [pair for pair in parts.query.split("&") if not pair.startswith(f"{permalinks.PARAMETER}=")]
    return parts._replace(query="&".join(others)).geturl()


def _parameter(query: str, name: str) -> str:
    """The first value, "" for none, and where there are more parameters than any page has."""
    try:
        return parse_qs(query, max_num_fields=_MOST_FIELDS).get(name, [""])[0]
    except ValueError:
        return ""


def _width(most: str) -> int:
    return min(WIDTH, parse_id(most) or WIDTH)


def _rich(comment: Comment, *, width: int) -> dict[str, object]:
    """`height` is null, as it depends on the page around."""
    site, permalink = comment.thread.site, permalinks.of_comments(comment.thread)(comment.pk)
    title = atom.title_of(comment)
    html = mark_safe(comment.html or "")  # noqa: S308 - it was cleaned before it was kept
    said: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": comment.name or _("Anonymous"),
        "provider_name": site.name,
        "provider_url": conf.public_url(),
        "html": render_to_string(
            "comments/oembed.html",
            {"comment": comment, "html": html, "permalink": permalink, "title": title},
        ).strip(),
        "width": width,
        "height": None,
    }
    return {**said, "author_url": comment.url} if comment.url else said
