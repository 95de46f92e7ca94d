"""The WSGI application of the web server: the middleware around Django, outermost last."""

import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import lru_cache
from wsgiref.types import WSGIApplication, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
os.environ.setdefault("PROCESS", "web")

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

from comments import caching, conf
from comments.net import ip
from project.bodies import Bodies
from project.headers import HeaderLimits
from project.middleware import WITH_SESSION
from project.probes import Probes
from project.shared_cache.application import SharedCache
from project.slots import ConcurrencyLimit, Slots
from project.static import Static
from project.up import services

LOGIN = f"{WITH_SESSION}login/"


class Request(WSGIRequest):
    """Addresses and forms are UTF-8, whatever charset a client names: with a codec of its choice Django fails."""

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, named: str | None) -> None:
        pass


def matters(cookie: str) -> bool:
    """Whether the bearer of a cookie of this name may get another page than everybody."""
    return cookie in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME) or cookie.startswith(
        (caching.COMMENTER_COOKIE_PREFIX, caching.READER_COOKIE_PREFIX)
    )


@lru_cache(maxsize=1024)
def is_proxy(peer: str) -> bool:
    return ip.is_trusted(peer, conf.trusted_proxies())


def network(environ: WSGIEnvironment) -> str:
    """The network of the client, behind trusted proxies too, as limits count it; empty when it is unknown."""
    peer, forwarded_for = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
    return ip.network_of(ip.client_address(peer, forwarded_for, conf.trusted_proxies()))


def guarded(below: WSGIApplication) -> WSGIApplication:
    """Below the cache: static files, which need no slot, and what a request must have before it takes one."""
    logins = ConcurrencyLimit(below, path=LOGIN, at_once=1, waiting=8, patience=3.0)
    bodies = Bodies(
        logins,
        most=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        at_once=services.BODIES_AT_ONCE,
        each=4,
        sender=network,
        long_below=WITH_SESSION,
        most_there=settings.STAFF_UPLOAD_MAX_MEMORY_SIZE,
    )
    return Static(HeaderLimits(bodies))


def cached(
    below: WSGIApplication,
    *,
    megabytes: int,
    clock: Callable[[], float] = time.monotonic,
    aside: Executor | None = None,
) -> WSGIApplication:
    """With a shared cache of so many megabytes in front; unchanged for 0."""
    if not megabytes:
        return below
    capacity = megabytes * 1024 * 1024
    return SharedCache(
        below,
        capacity=capacity,
        matters=matters,
        is_believed=is_proxy,
        clock=clock,
        waiting=services.WAITING_FOR_OTHERS,
        aside=aside,
    )


django_application = get_wsgi_application()
django_application.request_class = Request
get_resolver().url_patterns  # noqa: B018 - loads every view now, which would take the first visitor a second
in_slots = Slots(
    django_application,
    reading=services.SLOTS // 2,
    changing=services.SLOTS // 2,
    waiting=services.WAITING_FOR_SLOTS,
    unhurried=WITH_SESSION,
)
kept = cached(
    guarded(in_slots),
    megabytes=settings.CACHE_MB,
    aside=ThreadPoolExecutor(services.SLOTS // 2, thread_name_prefix="renewing"),
)
# By its name, as there are no models before Django is set up.
application = Probes(kept, look=import_string("project.health.look"))
