"""The page of our own on which one thread stands by itself."""

from django.http import Http404, HttpRequest, HttpResponse

from comments import host, languages
from comments.errors import NotFound
from comments.models import Site, Thread
from comments.net import page_urls
from comments.posting import posts, threads
from comments.reading import pages, permalinks
from comments.text import characters, parsing
from comments.web import thread_page
from comments.web.host_page import comment_page, takes_comments
from comments.web.thread_page import localized
from comments.web.urls_on_page import LANGUAGE


@takes_comments
def thread(request: HttpRequest, site: str) -> HttpResponse:
    """One thread as a page of its own, for readers without the page it belongs to."""
    key = request.GET.get("key", "")
    if not host.is_key(key) or not parsing.is_utf8_query(request.META.get("QUERY_STRING", "")):
        raise Http404
    known = _thread_or_404(site, key)
    if not known.exists:
        known.url, known.title = _page_asked_for(request, known.site)
    subject = thread_page.subject_of(known)
    context = {"subject": subject, "thread": known, "page_address": permalinks.address_of(known)}
    language = languages.nearest(request.GET.get(LANGUAGE, ""))
    with localized(known.site, language):
        response = comment_page(
            request,
            subject,
            "comments/thread_page.html",
            context,
            take=posts.post_comment_from_elsewhere,
            thread=known,
            language=language,
        )
    response["Content-Language"] = language or known.site.spoken_language
    response["X-Robots-Tag"] = "noindex"
    return response


def _page_asked_for(request: HttpRequest, site: Site) -> tuple[str, str]:
    """The address and the title of the page whose thread is to begin here. A 404 unless the site lists its origin."""
    url, title = request.GET.get("url", ""), request.GET.get("title", "")
    if characters.has_control_in_line(url + title) or not threads.may_begin(site, url):
        raise Http404
    try:
        return page_urls.kept(url), characters.cut(title, 300)
    except page_urls.UnusableAddress:
        raise Http404 from None


def _thread_or_404(site: str, key: str) -> Thread:
    try:
        return pages.thread_of(site, key)
    except NotFound:
        raise Http404 from None
