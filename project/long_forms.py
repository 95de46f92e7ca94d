"""Forms longer than any comment, which the admin takes of staff alone."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from comments.admin.late_forms import too_long_for_strangers
from project.middleware import WITH_SESSION


class LongFormsOfStaff:
    """Lets signed-in staff send up to STAFF_UPLOAD_MAX_MEMORY_SIZE bytes; for others Django's own limit holds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_long(request) and request.path.startswith(WITH_SESSION):
            if not (request.user.is_active and request.user.is_staff):
                return too_long_for_strangers(request)
            # Django has one limit for all and compares it when it reads; this has been read then.
            request._body = request.read()
        return self.get_response(request)

    def _is_long(self, request: HttpRequest) -> bool:
        length = request.META.get("CONTENT_LENGTH") or ""
        limits = settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.STAFF_UPLOAD_MAX_MEMORY_SIZE
        return length.isascii() and length.isdecimal() and limits[0] < int(length) <= limits[1]
