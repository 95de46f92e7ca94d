"""Which client a request is from, behind proxies that the settings name."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from comments import conf
from comments.addresses import client_address, is_trusted

log = logging.getLogger(__name__)


class ClientAddress:
    """Puts the client's own address into REMOTE_ADDR; forwarded headers count only from TRUSTED_PROXIES."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies = conf.trusted_proxies()
        self.has_warned = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded_for and not is_trusted(peer, self.proxies):
            self._warn_once(peer)
        request.META["REMOTE_ADDR"] = client_address(peer, forwarded_for, self.proxies)
        if not is_trusted(peer, self.proxies):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return self.get_response(request)

    def _warn_once(self, peer: str) -> None:
        if not self.has_warned:
            self.has_warned = True
            log.warning("X-Forwarded-For from %s is ignored: set TRUSTED_PROXIES if that is your proxy", peer)
