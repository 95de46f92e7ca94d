"""The line that gives a page elsewhere its comments, and whether a page has it: both are known here alone."""

from html import unescape
from urllib.parse import urlencode, urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments import conf
from comments.models import Site


def line_for(site: Site, page_url: str, title: str) -> SafeString:
    """The HTML to paste into the page with this absolute address: a link to its thread, named by the page's path.

    Moderators see the title, readers too once a comment there is approved.
    """
    asked = urlencode({"key": key_of(page_url), "url": page_url, "title": title})
    return format_html('<a href="{}?{}">{}</a>', _thread_address(site), asked, _("Comments"))


def key_of(page_url: str) -> str:
    """By what a page elsewhere names its thread: its path, with the query if there is one."""
    parts = urlsplit(page_url)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def is_on(page: str, site: Site) -> bool:
    """Whether the HTML of a page leads to the site's threads, or names the API, by which a script of its own asks."""
    seen = unescape(page)
    return _thread_address(site) in seen or f"{conf.public_url()}/api/v1/" in seen


def _thread_address(site: Site) -> str:
    return f"{conf.public_url()}/threads/{site.slug}/"
