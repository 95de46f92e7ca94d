"""Requests to a real web server, byte by byte as they are meant: no client in between mends or refuses them."""

import http.client
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

# The server hung up without an answer.
CLOSED = 0
SECONDS = 20.0
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Sent:
    """A request; a dictionary as body is sent as JSON. Where `has_length` is false, headers say how long it is."""

    method: str
    target: str
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    has_length: bool = True

    def to(self, address: str) -> Answer:
        """The answer of the server at this address."""
        host = urlsplit(address).netloc
        with socket.create_connection((host.partition(":")[0], int(host.partition(":")[2])), SECONDS) as wire:
            try:
                wire.sendall(self._written(host))
                return _read(wire, self.method)
            except (OSError, http.client.HTTPException):
                return Answer(CLOSED)

    def with_headers(self, **headers: str) -> "Sent":
        """The request with these headers, too; an underscore stands for a hyphen."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})

    def _written(self, host: str) -> bytes:
        body, headers = self.body, {"Host": host, "Connection": "close", **self.headers}
        if isinstance(body, str):
            body = body.encode()
        elif not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), {**JSON, **headers}
        if self.has_length and (body or self.method not in ("GET", "HEAD", "OPTIONS", "TRACE")):
            headers = {"Content-Length": str(len(body)), **headers}
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def _read(wire: socket.socket, method: str) -> Answer:
    response = http.client.HTTPResponse(wire, method=method)
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


def get(target: str, **headers: str) -> Sent:
    return Sent("GET", target).with_headers(**headers)


def post(target: str, body: Any, **headers: str) -> Sent:
    return Sent("POST", target, body).with_headers(**headers)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
