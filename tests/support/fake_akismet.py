"""A service that speaks Akismet's language on a port of its own, well or badly, and remembers what it was asked."""

import contextlib
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl

KEY = "sample-key-12345"
CERTAIN_SPAM = "akismet-guaranteed-spam"  # Akismet's own: always spam under this name
THANKS = "Thanks for making the web a better place."


class Role(StrEnum):
    JUDGE = "judge"  # as Akismet would: spam under CERTAIN_SPAM, and only for who has the KEY
    SPAM = "true"
    HAM = "false"
    BLATANT = "blatant"
    PROVISIONAL = "provisional"
    NO_KEY = "invalid key"
    BARE_NO_KEY = "invalid key, without help"
    SUSPENDED = "suspended"
    ERROR = "error 500"
    FORBIDDEN = "error 403"
    GARBAGE = "garbage"
    NEARLY = "nearly true"
    EMPTY = "empty"
    SLOW = "slow"
    DRIP = "dripping body"
    DRIP_HEAD = "dripping headers"
    HUGE = "huge"
    HUGE_HEAD = "huge headers"
    REDIRECT = "redirect"
    HANG_UP = "hang up"
    CUT_SHORT = "cut short"
    RAW = "raw"


@dataclass(frozen=True)
class Asked:
    path: str
    fields: dict[str, str]
    headers: dict[str, str]
    body: str = ""


class FakeAkismet:
    """Runs inside a with block; `role` may change between questions, and `stop` refuses connections until `start`."""

    def __init__(self, role: Role = Role.JUDGE, *, certificate: Path | None = None) -> None:
        self.role = role
        self.help = "Your key is not known."
        self.raw = b""  # the answer in the role RAW
        self.slow_seconds = 30.0
        self.drip_seconds = 1.0
        self.drips = 1_000_000
        self.asked: list[Asked] = []
        self._certificate = certificate
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        scheme, host = ("https", "localhost") if self._certificate else ("http", "127.0.0.1")
        return f"{scheme}://{host}:{self._port}/1.1"

    @property
    def last(self) -> Asked:
        return self.asked[-1]

    def start(self) -> None:
        server = _Server(("127.0.0.1", self._port), _handler_of(self))
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self._certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        self._server, self._port = server, server.server_port
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what most roles are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeAkismet

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        fields = dict(parse_qsl(body, keep_blank_values=True))
        self.fake.asked.append(Asked(self.path, fields, dict(self.headers), body))
        self.close_connection = True
        PLAYS[self.fake.role](self, fields)

    def do_GET(self) -> None:
        """Where the role REDIRECT points to: whoever follows is told that nothing is spam. A page in the role RAW."""
        self.fake.asked.append(Asked(self.path, {}, dict(self.headers)))
        self.close_connection = True
        if self.fake.role == Role.RAW:
            self.wfile.write(self.fake.raw)
        else:
            self.answer("false")

    def log_message(self, *_arguments: object) -> None:
        pass

    def answer(self, text: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def wait(self, seconds: float) -> bool:
        """Whether the client is still there after so long."""
        return not select.select([self.connection], [], [], seconds)[0]


def _handler_of(fake: FakeAkismet) -> type[_Handler]:
    return type("Handler", (_Handler,), {"fake": fake})


def judge(handler: _Handler, fields: dict[str, str]) -> None:
    is_key = fields.get("api_key") == KEY
    call = handler.path.rpartition("/")[2]
    is_whole = bool(fields.get("blog") and (fields.get("user_ip") or call == "verify-key"))
    if not is_key or not is_whole:
        return handler.answer("invalid", X_akismet_debug_help=handler.fake.help)
    if call == "verify-key":
        return handler.answer("valid")
    if call.startswith("submit-"):
        return handler.answer(THANKS)
    return handler.answer("true" if fields.get("comment_author") == CERTAIN_SPAM else "false")


def slow(handler: _Handler, fields: dict[str, str]) -> None:
    if handler.wait(handler.fake.slow_seconds):
        judge(handler, fields)


def drip(handler: _Handler, _fields: dict[str, str]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(handler.fake.drips):
        if not handler.wait(handler.fake.drip_seconds):
            return
        handler.wfile.write(b"t")


def drip_head(handler: _Handler, _fields: dict[str, str]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while handler.wait(handler.fake.drip_seconds):
        handler.wfile.write(b"x")


def huge(handler: _Handler, _fields: dict[str, str]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n")
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b"true" * 4096)


def huge_head(handler: _Handler, _fields: dict[str, str]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b"X-More: " + b"x" * 1000 + b"\r\n")


def elsewhere(handler: _Handler, _fields: dict[str, str]) -> None:
    _host, port = handler.connection.getsockname()
    place = f"http://127.0.0.1:{port}/elsewhere"
    handler.answer("false", status=302, Location=place)


def cut_short(handler: _Handler, _fields: dict[str, str]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\ntrue")


def raw(handler: _Handler, _fields: dict[str, str]) -> None:
    handler.wfile.write(handler.fake.raw)


def says(text: str, status: int = 200, **headers: str) -> "Play":
    return lambda handler, _fields: handler.answer(text, status, **headers)


Play = Callable[[_Handler, dict[str, str]], None]
PLAYS: dict[Role, Play] = {
    Role.JUDGE: judge,
    Role.SPAM: says("true"),
    Role.HAM: says("false"),
    Role.BLATANT: says("true", X_akismet_pro_tip="discard"),
    Role.PROVISIONAL: says("false", X_akismet_recheck_after="120"),
    Role.NO_KEY: lambda handler, _fields: handler.answer("invalid", X_akismet_debug_help=handler.fake.help),
    Role.BARE_NO_KEY: says("invalid"),
    Role.SUSPENDED: says("true", X_akismet_error="10006", X_akismet_alert_msg="Your subscription is suspended."),
    Role.ERROR: says("true", 500),
    Role.FORBIDDEN: says("false", 403),
    Role.GARBAGE: says("<html>Welcome to the hotel's network.</html>"),
    Role.NEARLY: says("true\n"),
    Role.EMPTY: says(""),
    Role.SLOW: slow,
    Role.DRIP: drip,
    Role.DRIP_HEAD: drip_head,
    Role.HUGE: huge,
    Role.HUGE_HEAD: huge_head,
    Role.REDIRECT: elsewhere,
    Role.HANG_UP: lambda _handler, _fields: None,
    Role.CUT_SHORT: cut_short,
    Role.RAW: raw,
}


@contextlib.contextmanager
def deaf() -> Iterator[str]:
    """The address of a server that takes connections and never says a word, not even to begin TLS."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"
