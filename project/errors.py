"""The answer to a request that failed by our fault."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from comments.api import problems

API = "/api/"


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500: a page, or below /api/ a problem as JSON (RFC 9457)."""
    return problems.server_error(request) if request.path.startswith(API) else server_error(request)
