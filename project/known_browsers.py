"""Browsers in which somebody signed in before: strangers who guess that person's password cannot keep these out.

A signed cookie names the last few people, as keyed hashes. It lets nobody in: it only says whose guesses are counted.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from project.middleware import WITH_SESSION

COOKIE = "known-browser"
_DAYS = 180
_PEOPLE = 5
_SALT = "project.known_browsers"
_MARK = "_signed_in_as"


class KnownBrowsers:
    """Middleware that writes the cookie after a login."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        name = getattr(request, _MARK, None)
        if name is not None:
            people = [_hash(name), *(known for known in _people(request) if known != _hash(name))][:_PEOPLE]
            response.set_cookie(
                COOKIE, signing.dumps(people, salt=_SALT), max_age=_DAYS * 86_400, path=WITH_SESSION,
                secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
            )  # fmt: skip
        return response


def knows(request: HttpRequest, name: str) -> bool:
    """Whether somebody signed in by this name in this browser in the last months."""
    return _hash(name) in _people(request)


def _remember(sender: object, request: HttpRequest | None, user: object, **_signal: object) -> None:
    if request is not None:
        setattr(request, _MARK, user.get_username())  # type: ignore[attr-defined]  # any user model has it


user_logged_in.connect(_remember, dispatch_uid="project.known_browsers")


def _people(request: HttpRequest) -> list[str]:
    try:
        people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_DAYS * 86_400)
    except signing.BadSignature:
        return []
    return people if isinstance(people, list) else []


def _hash(name: str) -> str:
    return salted_hmac(_SALT, name).hexdigest()[:20]
