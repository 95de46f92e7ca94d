"""What all public endpoints have in common: they ask nobody who they are, and are open to reading from anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response

from comments.access import identities, origins
from comments.api import cors, deserializers
from comments.api.json_view import JSONAPIView
from comments.models import Identity, Site


class PublicAPIView(JSONAPIView):
    """Anybody may read from a page of any origin; a view that changes something asks `require_listed_origin` first."""

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

    def reader(self, request: Request, site: Site) -> Identity | None:
        """Who is signed in, None if nobody says so; raises SignInNeeded for a session that is over."""
        return identities.signed_in(site, deserializers.identity_token(request))

    def require_reading(self, request: Request, site: Site) -> None:
        """Raise SignInNeeded if the site shows its comments to signed-in readers alone, and nobody is."""
        if site.reads_signed_in:
            identities.require_reading(site, self.reader(request, site))

    # The framework's own returns its Response, which would be rendered; a preflight has nothing to render.
    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Answer a preflight request."""
        return cors.preflight(request)

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
