"""What all endpoints have in common: JSON, no session, open to reading from anywhere."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from comments.access import origins
from comments.api import cors, problems
from comments.api.parsers import StrictJSONParser
from comments.errors import FieldError, Invalid
from comments.models import Site
from comments.text import parsing


class IgnoreClientContentNegotiation(DefaultContentNegotiation):
    """Give everybody the same bytes, whatever Accept says: caches keep what one reader asked for."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The only renderer there is."""
        only = next(iter(renderers))
        return only, only.media_type or ""


class PublicAPIView(APIView):
    """An endpoint without session and cookie, whatever the project's own settings of the framework are.

    Views answer with what `responses` makes. Anybody may read from a page of any origin; a view that changes something
    asks `require_listed_origin` first.
    """

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (StrictJSONParser,)
    # The framework wants one to begin with; the bytes are made by `responses`.
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = IgnoreClientContentNegotiation
    # Of the site that is asked, once it is known: what is refused then is said in it.
    language = ""
    # Whether the request comes from a page that its site lists; known once the site is.
    has_listed_origin = False

    @contextmanager
    def speaking_to(self, site: Site) -> Iterator[None]:
        """In the language of this site's visitors; so is the refusal, if one is raised."""
        self.language = site.spoken_language
        with translation.override(self.language):
            yield

    def require_listed_origin(self, request: Request, site: Site) -> None:
        """Raise OriginRefused if a browser asks from a page that the site does not list."""
        origin = request.headers.get("Origin")
        origins.require_listed(origin, site)
        self.has_listed_origin = origin is not None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:  # Any: as the framework's own
        """Outside the transaction of ATOMIC_REQUESTS: what is written has one of its own, refused or not."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], HttpResponse | None]:
        """Our own, whatever EXCEPTION_HANDLER of the project says."""
        return problems.exception_handler

    # The framework's own returns its Response, which would be rendered; a preflight has nothing to render.
    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Answer a preflight request."""
        return cors.preflight(request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a query that is not UTF-8, before the endpoint reads it."""
        super().initial(request, *args, **kwargs)
        if not parsing.is_utf8_query(request.META.get("QUERY_STRING", "")):
            raise Invalid([FieldError("", "invalid", _("The query must be UTF-8, percent-encoded."))])

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say which pages may read the answer."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if request.method in cors.UNSAFE_METHODS:
            cors.allow_listed(answer, request.headers.get("Origin"), is_listed=self.has_listed_origin)
        elif request.method != "OPTIONS":
            cors.allow_any(answer)
            # There is one representation of everything, so nothing depends on Accept.
            answer.headers.pop("Vary", None)
        return answer
