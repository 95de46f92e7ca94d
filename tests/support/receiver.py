"""A program of somebody else's that is called over HTTP: it keeps what it is sent, and answers as told."""

import contextlib
import json
import ssl
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from tests.support.servers import wait_until


@dataclass(frozen=True)
class Call:
    """One request. Names of headers are in lower case; `body` are the bytes as they came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What to say. With `endless` the body is repeated for as long as the client reads, and there is no length."""

    status: int = 204
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drip_seconds: float = 0  # between two bytes, of the head too
    hangs: bool = False  # reads the request, and never says a word
    dies: bool = False  # reads the request, and ends the connection
    endless: bool = False


HANG, DIE = Answer(hangs=True), Answer(dies=True)
ENDLESS = Answer(200, b"x" * 64 * 1024, endless=True)


def document(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def redirect(url: str, status: int = 307) -> Answer:
    return Answer(status, headers={"Location": url})


def later(seconds: int | str, status: int = 429) -> Answer:
    return Answer(status, headers={"Retry-After": str(seconds)})


class Receiver:
    """Runs inside a with block. `calls` are all requests, in order, by whichever path and method.

    `will(path, answer)` says what comes next there, once, or as many `times` as told (None: until `behave`); an answer
    may be a function of the Call. Otherwise it is 204. `stop` refuses connections, `start` listens again at the port.
    With a context of tests.support.authority it is https://localhost.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, port: int = 0, host: str = "127.0.0.1") -> None:
        self.calls: list[Call] = []
        self.port = port
        self._tls, self._host = tls, host
        self._plan: dict[str, deque[_Answering]] = {}
        self._always: dict[str, _Answering] = {}
        self._ended = threading.Event()
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}" if self._tls else f"http://{self._host}:{self.port}"

    def will(self, path: str, answer: "_Answering", *, times: int | None = 1) -> None:
        if times is None:
            self._always[path] = answer
        else:
            self._plan.setdefault(path, deque()).extend([answer] * times)

    def behave(self) -> None:
        self._plan.clear()
        self._always.clear()

    def forget(self) -> None:
        """What it was sent and told; for a receiver that several tests share."""
        self.behave()
        self.calls.clear()

    def at(self, path: str) -> list[Call]:
        return [call for call in list(self.calls) if call.path == path]

    def wait_for(self, count: int, path: str | None = None, *, seconds: float = 20) -> list[Call]:
        """Until it was called so often, there or anywhere; returns all of these calls, which may be more."""

        def found() -> list[Call]:
            return list(self.calls) if path is None else self.at(path)

        wait_until(lambda: len(found()) >= count, seconds=seconds, what=f"call number {count} at {path or 'all'}")
        return found()

    def answer_to(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        waiting = self._plan.get(path)
        answer = waiting.popleft() if waiting else self._always.get(path, Answer())
        return answer if isinstance(answer, Answer) else answer(call)

    def start(self) -> None:
        self._ended.clear()
        server = _Server((self._host, self.port), _handler_of(self, self._ended))
        if self._tls:
            # The handshake is made by the thread of the connection: one that never says a word holds up nobody else.
            server.socket = self._tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        self._server, self.port = server, server.server_port
        threading.Thread(target=server.serve_forever, args=(0.01,), name="receiver", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


_Answering = Answer | Callable[[Call], Answer]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_request: object) -> None:
        """A client that hangs up, or does not trust our certificate, is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: Receiver
    ended: threading.Event

    def _answer(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = Call(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        answer = self.receiver.answer_to(call)
        self.receiver.calls.append(call)
        if answer.hangs:
            self.ended.wait()
        elif not answer.dies:
            with contextlib.suppress(OSError):
                self._send(answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = _answer  # noqa: N815 - names of http.server

    def _send(self, answer: Answer) -> None:
        length = {} if answer.endless else {"Content-Length": str(len(answer.body))}
        lines = [f"HTTP/1.1 {answer.status} Told", *(f"{k}: {v}" for k, v in {**length, **answer.headers}.items())]
        self._write("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"), answer.drip_seconds)
        self._write(answer.body, answer.drip_seconds)
        while answer.endless and not self.ended.is_set():
            self._write(answer.body, answer.drip_seconds)

    def _write(self, data: bytes, drip_seconds: float) -> None:
        if not drip_seconds:
            self.wfile.write(data)
            return
        for number in range(len(data)):
            self.wfile.write(data[number : number + 1])
            if self.ended.wait(drip_seconds):
                return

    def log_message(self, *_arguments: object) -> None:
        pass


def _handler_of(receiver: Receiver, ended: threading.Event) -> type[_Handler]:
    return type("Handler", (_Handler,), {"receiver": receiver, "ended": ended})
