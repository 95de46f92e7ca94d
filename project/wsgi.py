"""What the web server calls."""

import os
import time
from collections.abc import Callable
from functools import lru_cache
from wsgiref.types import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
os.environ.setdefault("PROCESS", "web")

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from comments import addresses, conf
from project.bodies import Bodies
from project.middleware import WITH_SESSION
from project.shared_cache.application import SharedCache
from project.up.services import BODIES_AT_ONCE


class Request(WSGIRequest):
    """Addresses and forms are UTF-8, whatever charset a client names: with a codec of its choice Django fails."""

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, named: str | None) -> None:
        pass


def matters(cookie: str) -> bool:
    """Whether its bearer may get another page than everybody."""
    return cookie in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME) or cookie.startswith(
        conf.COMMENTER_COOKIES
    )


@lru_cache(maxsize=1024)
def is_proxy(peer: str) -> bool:
    return addresses.is_trusted(peer, conf.trusted_proxies())


def cached(below: WSGIApplication, *, megabytes: int, clock: Callable[[], float] = time.monotonic) -> WSGIApplication:
    if not megabytes:
        return below
    capacity = megabytes * 1024 * 1024
    return SharedCache(below, capacity=capacity, matters=matters, is_believed=is_proxy, clock=clock)


django_application = get_wsgi_application()
django_application.request_class = Request
uncached = Bodies(
    django_application,
    most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    at_once=BODIES_AT_ONCE,
    long_below=WITH_SESSION,
    most_there=settings.STAFF_UPLOAD_MAX_MEMORY_SIZE,
)
application = cached(uncached, megabytes=settings.CACHE_MB)
