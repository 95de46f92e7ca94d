"""Pages of our own: one thread by itself, and the fragment that tells a waiting author what became of it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from comments import host
from comments.errors import NotFound
from comments.models import Site, Thread
from comments.net import page_urls
from comments.posting import posts, threads
from comments.reading import author_view, pages, permalinks
from comments.statuses import Status
from comments.text import characters, parsing
from comments.web import comment_html, languages, own_comments, thread_page
from comments.web.host_page import comment_page, takes_comments
from comments.web.page_request import waiting_ids_in
from comments.web.thread_page import localized
from comments.web.urls_on_page import LANGUAGE, links_in


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
    response["Content-Language"] = language or known.site.language
    response["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
def waiting(request: HttpRequest, site: str) -> HttpResponse:
    """The comment that a signed parameter opens, with the title of its thread, for the script of the page around it.

    It sends no cookies. A 404 for a comment that is deleted, or of another site.
    """
    comment = next(iter(own_comments.opened(waiting_ids_in(request.GET))), None)
    if comment is None or comment.thread.site.slug != site:
        raise Http404
    thread = comment.thread
    links = links_in(request.GET, thread)
    with localized(thread.site, languages.nearest(request.GET.get(LANGUAGE, ""))):
        view = pages.published(comment.pk) if comment.status == Status.APPROVED else None
        title = format_html('<h2 class="comments-title">{}</h2>', thread_page.title_of(thread, has_own=True))
        item = comment_html.render_list(
            [view or author_view.as_author_sees(comment)],
            links,
            may_reply=thread.closed_reason(timezone.now()) is None,
            reasons={comment.pk: author_view.reason_for_author(comment)},
            site=site,
        )
        response = HttpResponse(title + item)
    own_comments.keep_private(response)
    response["Access-Control-Allow-Origin"] = "*"  # who may read it is who has the parameter
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
