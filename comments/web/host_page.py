"""A page that carries a thread: answers GET, takes the form's POST, and says how it may be cached."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from comments import caching, conf, limits, tokens
from comments.db.transactions import cause
from comments.errors import Refused
from comments.host import Subject
from comments.models import Commenter, Site, Thread
from comments.posting import posts
from comments.posting.posts import Posted
from comments.statuses import Status
from comments.web import form as forms
from comments.web import own_comments, shown_threads, thread_page
from comments.web.form import Refusal
from comments.web.page_request import PageRequest, cookie_name, requests_of, waiting_ids_in
from comments.web.shown_threads import ShownThread
from comments.web.thread_page import ThreadPage, localized
from comments.web.urls_on_page import WAITING

log = logging.getLogger(__name__)

Take = Callable[..., Posted]  # one of posting's, called with (Subject, Draft, site=Site)
View = TypeVar("View", bound=Callable[..., Any])
Asked = tuple[PageRequest, Thread]  # of which thread what is asked


class RefusedForm(NamedTuple):
    """A form that was sent and not taken: of which thread, by whom as far as is known, what was typed, and why not."""

    thread: Thread
    commenter: Commenter | None
    values: Mapping[str, str]
    refusal: Refusal


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
) -> HttpResponse:
    """Render a host's page with its thread, or answer the form that was posted to it: 303, or the page again, 4xx.

    The host's view is decorated with `takes_comments`; its template has `{% comments for object %}` and begins its
    title with `{{ title_prefix }}`. Only the thread is in the language and zone of its site. `thread` is for who has
    read it already, `others` are those whose threads stand on the page too. Raises UnknownSite,
    and ImproperlyConfigured where the view is not decorated.
    """
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    _refuse_undecorated(request)
    asked = requests_of(request, [subject, *others])
    known = [thread, *[None] * (len(asked) - 1)]
    threads = [(one, thread_page.thread_of(one.subject, row)) for one, row in zip(asked, known, strict=True)]
    return _answer(request, threads, template, context or {}, take)


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
    request: HttpRequest, threads: Sequence[Asked], template: str, context: dict[str, Any], take: Take
) -> HttpResponse:
    refused: RefusedForm | None = None
    if request.method == "POST":
        try:
            outcome = _receive(request, threads, take)
        except RequestDataTooBig:
            return _too_large(request, threads[0][1].site)
        if isinstance(outcome, HttpResponseRedirect):
            return outcome
        refused = outcome
    shown_threads.keep(request, _read(threads, refused))
    prefix, status = (_("Error:") + " ", refused.refusal.status) if refused else ("", 200)
    response = render(request, template, {**context, "title_prefix": prefix}, status=status)
    if refused and refused.refusal.retry_after is not None:
        response["Retry-After"] = str(refused.refusal.retry_after)
    if request.method == "POST" or any(asked.is_private for asked, _thread in threads):
        keep_private(response)
    else:
        # What the host put around the thread may be one visitor's all the same: PublicPages looks.
        response["Cache-Control"] = caching.PRIVATE_CACHE
        response.__dict__[caching.SAME_FOR_EVERYBODY] = True
    return response


def _read(threads: Sequence[Asked], refused: RefusedForm | None) -> list[ShownThread]:
    """All that the page shows of its threads, each in its site's language; no statement is left for the template."""
    read: list[ThreadPage] = []
    for asked, thread in threads:
        if any(page.has_asked for page in read):
            asked = replace(asked, comment_id=None)
        with localized(thread.site):
            read.append(_page_of(asked, thread, refused))
    return [ShownThread(page, _form_of(page, refused)) for page in thread_page.say_once(read)]


def _page_of(asked: PageRequest, thread: Thread, refused: RefusedForm | None) -> ThreadPage:
    if refused and refused.thread is thread:
        answered = refused.values.get("comment_parent", "0")
        return thread_page.read(replace(asked, reply_to=answered), thread, refused.commenter)
    return thread_page.read(asked, thread, own_comments.commenter_of(asked.commenter_id, thread.site.pk))


def _form_of(page: ThreadPage, refused: RefusedForm | None) -> forms.CommentForm:
    with localized(page.site):
        if refused and refused.thread is page.thread:
            return forms.refused(page, refused.values, refused.refusal)
        return forms.offered(page)


def _posted_to(request: HttpRequest, threads: Sequence[Asked]) -> Asked:
    """The one whose form was sent, which says its key and signs it with its site; the first where that is none."""
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    key, token = request.POST.get("comment_post_ID"), request.POST.get("form_token", "")
    named = [(asked, thread) for asked, thread in threads if asked.subject.key == key] or threads
    for asked, thread in named:
        if tokens.read_form_token(token, thread.site.slug, asked.subject.key) is not None:
            return asked, thread
    return named[0]


def _too_large(request: HttpRequest, site: Site) -> HttpResponse:
    with localized(site):
        answer = render(request, "comments/too_large.html", status=413)
    answer["Cache-Control"] = "no-store"
    return answer


def _receive(request: HttpRequest, threads: Sequence[Asked], take: Take) -> HttpResponseRedirect | RefusedForm:
    """Take the posted form: a redirect to the comment, or the form with everything typed and what is wrong."""
    asked, thread = _posted_to(request, threads)
    commenter = own_comments.commenter_of(asked.commenter_id, thread.site.pk)
    with localized(thread.site):
        outcome = _taken(request, asked.subject, thread.site, commenter, take)
        if isinstance(outcome, Posted):
            return _redirect(request, thread.site, outcome)
    return RefusedForm(thread, commenter, request.POST.dict(), outcome)


def _taken(
    request: HttpRequest, subject: Subject, site: Site, commenter: Commenter | None, take: Take
) -> Posted | Refusal:
    hour = tokens.read_form_token(request.POST.get("form_token", ""), site.slug, subject.key)
    if _is_cross_site(request) or hour is None:
        return Refusal(_("This form was not recognised. Please send it once more."), 403)
    commenter_id = commenter.pk if commenter and _is_same_origin(request) else None
    age = timezone.now().timestamp() / 3600 - hour
    try:
        draft = forms.draft_of(request, commenter_id=commenter_id, form_age_hours=round(max(0.0, age), 1))
        return take(subject, draft, site=site)
    except Refused as error:
        return forms.refuse(error)
    except (OperationalError, InterfaceError) as error:
        log.error("a comment could not be stored: %s", cause(error))
        message = _("Your comment could not be saved just now. Please send it again in a moment.")
        return Refusal(message, 503, retry_after=caching.SECONDS_WHEN_DOWN)


def _redirect(request: HttpRequest, site: Site, posted: Posted) -> HttpResponseRedirect:
    """To the comment: with signed parameters by which its author alone sees it while it waits, and others that do."""
    comment, cookie = posted.comment, cookie_name(site.slug)
    query = [(name, value) for name, value in request.GET.items() if name == "key"]
    opened = own_comments.opened(waiting_ids_in(request.GET))
    waiting = [one.pk for one in opened if one.status_for_author == Status.PENDING]
    ids = dict.fromkeys([*waiting, *([] if comment.status == Status.APPROVED else [comment.pk])])
    query += [(WAITING, tokens.waiting_token(comment_id)) for comment_id in ids]
    kept = urlencode(query)
    response = HttpResponseRedirect(f"{request.path}{'?' if kept else ''}{kept}#comment-{comment.pk}")
    response.status_code = 303
    keep_private(response)
    if comment.commenter_id:
        _remember(response, cookie, tokens.commenter_token(comment.commenter_id))
    elif cookie in request.COOKIES:
        response.delete_cookie(cookie, samesite="Lax")
    return response


def _remember(response: HttpResponse, cookie: str, token: str) -> None:
    response.set_cookie(
        cookie,
        token,
        max_age=timedelta(days=limits.COMMENTER_DAYS),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _is_same_origin(request: HttpRequest) -> bool:
    """By Sec-Fetch-Site; for browsers without it by Origin. A page with no-referrer sends `Origin: null`."""
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site == "same-origin"
    return request.headers.get("Origin") in _own_origins(request)


def _is_cross_site(request: HttpRequest) -> bool:
    """Whether the browser says that another site's page sent this; one that says nothing is let through.

    Our own private pages have no referrer, and browsers without Sec-Fetch-Site send `Origin: null` from there.
    """
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site in ("cross-site", "same-site")
    return request.headers.get("Origin", "null") not in ("null", *_own_origins(request))


def _own_origins(request: HttpRequest) -> tuple[str, str]:
    return conf.public_origin(), f"{request.scheme}://{request.get_host()}"


def keep_private(response: HttpResponse) -> None:
    """What is one visitor's is not kept, indexed, or told to where a link leads."""
    response["Cache-Control"] = caching.PRIVATE_CACHE
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
