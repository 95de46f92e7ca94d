"""A thread as a piece of HTML for pages of other programs, which a script puts into them, or their server."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from comments import caching, languages, signed_tokens
from comments.db.transactions import is_unavailable
from comments.errors import Message, SignInNeeded
from comments.host import Subject
from comments.models import Comment, Thread
from comments.posting import posts
from comments.posting.posts import Posted
from comments.reading import author_view, pages, permalinks
from comments.web import cache_control, embed, foreign_page, reader, submission, thread_page
from comments.web.foreign_page import Unshown
from comments.web.form import RefusedForm, form_of
from comments.web.host_page import takes_comments
from comments.web.page_request import PageRequest, fragment_request, waiting_in
from comments.web.reader import Visitor, commenter_of, visitor_of
from comments.web.thread_page import ThreadPage, localized
from comments.web.urls_on_page import language_in

# By this field a script says who is remembered in its browser; it sends no cookie.
COMMENTER = "commenter"


@takes_comments
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
def fragment(request: HttpRequest, site: str) -> HttpResponse:
    """A part of a thread, with its form and its stylesheet: to GET the same for everybody, whatever cookies come along.

    It is one reader's where a header says who is signed in. The form is POSTed to the same address: 201 with the new
    comment in its place, or 4xx with the form as it was sent.
    """
    if request.method == "OPTIONS":
        return reader.preflight(request, site)
    language = language_in(request.GET)
    with translation.override(language or languages.ENGLISH):
        response = _or_refused(request, partial(_of_site, request, site, language))
    response["X-Robots-Tag"] = "noindex"
    # Any page may read it. What is one visitor's is only told to the page that sent it, and that is one of the site's.
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Retry-After"
    reader.vary(response)
    return response


def _or_refused(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer, or why there is none, in the active language."""
    try:
        return answer()
    except Unshown as reason:
        return _refused(request, reason)
    except RequestDataTooBig:
        message = _("This comment is much longer than the limit. Shorten it and send it again.")
        return _refused(request, Unshown("too-large", message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
    except DatabaseError as error:
        if not is_unavailable(error):
            raise
        message = _("Comments are not available just now. Please try again in a moment.")
        response = _refused(request, Unshown("unavailable", message, HTTPStatus.SERVICE_UNAVAILABLE))
        response["Retry-After"] = str(caching.RETRY_AFTER_SECONDS)
        return response


def _of_site(request: HttpRequest, site: str, language: str) -> HttpResponse:
    thread = foreign_page.thread_asked_for(request, site)
    answer = _answer_form if request.method == "POST" else _answer
    with localized(thread.site, language):
        return _or_refused(request, partial(answer, request, thread))


def _answer(request: HttpRequest, thread: Thread) -> HttpResponse:
    asked = _asked(request, thread, foreign_page.described(thread, request.GET))
    page = thread_page.read(asked, thread, visitor_of(asked, thread.site))
    _require_unlocked(page)
    response = _rendered(request, page)
    if asked.is_private:
        cache_control.keep_private(response)
    else:
        cache_control.same_for_everybody(response)
    return response


def _require_unlocked(page: ThreadPage, message: Message = "") -> None:
    if page.is_locked:
        said = message or _("Sign in to read the comments.")
        raise Unshown(SignInNeeded.code, said, SignInNeeded.status, sign_in_url=page.sign_in_url)


def _answer_form(request: HttpRequest, thread: Thread) -> HttpResponse:
    site = thread.site
    foreign_page.require_listed(request, site)
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    subject = foreign_page.described(thread, request.POST, foreign_page.IN_FORM)
    commenter_id = signed_tokens.read_commenter_token(request.POST.get(COMMENTER, ""))
    asked = replace(
        _asked(request, thread, subject), waiting=waiting_in(request.POST), commenter_id=commenter_id, is_private=True
    )
    visitor = visitor_of(asked, site)
    outcome = submission.taken(request, subject, site, visitor, posts.post_comment_from_elsewhere)
    if isinstance(outcome, Posted):
        response = _with_posted(request, asked, outcome.comment, visitor)
    else:
        response = _with_refusal(request, asked, RefusedForm(thread, visitor, request.POST.dict(), outcome))
    cache_control.keep_private(response)
    return response


def _with_posted(request: HttpRequest, asked: PageRequest, comment: Comment, visitor: Visitor) -> HttpResponse:
    """The thread as it is now with the comment in its place, and what the script keeps for the next one."""
    thread = pages.thread_of(asked.subject.site, asked.subject.key)
    commenter = commenter_of(comment.commenter_id, thread.site) if comment.commenter_id else None
    asked = replace(asked, waiting={**asked.waiting, comment.pk: signed_tokens.waiting_token(comment.pk)}, reply_to="")
    page = thread_page.read(asked, thread, visitor._replace(commenter=commenter))
    was_remembered = bool(request.POST.get(COMMENTER))
    token = signed_tokens.commenter_token(commenter.pk) if commenter else "" if was_remembered else None
    page = replace(
        page,
        posted=(comment.pk, author_view.status_as_told(comment)),
        commenter_token=token,
    )
    return _rendered(request, page, status=HTTPStatus.CREATED)


def _with_refusal(request: HttpRequest, asked: PageRequest, refused: RefusedForm) -> HttpResponse:
    """The part of the thread with the form as it was sent."""
    asked = replace(asked, reply_to=refused.values.get("comment_parent", "0"))
    page, refusal = thread_page.read(asked, refused.thread, refused.visitor), refused.refusal
    _require_unlocked(page, refusal.message)
    response = _rendered(request, page, refused, status=refusal.status)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _asked(request: HttpRequest, thread: Thread, described: Subject) -> PageRequest:
    """Links say of the page what it said itself, while no row does."""
    of_page, token = {} if thread.exists else foreign_page.in_address(described), reader.token_in_header(request)
    return fragment_request(request.GET, thread_page.subject_of(thread), permalinks.own_page_of(thread), of_page, token)


def _rendered(
    request: HttpRequest, page: ThreadPage, refused: RefusedForm | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The fragment in the active language."""
    context = {"page": page, "form": form_of(page, refused), "stylesheet": embed.styles_address()}
    response = render(request, "comments/fragment.html", context, status=status)
    response["Content-Language"] = translation.get_language()
    return response


def _refused(request: HttpRequest, reason: Unshown) -> HttpResponse:
    context = {"code": reason.code, "message": reason.message, "sign_in_url": reason.sign_in_url}
    response = render(request, "comments/fragment_refused.html", context, status=reason.status)
    if reason.status == HTTPStatus.UNAUTHORIZED:
        cache_control.keep_private(response)
    return response
