"""Sessions are for the admin alone."""

from collections.abc import Callable

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
