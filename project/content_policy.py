"""The Content-Security-Policy of every page."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponseBase

_ANCESTORS = "frame-ancestors "


class ContentPolicy(CSPMiddleware):
    """The one policy of the settings; a page that says who may frame it has these in it, in place of nobody."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        said = response.headers.get(HEADER, "")
        if said.startswith(_ANCESTORS):
            del response[HEADER]
            response.__dict__["_csp_replace"] = {"frame-ancestors": said.removeprefix(_ANCESTORS).split()}
        return super().process_response(request, response)
