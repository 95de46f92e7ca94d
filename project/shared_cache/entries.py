"""Stored responses, in the codings in which they are sent, and how they answer a request."""

import gzip
import re
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from math import ceil, floor
from wsgiref.types import StartResponse, WSGIEnvironment

from project.shared_cache.conditions import accepts_gzip, has_copy, is_unchanged_since, tag_of
from project.shared_cache.directives import Headers, Lifetime, age_of, values_of

# Beside the body: objects, keys and queues, generously.
OVERHEAD = 2048
# Below that the headers of a packet weigh more than what is saved.
SMALLEST_GZIP = 500
GZIP_LEVEL = 6
REST_SECONDS = 1.0  # between two tries to renew what could not be renewed
LONGEST_CODINGS = 200  # of Accept-Encoding; what was read of these is remembered
_COMPRESSIBLE = re.compile(
    r"text/|image/svg\+xml|application/(?:json|javascript|ecmascript|xml|manifest\+json|[\w.-]+\+(?:json|xml))\b",
    re.IGNORECASE,
)
# What 304 says (RFC 9110 15.4.5), and what a script on another origin needs to be shown that much.
_ON_304 = frozenset({"cache-control", "content-location", "date", "etag", "expires", "vary"})
_CORS = "access-control-"


@dataclass(frozen=True, slots=True)
class Representation:
    """The body in one coding, with the headers of a 200 and of a 304."""

    headers: Headers
    headers_304: Headers
    tag: str  # of a valid ETag, without W/
    last_modified: str
    body: bytes


class StoredResponse:
    """An answer with its lifetime, counted from `started` (seconds of the clock): before the application was asked."""

    __slots__ = (
        "_coded", "_compressing", "_is_compressible", "_plain", "_spare_until", "_status", "_usable_until",
        "fresh_until", "is_failing", "on_growth", "size", "started", "tried_again_from", "visited",
    )  # fmt: skip

    def __init__(self, status: str, headers: Headers, body: bytes, *, lifetime: Lifetime, started: float) -> None:
        self.started = started - age_of(headers)
        self.fresh_until = self.started + lifetime.fresh
        self._usable_until = self.fresh_until + lifetime.stale
        self._spare_until = max(self._usable_until, self.fresh_until + lifetime.on_error)
        self.is_failing = False
        self.tried_again_from = self.started
        self.size = OVERHEAD + len(body) + 2 * sum(len(name) + len(value) for name, value in headers)
        self.visited = False
        self.on_growth: Callable[[StoredResponse, int], None] | None = None
        kept = [(name, value) for name, value in headers if name.lower() not in ("age", "content-length")]
        is_text = _COMPRESSIBLE.match("".join(values_of(headers, "content-type"))) is not None
        self._is_compressible = is_text and lifetime.is_codable and len(body) >= SMALLEST_GZIP
        self._status = status
        self._plain = _representation(_varying(kept) if self._is_compressible else kept, body)
        self._coded: Representation | None = None
        self._compressing = threading.Lock()

    def reuse_coding_of(self, former: "StoredResponse") -> None:
        """Take over the compressed body of a former answer that was the same: most pages are, a second later."""
        if former._coded and self._is_compressible and former._plain.body == self._plain.body:
            self._coded = self._in_gzip(former._coded.body)
            self.size += len(self._coded.body)

    def expire(self, now: float) -> None:
        """End its lifetime now, for every use. An answer that was begun before does not replace it."""
        self.started = self.fresh_until = self._usable_until = self._spare_until = now

    def may_be_sent(self, now: float) -> bool:
        """Whether it may be sent at this moment without waiting for a new one, stale or not."""
        return now < (self._spare_until if self.is_failing else self._usable_until)

    def may_stand_in(self, now: float) -> bool:
        """Note that no new one could be made. Returns whether this one may be sent instead (RFC 5861)."""
        self.is_failing = True
        self.tried_again_from = now + REST_SECONDS
        return now < self._spare_until

    def answer(self, environ: WSGIEnvironment, start: StartResponse, now: float) -> list[bytes]:
        sent = self._plain
        codings = environ.get("HTTP_ACCEPT_ENCODING", "")
        if self._is_compressible and len(codings) <= LONGEST_CODINGS and accepts_gzip(codings):
            sent = self._coded or self._compress()
        status, headers, body = self._status, sent.headers, [sent.body]
        if ("HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ) and self._is_known(sent, environ):
            status, headers, body = "304 Not Modified", sent.headers_304, []
        elif environ["REQUEST_METHOD"] == "HEAD":
            body = []
        # Rounded up, so that a cache behind this one keeps nothing for longer than this one would.
        age = ceil(now - self.started)
        sent_headers = [*headers, ("Age", str(age))] if age else headers.copy()
        if now >= self._usable_until:
            sent_headers.append(("Cache-Status", f"shared-cache; fwd=stale; ttl={floor(self.fresh_until - now)}"))
        start(status, sent_headers)
        return body

    def _is_known(self, sent: Representation, environ: WSGIEnvironment) -> bool:
        if not self._status.startswith("200"):
            return False
        if_none_match = environ.get("HTTP_IF_NONE_MATCH")
        if if_none_match is not None:  # the date counts for nothing beside it (RFC 9110 13.1.3)
            return has_copy(if_none_match, sent.tag)
        return is_unchanged_since(environ["HTTP_IF_MODIFIED_SINCE"], sent.last_modified)

    def _compress(self) -> Representation:
        with self._compressing:
            if self._coded is None:
                self._coded = self._in_gzip(gzip.compress(self._plain.body, GZIP_LEVEL, mtime=0))
                if self.on_growth:
                    self.on_growth(self, len(self._coded.body))
            return self._coded

    def _in_gzip(self, body: bytes) -> Representation:
        headers = [_of_gzip(name, value) for name, value in self._plain.headers if name != "Content-Length"]
        return _representation([*headers, ("Content-Encoding", "gzip")], body)


class Variants:
    """Stored for an address whose answers differ by the request headers that Vary names; part of their keys."""

    __slots__ = ("_names", "size", "vary", "visited")

    def __init__(self, vary: tuple[str, ...]) -> None:
        self.vary = vary
        self._names = tuple(_environ_name(name) for name in vary)
        self.size = OVERHEAD
        self.visited = False

    def key_for(self, environ: WSGIEnvironment) -> tuple[Hashable, ...]:
        """The key of the variant that this request selects (RFC 9111 4.1)."""
        return self, *(environ.get(name) for name in self._names)


def _representation(headers: Headers, body: bytes) -> Representation:
    headers = [*headers, ("Content-Length", str(len(body)))]
    headers_304 = [pair for pair in headers if pair[0].lower() in _ON_304 or pair[0].lower().startswith(_CORS)]
    etag, last_modified = ("".join(values_of(headers, name)) for name in ("etag", "last-modified"))
    return Representation(headers, headers_304, tag_of(etag), last_modified, body)


def _varying(headers: Headers) -> Headers:
    vary = [name.strip() for value in values_of(headers, "vary") for name in value.split(",") if name.strip()]
    others = [(name, value) for name, value in headers if name.lower() != "vary"]
    named = vary if "accept-encoding" in map(str.lower, vary) else [*vary, "Accept-Encoding"]
    return [*others, ("Vary", ", ".join(named))]


def _of_gzip(name: str, value: str) -> tuple[str, str]:
    """An ETag of its own for each coding (RFC 9110 8.8.3.3)."""
    return (name, f'{value[:-1]}-gzip"') if name.lower() == "etag" and tag_of(value) else (name, value)


def _environ_name(header: str) -> str:
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
