"""What is answered where something failed: a page, or JSON for programs."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

from comments.api import problems

API = "/api/"


@requires_csrf_token
def failed(request: HttpRequest) -> HttpResponseBase:
    """Django's handler500, which answers programs in the API's own form."""
    return problems.server_error(request) if request.path.startswith(API) else server_error(request)
