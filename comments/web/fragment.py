"""A thread as a piece of HTML for pages of other programs, which a script puts into them, or their server."""

from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comments import caching, conf, host
from comments.errors import Message, UnknownSite
from comments.models import Site, Thread
from comments.net import hostnames, page_urls
from comments.posting import threads
from comments.reading import pages, permalinks
from comments.text import characters, parsing
from comments.web import languages, thread_page
from comments.web.form import form_of
from comments.web.page_request import fragment_request
from comments.web.thread_page import localized
from comments.web.urls_on_page import LANGUAGE

PAGE_URL, PAGE_TITLE = "url", "title"


class Unshown(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """There is no thread to show: `code` tells a program why, `message` the owner of the page."""

    def __init__(self, code: str, message: Message, status: int) -> None:
        self.code, self.message, self.status = code, message, status
        super().__init__(code)


class Described(NamedTuple):
    """What a page elsewhere says of itself; nobody has confirmed it."""

    url: str
    title: str


@require_safe
def fragment(request: HttpRequest, site: str) -> HttpResponse:
    """A part of a thread, with its form and its stylesheet: the same for everybody, whatever cookies come along."""
    language = languages.nearest(request.GET.get(LANGUAGE, ""))
    try:
        thread, described = _asked_for(request, site)
    except Unshown as reason:
        with translation.override(language or "en"):
            context = {"code": reason.code, "message": reason.message}
            response = render(request, "comments/fragment_refused.html", context, status=reason.status)
    else:
        with localized(thread.site, language):
            response = _shown(request, thread, described)
        response["Content-Language"] = language or thread.site.language
        response["Cache-Control"] = caching.PRIVATE_CACHE
        response.__dict__[caching.SAME_FOR_EVERYBODY] = True
    response["X-Robots-Tag"] = "noindex"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _asked_for(request: HttpRequest, site: str) -> tuple[Thread, Described]:
    key = request.GET.get("key", "")
    if not host.is_key(key) or not parsing.is_utf8_query(request.META.get("QUERY_STRING", "")):
        raise Unshown("no_key", _("A thread needs a key of 1 to 255 characters."), HTTPStatus.BAD_REQUEST)
    try:
        thread = pages.thread_of(site, key)
    except UnknownSite as error:
        raise Unshown("no_site", error.message, HTTPStatus.NOT_FOUND) from None
    described = _described(request)
    if not thread.exists and not threads.may_begin(thread.site, described.url):
        raise Unshown("unlisted_origin", _sentence_for_owner(thread.site, described.url), HTTPStatus.FORBIDDEN)
    return thread, described


def _described(request: HttpRequest) -> Described:
    """What cannot be kept of it counts as not said."""
    url, title = request.GET.get(PAGE_URL, ""), request.GET.get(PAGE_TITLE, "")
    try:
        url = page_urls.kept(url)
    except page_urls.UnusableAddress:
        url = ""
    return Described(url, "" if characters.has_control_in_line(title) else characters.cut(title, 300))


def _sentence_for_owner(site: Site, page_url: str) -> str:
    origin = hostnames.origin_of(page_url)
    if not origin:
        return _(
            "These comments cannot begin yet: the page does not say its address. For its owner: set the attribute"
            " “page-url” to the address of this page."
        )
    return _(
        "Comments on pages of %(origin)s are not allowed yet. For the owner of this page: add %(origin)s to the"
        " origins of “%(site)s”, at %(address)s."
    ) % {"origin": origin, "site": site.name, "address": f"{conf.public_url()}/admin/comments/site/{site.pk}/change/"}


def _shown(request: HttpRequest, thread: Thread, described: Described) -> HttpResponse:
    of_page = {} if thread.exists else {PAGE_URL: described.url, PAGE_TITLE: described.title}
    asked = fragment_request(request.GET, thread_page.subject_of(thread), permalinks.own_page_of(thread), of_page)
    page = thread_page.read(asked, thread, None)
    context = {"page": page, "form": form_of(page), "stylesheet": stylesheet()}
    return render(request, "comments/fragment.html", context)


def stylesheet() -> str:
    """The absolute address of the stylesheet of a thread."""
    return urljoin(f"{conf.public_url()}/", static("comments/comments.css"))
