"""Who may keep an answer: the visitor alone it is for, or everybody."""

from django.http import HttpResponse

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
