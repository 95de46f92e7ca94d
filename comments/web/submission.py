"""The form that was posted to a page: where it belongs, who sent it, and the answer to it."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import caching, conf, limits, signed_tokens
from comments.access import identities
from comments.db.transactions import cause, is_unavailable
from comments.errors import Refused, SignInNeeded
from comments.host import Subject
from comments.models import Site, Thread
from comments.posting import preview
from comments.posting.posts import Posted
from comments.statuses import Status
from comments.web import cache_control, own_comments
from comments.web.form import PREVIEW, Refusal, RefusedForm, draft_of, refuse
from comments.web.page_request import PageRequest, cookie_name, waiting_in
from comments.web.reader import Visitor, visitor_of
from comments.web.thread_page import localized
from comments.web.urls_on_page import FRAMED_BY, LANGUAGE, WAITING

log = logging.getLogger(__name__)

Take = Callable[..., Posted]  # one of posting's, called with (Subject, Draft, site=Site)
AskedThread = tuple[PageRequest, Thread]


def receive(request: HttpRequest, threads: Sequence[AskedThread], take: Take) -> HttpResponseRedirect | RefusedForm:
    """Take the posted form: a redirect to the comment, or the form with everything typed and what is wrong.

    Raises Django's RequestDataTooBig.
    """
    asked, thread = _posted_to(request, threads)
    visitor = visitor_of(asked, thread.site)
    with localized(thread.site, asked.language):
        if _may_send(request, thread.site):
            sent_by = visitor if _is_same_origin(request) else Visitor()
            outcome: Posted | Refusal = taken(request, asked.subject, thread.site, sent_by, take)
        else:
            outcome = _unrecognised()
        if isinstance(outcome, Posted):
            return _redirect(request, thread.site, outcome)
    return RefusedForm(thread, visitor, request.POST.dict(), outcome)


def taken(request: HttpRequest, subject: Subject, site: Site, visitor: Visitor, take: Take) -> Posted | Refusal:
    """What was made of the posted form, or why it was not taken, in the active language.

    Whether this page may post at all was asked before; `visitor` is who sent it.
    """
    hour = signed_tokens.read_form_token(request.POST.get("form_token", ""), site.slug, subject.key)
    if hour is None:
        return _unrecognised()
    age = round(max(0.0, timezone.now().timestamp() / 3600 - hour), 1)
    try:
        if PREVIEW in request.POST:
            return _previewed(request, site)
        if visitor.is_over:
            raise SignInNeeded(_("You are not signed in any more. Sign in again, then send your comment once more."))
        commenter_id = visitor.commenter.pk if visitor.commenter else None
        draft = draft_of(request, commenter_id=commenter_id, form_age_hours=age)
        if visitor.identity:
            draft = draft.by(identities.kept(visitor.identity) if visitor.is_told else visitor.identity)
        return take(subject, draft, site=site)
    except Refused as error:
        return refuse(error)
    except DatabaseError as error:
        if not is_unavailable(error):
            raise
        log.error("a comment could not be stored: %s", cause(error))
        message = _("Your comment could not be saved just now. Please send it again in a moment.")
        return Refusal(message, 503, retry_after=caching.RETRY_AFTER_SECONDS)


def _unrecognised() -> Refusal:
    return Refusal(_("This form was not recognised. Please send it once more."), 403)


def _previewed(request: HttpRequest, site: Site) -> Refusal:
    """What would be published of the text, with the form as it was sent."""
    seen = preview.preview(request.POST.get("comment", ""), site, address=request.META.get("REMOTE_ADDR", ""))
    return Refusal("", 200, preview=seen)


def _posted_to(request: HttpRequest, threads: Sequence[AskedThread]) -> AskedThread:
    """The one whose form was sent, which says its key and signs it with its site; the first where that is none."""
    request.encoding = "utf-8"  # whatever charset the client names, a codec of its choice is not run
    key, token = request.POST.get("comment_post_ID"), request.POST.get("form_token", "")
    named = [(asked, thread) for asked, thread in threads if asked.subject.key == key] or threads
    for asked, thread in named:
        if signed_tokens.read_form_token(token, thread.site.slug, asked.subject.key) is not None:
            return asked, thread
    return named[0]


def _redirect(request: HttpRequest, site: Site, posted: Posted) -> HttpResponseRedirect:
    """To the comment: with signed parameters by which its author alone sees it while it waits, and others that do."""
    comment, cookie = posted.comment, cookie_name(site.slug)
    query = [(name, value) for name, value in request.GET.items() if name in ("key", LANGUAGE, FRAMED_BY)]
    opened = own_comments.opened(waiting_in(request.GET))
    waiting = [one.pk for one in opened if one.status_for_author == Status.PENDING]
    ids = dict.fromkeys([*waiting, *([] if comment.status == Status.APPROVED else [comment.pk])])
    query += [(WAITING, signed_tokens.waiting_token(comment_id)) for comment_id in ids]
    kept = urlencode(query)
    response = HttpResponseRedirect(f"{request.path}{'?' if kept else ''}{kept}#comment-{comment.pk}")
    response.status_code = 303
    cache_control.keep_private(response)
    if comment.commenter_id:
        _remember(response, cookie, signed_tokens.commenter_token(comment.commenter_id))
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


def _may_send(request: HttpRequest, site: Site) -> bool:
    """Whether the form comes from a page of ours, or of an origin that the site lists, as a form in a fragment does."""
    return not is_cross_site(request) or site.may_post_from(request.headers.get("Origin", ""))


def is_cross_site(request: HttpRequest) -> bool:
    """Whether the browser says that another site's page sent this; one that says nothing is let through.

    Our own private pages have no referrer, and browsers without Sec-Fetch-Site send `Origin: null` from there.
    """
    if fetch_site := request.headers.get("Sec-Fetch-Site"):
        return fetch_site in ("cross-site", "same-site")
    return request.headers.get("Origin", "null") not in ("null", *_own_origins(request))


def _own_origins(request: HttpRequest) -> tuple[str, str]:
    return conf.public_origin(), f"{request.scheme}://{request.get_host()}"
