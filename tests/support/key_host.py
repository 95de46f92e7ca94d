"""A host that publishes its public keys behind https, well or badly, on a port of its own."""

import contextlib
import json
import ssl
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

_ALGORITHMS: dict[str, Any] = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm, "EdDSA": OKPAlgorithm}


def private_key(algorithm: str = "RS256", number: int = 1) -> Any:
    """One of the host's keys."""
    return _made(algorithm, number)


@cache
def _made(algorithm: str, number: int) -> Any:
    if algorithm == "RS256":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else ed25519.Ed25519PrivateKey.generate()


def public_jwk(algorithm: str = "RS256", number: int = 1, **members: Any) -> dict[str, Any]:
    """Its public half as the host publishes it; a member that is None is left out."""
    made = json.loads(_ALGORITHMS[algorithm].to_jwk(private_key(algorithm, number).public_key()))
    whole = {**made, "kid": f"{algorithm}-{number}", "use": "sig", **members}
    return {name: value for name, value in whole.items() if value is not None and name != "key_ops"}


def key_set(*keys: dict[str, Any]) -> bytes:
    return json.dumps({"keys": keys}).encode()


class KeyHost:
    """Inside a with block. `answer` are the raw bytes that it sends, `pause` seconds between each two of them."""

    def __init__(self, certificate: Path) -> None:
        self.asked: list[str] = []
        self.pause = 0.0
        self.answer = b""
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def publish(self, body: bytes, *, status: str = "200 OK", headers: str = "") -> None:
        length = f"Content-Length: {len(body)}\r\n"
        self.answer = f"HTTP/1.1 {status}\r\n{length}{headers}Connection: close\r\n\r\n".encode() + body

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/keys.json"

    def __enter__(self) -> "KeyHost":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_request: object) -> None:
        """Who hangs up, or trusts our certificate not, is part of the tests."""


def _handler_of(host: KeyHost) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            with contextlib.suppress(OSError):
                for part in _parts(host):
                    self.wfile.write(part)
            self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            pass

    return Handler


def _parts(host: KeyHost) -> Iterator[bytes]:
    if not host.pause:
        yield host.answer
        return
    waiting = threading.Event()
    for byte in host.answer:
        yield bytes([byte])
        waiting.wait(host.pause)
