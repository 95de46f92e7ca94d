"""What a site's own service says of a comment. Only one kind of JSON is an answer, and anything else is none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import __version__, conf
from comments.models import OwnHook
from comments.outbound import signing
from comments.outbound.asking import may_tell
from comments.outbound.http import Fault, NoAnswer, post_document

# For everything together, from looking the name up to the last byte.
SECONDS = 5.0
# Its name among the checks, and the codes of a finding that holds its answer, or says that there is none.
NAME = "own_hook"
HOLDS = "own-hook-hold"
REJECTS = "own-hook-reject"
SPAM = "own-hook-spam"
SILENT = "own-hook-silent"
VERDICTS = ("clear", "hold", "reject", "spam")
# Of a reason that is kept, in characters.
REASON_LIMIT = 300


@dataclass(frozen=True)
class HookAnswer:
    """`verdict` is one of VERDICTS; `reason` one line for moderators, or empty."""

    verdict: str
    reason: str = ""


def service_name(site_id: int) -> str:
    """The name of a site's own service among those that have a circuit breaker."""
    return f"{NAME}:{site_id}"


def ask(hook: OwnHook, message: Mapping[str, Any], *, message_id: str, seconds: float = SECONDS) -> HookAnswer:
    """Send a message, signed, and read the answer; raises NoAnswer unless it says one of VERDICTS, and how it must.

    Never inside a transaction.
    """
    body, now = json.dumps(message).encode(), timezone.now()
    headers = signing.signed_headers(signing.in_use(hook, now), message_id, body, at=now)
    agent = f"Comments/{__version__} (+{conf.public_url()})"
    reply = post_document(hook.url, body, headers=headers, user_agent=agent, seconds=seconds, may_ask=may_tell)
    if 300 <= reply.status < 400:
        raise NoAnswer(Fault.REDIRECT)
    if reply.status != HTTPStatus.OK:
        raise NoAnswer(Fault.STATUS, str(reply.status))
    return _read(reply.body)


def _read(body: bytes) -> HookAnswer:
    try:
        said = json.loads(body.decode(), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        raise _not_understood(_("It is no JSON.")) from None
    if not isinstance(said, dict):
        raise _not_understood(_("It is no JSON object."))
    if said.keys() - {"verdict", "reason"}:
        raise _not_understood(_("It has more than “verdict” and “reason”."))
    if said.get("verdict") not in VERDICTS:
        raise _not_understood(_("“verdict” must be one of: %(all)s.") % {"all": ", ".join(VERDICTS)})
    reason = said.get("reason")
    if not (reason is None or isinstance(reason, str)):
        raise _not_understood(_("“reason” must be a string."))
    return HookAnswer(said["verdict"], _one_line(reason or ""))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError for a name that comes twice: which of the two is meant?"""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _not_understood(detail: str) -> NoAnswer:
    return NoAnswer(Fault.NOT_UNDERSTOOD, detail)


def _one_line(reason: str) -> str:
    """As moderators can read it, without what is not printed or turns the direction of text; cut with a mark."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in reason).split())
    return line if len(line) <= REASON_LIMIT else f"{line[: REASON_LIMIT - 1]}…"
