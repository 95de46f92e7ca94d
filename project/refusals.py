"""Answers that are given before Django is asked."""

from wsgiref.types import StartResponse

# Seconds. What is in the way is over by then, or another try costs little.
RETRY = "2"


def refuse(start: StartResponse, status: str, text: str, *headers: tuple[str, str]) -> list[bytes]:
    """Answer `status` with plain text that scripts of any origin may read and no cache keeps. Returns the body."""
    body = text.encode()
    ours = [
        ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))),
        ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"), ("Access-Control-Allow-Origin", "*"),
    ]  # fmt: skip
    start(status, [*ours, *headers])
    return [body]


def busy(start: StartResponse, text: str) -> list[bytes]:
    """Answer 503 with a Retry-After of two seconds."""
    return refuse(start, "503 Service Unavailable", text, ("Retry-After", RETRY))
