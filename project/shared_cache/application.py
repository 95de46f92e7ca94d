"""Answers from what is kept, and lets one request at a time renew it.

A request cannot ask for more freshness: its Cache-Control is advice (RFC 9111 5.2.1), and whoever could pass by the
cache with it could make the application work as often as they like.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from project.shared_cache.asking import Asked
from project.shared_cache.directives import Headers, lifetime_of
from project.shared_cache.entries import Entry, Variants
from project.shared_cache.store import Store

# Answers to these are one person's, or the application alone can give them.
PERSONAL = frozenset(
    {"HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_TRANSFER_ENCODING", "REMOTE_USER"}
)
READING = frozenset({"GET", "HEAD"})
CHANGING_NOTHING = frozenset({"OPTIONS", "TRACE"})
PATIENCE_SECONDS = 10.0

Key = tuple[Hashable, ...]


def nobody(_: str) -> bool:
    return False


class SharedCache:
    """WSGI middleware: GET and HEAD are answered from at most `capacity` bytes of public answers.

    `matters` says of a cookie's name whether the application answers its bearer otherwise; of the peer's address,
    `is_believed` says whether the application believes its X-Forwarded-Proto.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        capacity: int,
        matters: Callable[[str], bool] = nobody,
        is_believed: Callable[[str], bool] = nobody,
        clock: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._application = application
        self._matters = matters
        self._is_believed = is_believed
        self._clock = clock
        self._patience = patience
        # One answer must not push out everything else.
        self._largest = capacity // 8
        self._store: Store[Entry | Variants] = Store(capacity)
        self._turns: dict[Key, threading.Event] = {}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"].upper()  # as Django reads it
        if environ["REQUEST_METHOD"] not in READING:
            return self._pass(environ, start)
        if self._is_personal(environ):
            return self._application(environ, start)
        place, entry = self._find(environ)
        now = self._clock()
        if entry is not None and now < entry.fresh_until:
            return entry.answer(environ, start, now)
        return self._take_turns(place, environ, start)

    def _is_personal(self, environ: WSGIEnvironment) -> bool:
        if not environ.keys().isdisjoint(PERSONAL) or environ.get("CONTENT_LENGTH", "0") not in ("0", ""):
            return True
        cookies = environ.get("HTTP_COOKIE")
        return cookies is not None and any(self._matters(pair.partition("=")[0].strip()) for pair in cookies.split(";"))

    def _key(self, environ: WSGIEnvironment) -> Key:
        """All of the address that the application sees, part by part, so that no part can pass for another."""
        proto = environ.get("HTTP_X_FORWARDED_PROTO")
        return (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
            environ.get("HTTP_HOST") or (environ["SERVER_NAME"], environ["SERVER_PORT"]),
            environ["wsgi.url_scheme"],
            proto and (proto, self._is_believed(environ.get("REMOTE_ADDR", ""))),
            environ.get("SCRIPT_NAME", ""),
        )

    def _find(self, environ: WSGIEnvironment) -> tuple[Key, Entry | None]:
        """The entry, if there is one, and where it stands or would stand."""
        key = self._key(environ)
        item = self._store.get(key)
        if isinstance(item, Variants):
            item.visited = True
            key = item.place(environ)
            item = self._store.get(key)
        if not isinstance(item, Entry):
            return key, None
        item.visited = True
        return key, item

    def _take_turns(self, place: Key, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """One asks the application; the others get what may be sent meanwhile, or wait and then ask by themselves."""
        ours = threading.Event()
        turn = self._turns.setdefault(place, ours)
        if turn is not ours:
            return self._wait(turn, environ, start)
        try:
            _place, entry = self._find(environ)  # another turn may have ended since we looked
            now = self._clock()
            if entry is not None and now < entry.fresh_until:
                return entry.answer(environ, start, now)
            return self._ask(environ, start)
        finally:
            del self._turns[place]
            turn.set()

    def _wait(self, turn: threading.Event, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        for seconds in (0, self._patience):
            turn.wait(seconds)
            _place, entry = self._find(environ)
            now = self._clock()
            if entry is not None and now < entry.usable_until:
                return entry.answer(environ, start, now)
        return self._ask(environ, start)

    def _ask(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        now = self._clock()
        asked = Asked(self._application, environ, start)
        try:
            asked.begin()
            lifetime = lifetime_of(asked.status, asked.headers)
            body = asked.join(self._largest) if lifetime else None
            if lifetime is None or body is None:
                if not asked.status.startswith("5"):
                    self._void(self._key(environ))  # what stood here does not hold any more
                return asked.pass_on()
        except BaseException:
            asked.close()
            raise
        asked.close()
        entry = Entry(asked.status, asked.headers, body, lifetime=lifetime, started=now)
        self._keep(entry, lifetime.vary, environ)
        return entry.answer(environ, start, now)

    def _keep(self, entry: Entry, vary: tuple[str, ...], environ: WSGIEnvironment) -> None:
        place = key = self._key(environ)
        if vary:
            variants = self._store.get(key)
            if not isinstance(variants, Variants) or variants.vary != vary:
                variants = Variants(vary)
                self._store.put(key, variants)
            place = variants.place(environ)
        former = self._store.get(place)
        if isinstance(former, Entry):
            entry.renews(former)
        is_newest = not isinstance(former, Entry) or former.started <= entry.started
        entry.size += len(repr(place))
        if is_newest and entry.size <= self._largest:
            entry.on_growth = partial(self._store.grow, place)
            self._store.put(place, entry)

    def _pass(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """What changes something makes the copies of its address void (RFC 9111 4.4)."""
        if environ["REQUEST_METHOD"] in CHANGING_NOTHING:
            return self._application(environ, start)
        return self._application(environ, partial(self._changed, self._key(environ), start))

    # Any: what a server's start_response takes and returns is not ours to say.
    def _changed(self, key: Key, start: StartResponse, status: str, headers: Headers, *rest: Any) -> Any:
        if status[:1] in ("2", "3"):
            self._void(key)
        return start(status, headers, *rest)

    def _void(self, key: Key) -> None:
        item = self._store.get(key)
        if isinstance(item, Entry):
            item.expire(self._clock())
        elif item is not None:
            self._store.put(key, Variants(item.vary))  # what stands below the former is found no more
