"""Middleware: whose request it is behind proxies, an answer while the database is away, what caches may keep."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import has_vary_header
from django.utils.translation.trans_real import parse_accept_lang_header

from comments import caching, conf, languages
from comments.db.transactions import cause, is_unavailable
from comments.net.ip import UNIX, client_address, is_trusted

log = logging.getLogger(__name__)


class ClientAddress:
    """Puts the client's own address into REMOTE_ADDR; forwarded headers count only from TRUSTED_PROXIES."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies = conf.trusted_proxies()
        self.has_warned = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded_for and not is_trusted(peer, self.proxies):
            self._warn_once(peer)
        request.META["REMOTE_ADDR"] = client_address(peer, forwarded_for, self.proxies)
        if not is_trusted(peer, self.proxies):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)

    def _warn_once(self, peer: str) -> None:
        if not self.has_warned:
            self.has_warned = True
            log.warning("X-Forwarded-For from %s is ignored: set TRUSTED_PROXIES if that is your proxy", peer or UNIX)


class PublicPages:
    """Lets caches keep a page with comments for a second, where nothing on it is one visitor's.

    Such a page leaves its view as private. It becomes public unless the request came with authority, or somebody read
    the session, made a CSRF token, set a cookie, said that the page varies by cookies, or took the language from one.
    It stands in front of SessionMiddleware, to see all of that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_ours = caching.SAME_FOR_EVERYBODY in response.__dict__ and response["Cache-Control"] == caching.PRIVATE_CACHE
        if is_ours and not _is_personal(request, response):
            response["Cache-Control"] = caching.PUBLIC_CACHE
        return response


class Unavailable:
    """Answers 503 with Retry-After, instead of 500, when the database cannot be reached, is locked or read-only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_unavailable(exception):
            return None
        log.error("database not available: %s", cause(exception))
        with translation.override(_language_of(request)):
            answer = render(request, "comments/unavailable.html", {"text": request.POST.get("comment", "")}, status=503)
        answer["Retry-After"] = str(caching.RETRY_AFTER_SECONDS)
        answer["Cache-Control"] = "no-store"
        return answer


def _language_of(request: HttpRequest) -> str:
    """What the address or the browser asks for: which site it is, and its language, cannot be read just now."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    tags = [request.GET.get("lang", ""), *(tag for tag, _weight in accepted)]
    return next(filter(None, map(languages.nearest, tags)), languages.ENGLISH)


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    session, heard = getattr(request, "session", None), get_messages(request)
    return bool(
        response.cookies
        or has_vary_header(response, "Cookie")
        or (session is not None and (session.accessed or session.modified))
        or getattr(heard, "used", False)
        or getattr(heard, "added_new", False)
        or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
        or "Authorization" in request.headers
        or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    )
