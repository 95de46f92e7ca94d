"""The page of our own on which one thread stands by itself."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse

from comments.host import Subject
from comments.models import Thread
from comments.posting import posts
from comments.reading import permalinks
from comments.web import foreign_page, framing, thread_page
from comments.web.host_page import comment_page, shown_thread, takes_comments
from comments.web.thread_page import localized
from comments.web.urls_on_page import language_in


@takes_comments
def thread(request: HttpRequest, site: str) -> HttpResponse:
    """One thread as a page of its own, for readers without the page it belongs to."""
    known, subject = _asked_for_or_404(request, site)
    context = {
        "subject": subject,
        "thread": known,
        "page_address": permalinks.address_of(known),
        "framed_by": framing.framed_by(request.GET, known.site),
    }
    language = language_in(request.GET)
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
    if (shown := shown_thread(request, subject)) and shown.page.is_locked:
        response.status_code = HTTPStatus.UNAUTHORIZED
    response["Content-Language"] = language or known.site.spoken_language
    response["X-Robots-Tag"] = "noindex"
    framing.allow(response, known.site)
    return response


def _asked_for_or_404(request: HttpRequest, site: str) -> tuple[Thread, Subject]:
    """The thread, and its page as the row says, or as the address does while there is none."""
    try:
        known = foreign_page.thread_asked_for(request, site)
        said = foreign_page.described(known, request.GET)
    except foreign_page.Unshown:
        raise Http404 from None
    return known, thread_page.subject_of(known) if known.exists else said
