"""What all endpoints have in common, the public ones and those of moderators: JSON, no session."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from comments.api import problems, retirement
from comments.api.parsers import StrictJSONParser
from comments.errors import FieldError, Invalid
from comments.text import parsing


class IgnoreClientContentNegotiation(DefaultContentNegotiation):
    """Give everybody the same bytes, whatever Accept says: caches keep what one reader asked for."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The only renderer there is."""
        only = next(iter(renderers))
        return only, only.media_type or ""


class JSONAPIView(APIView):
    """An endpoint without session and cookie, whatever the project's own settings of the framework are.

    Views answer with what `responses` makes.
    """

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes: Sequence[type[BasePermission]] = ()
    throttle_classes: Sequence[type[BaseThrottle]] = ()
    parser_classes = (StrictJSONParser,)
    # The framework wants one to begin with; the bytes are made by `responses`.
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = IgnoreClientContentNegotiation
    # In which what is refused is said.
    language = ""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:  # Any: as the framework's own
        """Outside the transaction of ATOMIC_REQUESTS: what is written has one of its own, refused or not."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse | None]:
        """Our own, whatever EXCEPTION_HANDLER of the project says."""
        return problems.exception_handler

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a query that is not UTF-8, before the endpoint reads it."""
        super().initial(request, *args, **kwargs)
        if not parsing.is_utf8_query(request.META.get("QUERY_STRING", "")):
            raise Invalid([FieldError("", "invalid", _("The query must be UTF-8, percent-encoded."))])

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say of a call that will go when that is."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if match := request.resolver_match:
            retirement.announce(answer, match.route, str(request.method))
        return answer
