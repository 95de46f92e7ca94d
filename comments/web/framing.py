"""Our own page of a thread in a frame: which pages may do that, and what the page does for the one around it."""

from django.http import HttpResponse, QueryDict

from comments.models import Site
from comments.net import hostnames
from comments.web.urls_on_page import FRAMED_BY


def framed_by(query: QueryDict, site: Site) -> str:
    """The origin of the page around, as the address of the frame says; "" unless the site lists it."""
    origin = hostnames.strict_origin(query.get(FRAMED_BY, ""))
    return origin if origin and site.may_post_from(origin) else ""


def allow(response: HttpResponse, site: Site) -> None:
    """Let pages of the site's origins alone frame it; where there are none it stays as the host's settings say.

    X-Frame-Options cannot name origins, so Django's middleware is asked to leave it out.
    """
    if origins := sorted(hostnames.origins_in(site.origins)):
        response["Content-Security-Policy"] = f"frame-ancestors {' '.join(origins)}"
        response.__dict__["xframe_options_exempt"] = True
