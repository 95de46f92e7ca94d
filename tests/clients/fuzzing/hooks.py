"""What schemathesis has to know of the service: who asks, and which answers are right although a schema cannot say so.

The program `st` reads it, and not the tests. FUZZED names a JSON file: {"tokens": {id: author's token}, "keys": […],
"secret": that of the site's host}.
"""

import itertools
import json
import os
import time
import uuid
from pathlib import Path
from typing import Any

import jwt
import schemathesis
from schemathesis.openapi.checks import EnsureResourceAvailability, IgnoredAuth, RejectedPositiveData

_DATA = json.loads(Path(os.environ["FUZZED"]).read_text("utf-8"))
TOKENS = {int(number): token for number, token in _DATA["tokens"].items()}
_keys = itertools.cycle(_DATA["keys"])
_networks = itertools.count(1)

# Rules for what a value means, by the last part of its pointer; "" is any field. JSON Schema has no words for them.
MEANINGS = {
    "blank",  # something must be seen of it, once markup and invisible characters are gone
    "markup", "too-many-marks",  # too much of either
    "banned-already", "look-again", "over",  # what is so already, hits more than expected, or is past
    "not-together",  # which filters a queue takes, and which fields an action
    "no-such-parent", "no-such-reason", "choice",  # what the database does not have, or not for this site
}  # fmt: skip
# More than a pattern can say, such as a host that can be looked up, or a key of which something can be seen.
FORMATS = {
    "email",
    "url",
    "page_url",
    "page_published_at",
    "published_at",
    "thread",
    "key",
    "value",
    "author",
    "ip",
    "what",
    "cursor",
}


@schemathesis.auth(refresh_interval=None).apply_to(name="POST /sites/{site}/sign-in/")
class Host:
    """Who the reader is, by the site's host: each token is good for once."""

    def get(self, _case: Any, _context: Any) -> str:
        now = int(time.time())
        claims = {"aud": "news", "sub": "42", "jti": str(uuid.uuid4()), "iat": now, "exp": now + 300, "name": "Grace"}
        return jwt.encode(claims, _DATA["secret"])

    def set(self, case: Any, data: str, _context: Any) -> None:
        case.headers["Comments-Identity"] = data


@schemathesis.auth(refresh_interval=None).skip_for(name="POST /sites/{site}/sign-in/")
class Bearer:
    """Keys for the moderation half, each in its turn, as each has a rate limit; else the token of the author."""

    def get(self, case: Any, _context: Any) -> str | None:
        if case.operation.path.startswith(("/moderation/", "/threads/")):
            return str(next(_keys))
        return TOKENS.get(case.path_parameters.get("comment_id"))

    def set(self, case: Any, data: str, _context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Each request from a network of its own: what is behind rate limits is to be tried, too."""
    number = next(_networks)
    case.headers["X-Forwarded-For"] = f"198.{18 + number % 2}.{number // 250 % 250}.{number % 250 + 1}"


@schemathesis.hook
def after_call(_context: Any, case: Any, response: Any) -> None:
    """Keep the token of a comment that was posted."""
    if case.operation.definition.raw.get("operationId") == "postComment" and response.status_code == 201:
        answer = response.json()
        TOKENS[answer["id"]] = answer["token"]


@schemathesis.hook
def filter_failure(_context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether it is a fault; what is none is named here with its reason."""
    problem = response.json() if "problem+json" in (response.headers.get("content-type") or [""])[0] else {}
    if isinstance(failure, RejectedPositiveData):
        # A used key with another body is the state of the service, as 409 is, which the check knows.
        return problem.get("code") != "key-reused" and not _only_meanings(problem)
    if isinstance(failure, IgnoredAuth):
        # Without its token a comment that waits does not exist, and nobody learns that it does.
        return "got `404 Not Found`" not in failure.message or case.operation.path != "/comments/{comment_id}/"
    if isinstance(failure, EnsureResourceAvailability):
        # A new comment waits: until it is published, nobody recommends or reports it.
        return problem.get("code") != "not-found" or not case.operation.path.startswith("/comments/{comment_id}/re")
    return True


def _only_meanings(problem: dict[str, Any]) -> bool:
    def is_meaning(code: str, field: str) -> bool:
        # Of parameters a document cannot say that one needs another, as a thread needs its site.
        return code in MEANINGS or (code == "invalid" and field in FORMATS) or (code, field) == ("required", "site")

    errors = [(error["code"], error["pointer"].rpartition("/")[2]) for error in problem.get("errors", [])]
    return bool(errors) and all(is_meaning(*error) for error in errors)
