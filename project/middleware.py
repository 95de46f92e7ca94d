"""What is for the admin alone, sessions and forms longer than any comment; and that no error is kept."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

WITH_SESSION = "/admin/"


class SessionsInAdminOnly:
    """Hides the session cookie from every other page, so that none can depend on it, renew it or delete it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(WITH_SESSION):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


class ErrorsAreNotKept:
    """Caches in front may keep a page that is not there by a rule of their own; the next minute it may be there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class LongFormsOfStaff:
    """Lets staff who are signed in send word lists; for everybody else Django's own limit holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_long(request) and request.path.startswith(WITH_SESSION) and self._is_staff(request):
            # Django has one limit for all and compares it when it reads; this has been read then.
            request._body = request.read()
        return self.get_response(request)

    def _is_long(self, request: HttpRequest) -> bool:
        length = request.META.get("CONTENT_LENGTH") or ""
        limits = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.STAFF_UPLOAD_MAX_MEMORY_SIZE
        return length.isascii() and length.isdecimal() and limits[0] < int(length) <= limits[1]

    def _is_staff(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff
