"""A page that carries a thread: answers GET, takes the form's POST, and says how it may be cached."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar
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
from comments.errors import Invalid, KeyReused, Message, Refused, TooFast
from comments.host import Subject
from comments.models import Site, Thread
from comments.posting import posts
from comments.posting.posts import Posted
from comments.statuses import Status
from comments.web import form as forms
from comments.web import own_comments
from comments.web.discussion import Discussion, any_private, cookie_name, discussion_of
from comments.web.urls_on_page import WAITING

log = logging.getLogger(__name__)

Take = Callable[..., Posted]  # one of posting's, called with (Subject, Draft, site=Site)
View = TypeVar("View", bound=Callable[..., Any])


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
    discussions = [discussion_of(request, subject, thread), *(discussion_of(request, one) for one in others)]
    return _answer(request, discussions, template, context or {}, take)


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
    request: HttpRequest, discussions: Sequence[Discussion], template: str, context: dict[str, Any], take: Take
) -> HttpResponse:
    refused = None
    if request.method == "POST":
        try:
            discussion = _posted_to(request, discussions)
            with discussion.spoken():
                outcome = receive(request, discussion, take)
        except RequestDataTooBig:
            return _too_large(request, discussions[0])
        if isinstance(outcome, HttpResponseRedirect):
            return outcome
        refused = discussion.form_refused = outcome
    prefix = _("Error:") + " " if refused else ""
    response = render(request, template, {**context, "title_prefix": prefix}, status=refused.status if refused else 200)
    if refused and refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    if request.method == "POST" or any_private(request):
        keep_private(response)
    else:
        # What the host put around the thread may be one visitor's all the same: PublicPages looks.
        response["Cache-Control"] = caching.PRIVATE_CACHE
        response.__dict__[caching.SAME_FOR_EVERYBODY] = True
    return response


def _posted_to(request: HttpRequest, discussions: Sequence[Discussion]) -> Discussion:
    """The one whose form was sent, which says its key and signs it with its site; the first where that is none."""
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    key, token = request.POST.get("comment_post_ID"), request.POST.get("form_token", "")
    named = [discussion for discussion in discussions if discussion.subject.key == key] or discussions
    signed = (one for one in named if tokens.read_form_token(token, one.site.slug, one.subject.key) is not None)
    return next(signed, named[0])


def _too_large(request: HttpRequest, discussion: Discussion) -> HttpResponse:
    with discussion.spoken():
        answer = render(request, "comments/too_large.html", status=413)
    answer["Cache-Control"] = "no-store"
    return answer


def receive(request: HttpRequest, discussion: Discussion, take: Take) -> HttpResponseRedirect | forms.CommentForm:
    """Take the posted form: a redirect to the comment, or the form with everything typed and what is wrong."""
    site, subject = discussion.site, discussion.subject
    hour = tokens.read_form_token(request.POST.get("form_token", ""), site.slug, subject.key)
    if _is_cross_site(request) or hour is None:
        return _again(request, discussion, 403, _("This form was not recognised. Please send it once more."))
    commenter_id = discussion.commenter.pk if discussion.commenter and _is_same_origin(request) else None
    age = timezone.now().timestamp() / 3600 - hour
    try:
        draft = forms.draft_of(request, commenter_id=commenter_id, form_age_hours=round(max(0.0, age), 1))
        posted = take(subject, draft, site=site)
    except Refused as refusal:
        return _refused(request, discussion, refusal)
    except (OperationalError, InterfaceError) as error:
        log.error("a comment could not be stored: %s", cause(error))
        message = _("Your comment could not be saved just now. Please send it again in a moment.")
        return _again(request, discussion, 503, message, retry_after=caching.SECONDS_WHEN_DOWN)
    return _redirect(request, discussion, posted)


def _redirect(request: HttpRequest, discussion: Discussion, posted: Posted) -> HttpResponseRedirect:
    """To the comment: with signed parameters by which its author alone sees it while it waits, and others that do."""
    comment, site = posted.comment, discussion.site
    query = [(name, value) for name, value in request.GET.items() if name == "key"]
    waiting = own_comments.still_waiting(own_comments.by_parameter(request.GET))
    ids = dict.fromkeys([*(one.pk for one in waiting), *([] if comment.status == Status.APPROVED else [comment.pk])])
    query += [(WAITING, tokens.waiting_token(comment_id)) for comment_id in ids]
    kept = urlencode(query)
    response = HttpResponseRedirect(f"{request.path}{'?' if kept else ''}{kept}#comment-{comment.pk}")
    response.status_code = 303
    keep_private(response)
    if comment.commenter_id:
        _remember(response, site, tokens.commenter_token(comment.commenter_id))
    elif cookie_name(site) in request.COOKIES:
        response.delete_cookie(cookie_name(site), samesite="Lax")
    return response


def _remember(response: HttpResponse, site: Site, token: str) -> None:
    response.set_cookie(
        cookie_name(site),
        token,
        max_age=timedelta(days=limits.COMMENTER_DAYS),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _refused(request: HttpRequest, discussion: Discussion, refusal: Refused) -> forms.CommentForm:
    form = _again(request, discussion, refusal.status, refusal.message)
    if isinstance(refusal, KeyReused):
        form.refusal = _("This form was already sent with different content. Send it again to post a new comment.")
    if isinstance(refusal, Invalid):
        form.errors = refusal.errors
    if isinstance(refusal, TooFast):
        form.retry_after = refusal.retry_after
    return form


def _again(
    request: HttpRequest, discussion: Discussion, status: int, message: Message, *, retry_after: int | None = None
) -> forms.CommentForm:
    """The form as it was sent, not as it was understood: nothing typed is changed or lost."""
    token = forms.fresh_token(discussion.site, discussion.subject.key, now=timezone.now())
    return forms.CommentForm(
        discussion.site, token, request.POST.dict(), refusal=message, status=status, retry_after=retry_after
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
