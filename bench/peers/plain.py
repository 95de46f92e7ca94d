"""The bytes of the files in BYTES over plain WSGI, and nothing else: what the HTTP server itself costs."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_TYPES = {".json": "application/json", ".html": "text/html; charset=utf-8"}


def _read(path: Path) -> tuple[list[tuple[str, str]], bytes]:
    body = path.read_bytes()
    return [("Content-Type", _TYPES[path.suffix]), ("Content-Length", str(len(body)))], body


_ANSWERS = {f"/{path.name}": _read(path) for path in Path(os.environ["BYTES"]).iterdir()}


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
    headers, body = _ANSWERS[environ["PATH_INFO"]]
    start_response("200 OK", headers)
    return [body]
