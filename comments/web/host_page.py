"""A page that carries a thread: what its view calls, and what the tags of its template find again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from comments.host import Reader, Subject
from comments.models import Site, Thread
from comments.posting import posts
from comments.web import cache_control, submission, thread_page
from comments.web.form import CommentForm, RefusedForm, form_of
from comments.web.page_request import requests_of
from comments.web.reader import forget, visitor_of
from comments.web.submission import AskedThread, Take
from comments.web.thread_page import ThreadPage, localized

View = TypeVar("View", bound=Callable[..., Any])


class ShownThread(NamedTuple):
    """What `{% comments for object %}` shows: what was read of a thread, and the form below it."""

    page: ThreadPage
    form: CommentForm


def takes_comments(view: View) -> View:
    """Decorates each view that calls `comment_page`.

    Its form carries a token of its own and no authority, so Django's CSRF token is not asked for. And a comment is
    kept in a short transaction of its own, which cannot begin inside that of ATOMIC_REQUESTS.
    """
    return csrf_exempt(transaction.non_atomic_requests(view))


def comment_page(
    request: HttpRequest,
    subject: Subject,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    others: Sequence[Subject] = (),
    take: Take = posts.post_comment,
    thread: Thread | None = None,
    language: str = "",
    reader: Reader | None = None,
) -> HttpResponse:
    """Render a host's page with its thread, or answer the form that was posted to it: 303, or the page again, 4xx.

    The host's view is decorated with `takes_comments`; its template has `{% comments for object %}` and begins its
    title with `{{ title_prefix }}`. Only the thread is in the zone and the language of its site, or in `language`, a
    code such as de. `thread` is for who has read it already, `others` are those whose threads stand on the page too.
    `reader` is who is signed in at the host, by an account of its own.
    Raises UnknownSite, and ImproperlyConfigured where the view is not decorated.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    _refuse_undecorated(request)
    asked = requests_of(request, [subject, *others], language, reader)
    rows = [thread if thread and one is asked[0] else thread_page.thread_of(one.subject) for one in asked]
    return _answer(request, list(zip(asked, rows, strict=True)), template, context or {}, take)


def shown_thread(request: HttpRequest, subject: Subject) -> ShownThread | None:
    """What `comment_page` has read of this thread for the page at hand, None if it reads no such thread."""
    kept: dict[tuple[str, str], ShownThread] = request.__dict__.get("comment_threads", {})
    return kept.get((subject.site, subject.key))


def _refuse_undecorated(request: HttpRequest) -> None:
    """Tell the programmer at the first look at the page, not the first visitor who posts a comment."""
    view = request.resolver_match.func if request.resolver_match else None
    is_atomic = connection.settings_dict["ATOMIC_REQUESTS"] and view is not None
    if is_atomic and connection.alias not in getattr(view, "_non_atomic_requests", ()):
        raise _undecorated(view, "ATOMIC_REQUESTS is on, and a comment has to be kept in a transaction of its own")
    if getattr(request, "csrf_processing_done", False):  # by Django's middleware, of a view that is not exempt
        raise _undecorated(view, "Django asks for its CSRF token, and the comment form has a token of its own")


def _undecorated(view: Any, why: str) -> ImproperlyConfigured:
    of_class = getattr(view, "view_class", None)
    how = '@method_decorator(takes_comments, name="dispatch")' if of_class else "@takes_comments"
    return ImproperlyConfigured(f"{why}: decorate {getattr(of_class or view, '__qualname__', view)} with {how}")


def _answer(
    request: HttpRequest, threads: Sequence[AskedThread], template: str, context: dict[str, Any], take: Take
) -> HttpResponse:
    refused: RefusedForm | None = None
    if request.method == "POST":
        try:
            outcome = submission.receive(request, threads, take)
        except RequestDataTooBig:
            return _too_large(request, threads[0][1].site)
        if isinstance(outcome, HttpResponseRedirect):
            return outcome
        refused = outcome
    shown = request.__dict__["comment_threads"] = _read(threads, refused)
    status = refused.refusal.status if refused else 200
    prefix = _("Error:") + " " if status >= HTTPStatus.BAD_REQUEST else ""
    response = render(request, template, {**context, "title_prefix": prefix}, status=status)
    if refused and refused.refusal.retry_after is not None:
        response["Retry-After"] = str(refused.refusal.retry_after)
    is_locked = any(one.page.is_locked for one in shown.values())
    if refused or is_locked or any(asked.is_private for asked, _thread in threads):
        cache_control.keep_private(response)
    else:
        cache_control.same_for_everybody(response)
    for one in shown.values():
        if one.page.visitor.is_over:
            forget(response, one.page.site)
    return response


def _read(threads: Sequence[AskedThread], refused: RefusedForm | None) -> dict[tuple[str, str], ShownThread]:
    """What the page shows of its threads, each in its site's language; the templates make no statement after this."""
    shown: list[ShownThread] = []
    for asked, thread in threads:
        if any(one.page.has_asked for one in shown):
            asked = replace(asked, comment_id=None)  # found already
        sent = refused if refused and refused.thread is thread else None
        if sent:
            asked, visitor = replace(asked, reply_to=sent.values.get("comment_parent", "0")), sent.visitor
        else:
            visitor = visitor_of(asked, thread.site)
        with localized(thread.site, asked.language):
            page = thread_page.read(asked, thread, visitor)
            shown.append(ShownThread(page, form_of(page, sent)))
    return {
        (one.page.subject.site, one.page.subject.key): one for one in (_say_once(shown) if len(shown) > 1 else shown)
    }


def _say_once(shown: Sequence[ShownThread]) -> list[ShownThread]:
    """That a comment is not here is said by the first thread of a page alone, and only if no other has it."""
    is_found = any(one.page.has_asked for one in shown)
    return [
        one._replace(page=replace(one.page, missing=""))
        if one.page.asked.comment_id and (one.page.prefix or is_found)
        else one
        for one in shown
    ]


def _too_large(request: HttpRequest, site: Site) -> HttpResponse:
    with localized(site):
        answer = render(request, "comments/too_large.html", status=413)
    answer["Cache-Control"] = "no-store"
    return answer
