"""The line that gives a page elsewhere its comments, and whether a page has it: both are known here alone."""

import re
from html import unescape
from urllib.parse import urlencode, urlsplit

from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from comments import conf
from comments.models import Site

# The script that shows the thread, by either of its names, and the element with the slug of its site.
_SCRIPT = r"/embed(?:/\w+)?\.js\b"
_ELEMENT = r"<comment-thread\s(?:[^>]*\s)?site\s*=\s*[\"']?{slug}[\"'\s>]"


def line_for(site: Site, page_url: str, title: str) -> SafeString:
    """The HTML to paste into the page with this absolute address: an element that shows its thread by a script.

    The thread is named by the page's path. Inside is a link to the thread as a page, for readers without scripts; who
    follows it and posts first says by it what moderators see as the title.
    """
    key = key_of(page_url)
    with translation.override(site.spoken_language):
        link = format_html(
            '<a href="{}?{}">{}</a>',
            _thread_address(site),
            urlencode({"key": key, "url": page_url, "title": title}),
            _("Comments"),
        )
    return format_html(
        '<script type="module" src="{}/embed.js"></script>\n<comment-thread site="{}" key="{}">{}</comment-thread>',
        conf.public_url(),
        site.slug,
        key,
        link,
    )


def key_of(page_url: str) -> str:
    """By what a page elsewhere names its thread: its path, with the query if there is one."""
    parts = urlsplit(page_url)
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def is_on(page: str, site: Site) -> bool:
    """Whether the HTML of a page shows or links to the site's threads, or names the API for a script of its own."""
    seen, service = unescape(page), conf.public_url()
    if _thread_address(site) in seen or f"{service}/api/v1/" in seen:
        return True
    return bool(
        re.search(re.escape(service) + _SCRIPT, seen)
        and re.search(_ELEMENT.format(slug=re.escape(site.slug)), seen, re.IGNORECASE)
    )


def _thread_address(site: Site) -> str:
    return f"{conf.public_url()}/threads/{site.slug}/"
