"""Who may keep an answer: the visitor alone it is for, or everybody."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from comments import caching


def keep_private(response: HttpResponse) -> None:
    """What is one visitor's is not kept, indexed, or told to where a link leads."""
    response["Cache-Control"] = caching.PRIVATE_CACHE
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"


def same_for_everybody(response: HttpResponse) -> None:
    """Caches may keep it, unless what the host put around the comments is one visitor's: PublicPages looks."""
    response["Cache-Control"] = caching.PRIVATE_CACHE
    response.__dict__[caching.SAME_FOR_EVERYBODY] = True


def for_programs(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Caches may keep it, with nothing of the host around it; 304 to a program that has the same bytes already.

    Without Last-Modified: what is newest in a list becomes older when a comment is taken away.
    """
    response["Cache-Control"] = caching.PUBLIC_CACHE
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, response["ETag"], None, response) or response
