"""The middleware: answers from stored responses, and lets one request at a time renew each.

Nobody waits long: where an answer may be sent while it is renewed, the request that renews it waits for a moment and
the others for nothing; where it cannot be renewed, the last good one is sent for as long as it allows.

A request cannot ask for more freshness: its Cache-Control is advice (RFC 9111 5.2.1), and whoever could pass by the
cache with it could make the application work as often as they like.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Executor
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from project.shared_cache.directives import Headers, lifetime_of
from project.shared_cache.entries import StoredResponse, Variants
from project.shared_cache.store import Store
from project.shared_cache.upstream import UpstreamResponse

# Answers to these are one person's, or the application alone can give them.
PERSONAL = frozenset(
    {"HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_TRANSFER_ENCODING", "REMOTE_USER"}
)
READING = frozenset({"GET", "HEAD"})
CHANGING_NOTHING = frozenset({"OPTIONS", "TRACE"})
# For another's turn to end, where there is nothing to send; then it is the application that says for how long.
PATIENCE_SECONDS = 0.5
# For a new answer, where the old one may be sent: a page is made in less, unless something is wrong.
GRACE_SECONDS = 0.15

Key = tuple[Hashable, ...]


def nobody(_: str) -> bool:
    return False


def _unheard(*_: object) -> Any:
    """Stands for somebody who waits no more."""
    return _unheard


class SharedCache:
    """WSGI middleware: GET and HEAD are answered from at most `capacity` bytes of public answers.

    `matters` says of a cookie's name whether the application answers its bearer otherwise; of the peer's address,
    `is_believed` says whether the application believes its X-Forwarded-Proto. At most `waiting` requests wait for
    others, the rest ask by themselves. With `aside`, answers are renewed there, so that no request waits longer than
    it has to; otherwise by the request itself.
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
        waiting: int = 1000,
        aside: Executor | None = None,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._application = application
        self._matters = matters
        self._is_believed = is_believed
        self._clock = clock
        self._patience = patience
        self._waiting = threading.BoundedSemaphore(waiting)
        self._aside = aside
        self._grace = grace
        # One answer must not push out everything else.
        self._largest = capacity // 8
        self._store: Store[StoredResponse | Variants] = Store(capacity)
        self._turns: dict[Key, threading.Event] = {}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"].upper()  # as Django reads it
        if environ["REQUEST_METHOD"] not in READING:
            return self._pass(environ, start)
        if self._is_personal(environ):
            return self._application(environ, start)
        entry_key, entry = self._find(environ)
        now = self._clock()
        if entry is not None and now < entry.fresh_until:
            return entry.answer(environ, start, now)
        if self._aside and entry is not None and entry.may_be_sent(now):
            return self._renew(self._aside, entry_key, entry, environ, start)
        return self._take_turns(entry_key, environ, start)

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

    def _find(self, environ: WSGIEnvironment) -> tuple[Key, StoredResponse | None]:
        """The key of the entry for this request, and the entry if there is one."""
        key = self._key(environ)
        item = self._store.get(key)
        if isinstance(item, Variants):
            item.visited = True
            key = item.key_for(environ)
            item = self._store.get(key)
        if not isinstance(item, StoredResponse):
            return key, None
        item.visited = True
        return key, item

    def _renew(
        self, aside: Executor, entry_key: Key, entry: StoredResponse, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        """Have it renewed by a thread aside; the old one is sent if that takes more than a moment."""
        now = self._clock()
        turn = threading.Event()
        if now >= entry.tried_again_from and self._turns.setdefault(entry_key, turn) is turn:
            aside.submit(self._renew_aside, entry_key, turn, environ.copy())
            turn.wait(0 if entry.is_failing else self._grace)
        _entry_key, newest = self._find(environ)
        now = self._clock()
        if newest is not None and (now < newest.fresh_until or newest.may_be_sent(now)):
            return newest.answer(environ, start, now)
        return self._take_turns(entry_key, environ, start)  # what came instead is not to be kept

    def _renew_aside(self, entry_key: Key, turn: threading.Event, environ: WSGIEnvironment) -> None:
        answer = self._ask_in_turn(entry_key, turn, environ, _unheard)
        getattr(answer, "close", _unheard)()

    def _take_turns(self, entry_key: Key, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """One asks the application; the others get what may be sent meanwhile, or wait and then ask by themselves."""
        ours = threading.Event()
        turn = self._turns.setdefault(entry_key, ours)
        if turn is not ours:
            return self._wait(turn, environ, start)
        return self._ask_in_turn(entry_key, ours, environ, start)

    def _ask_in_turn(
        self, entry_key: Key, turn: threading.Event, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        try:
            _entry_key, entry = self._find(environ)  # another turn may have ended since we looked
            now = self._clock()
            if entry is not None and now < entry.fresh_until:
                return entry.answer(environ, start, now)
            return self._ask(environ, start)
        finally:
            del self._turns[entry_key]
            turn.set()

    def _wait(self, turn: threading.Event, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if (answer := self._meanwhile(environ, start)) is not None:
            return answer
        is_over = False
        if self._waiting.acquire(blocking=False):
            try:
                is_over = turn.wait(self._patience)
            finally:
                self._waiting.release()
        answer = self._meanwhile(environ, start)
        if answer is None and not is_over:
            answer = self._spare(environ, start)
        return self._ask(environ, start) if answer is None else answer

    def _meanwhile(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes] | None:
        """The stored response if it may be sent without waiting, else None."""
        _entry_key, entry = self._find(environ)
        now = self._clock()
        return entry.answer(environ, start, now) if entry is not None and entry.may_be_sent(now) else None

    def _spare(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes] | None:
        """The stored response if it may be sent where no new one can be had (RFC 5861, stale-if-error), else None."""
        _entry_key, entry = self._find(environ)
        now = self._clock()
        return entry.answer(environ, start, now) if entry is not None and entry.may_stand_in(now) else None

    def _ask(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        now = self._clock()
        response = UpstreamResponse(self._application, environ, start)
        try:
            response.read_status()
            if response.status.startswith("5") and (spare := self._spare(environ, start)) is not None:
                response.close()
                return spare
            lifetime = lifetime_of(response.status, response.headers)
            body = response.read_body(self._largest) if lifetime else None
            if lifetime is None or body is None:
                if not response.status.startswith("5"):
                    self._void(self._key(environ))  # what stood here does not hold any more
                return response.pass_on()
        except BaseException:
            response.close()
            raise
        response.close()
        entry = StoredResponse(response.status, response.headers, body, lifetime=lifetime, started=now)
        self._keep(entry, lifetime.vary, environ)
        return entry.answer(environ, start, now)

    def _keep(self, entry: StoredResponse, vary: tuple[str, ...], environ: WSGIEnvironment) -> None:
        entry_key = key = self._key(environ)
        if vary:
            variants = self._store.get(key)
            if not isinstance(variants, Variants) or variants.vary != vary:
                variants = Variants(vary)
                self._store.put(key, variants)
            entry_key = variants.key_for(environ)
        former = self._store.get(entry_key)
        if isinstance(former, StoredResponse):
            entry.reuse_coding_of(former)
        is_newest = not isinstance(former, StoredResponse) or former.started <= entry.started
        entry.size += len(repr(entry_key))
        if is_newest and entry.size <= self._largest:
            entry.on_growth = partial(self._store.grow, entry_key)
            self._store.put(entry_key, entry)

    def _pass(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Let the application answer; a change that succeeds voids what is stored for its address (RFC 9111 4.4)."""
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
        if isinstance(item, StoredResponse):
            item.expire(self._clock())
        elif item is not None:
            self._store.put(key, Variants(item.vary))  # what stands below the former is found no more
