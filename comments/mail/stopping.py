"""What the reader of a mail can have stopped by one click: the links for it, and whom they lead to.

Who sends mails to a kind of recipient registers a Stopper for it. Nothing is stopped by following a link: the page has
a button, and mail programs send the POST of RFC 8058.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from comments import signed_tokens
from comments.db.transactions import writing
from comments.deliveries import suppression
from comments.errors import Message
from comments.models import Site, SuppressionReason

_PURPOSE = "stop"
# A link in a mail of last year still has to work.
LASTS = timedelta(days=400)
_EVERYTHING = ""


class Stop(NamedTuple):
    """Mails to one recipient, such as `subscriber:9`: those about `what`, such as `thread:12`, or with "" all."""

    recipient: str
    what: str = _EVERYTHING

    @property
    def is_everything(self) -> bool:
        return self.what == _EVERYTHING


@dataclass(frozen=True)
class Stopped:
    """Whose mails they are. `site` None: of all sites. `email` is not written to any more once everything is stopped.

    `email` is "" where that is for the recipient's own settings to say.
    """

    title: Message
    site: Site | None
    language: str
    email: str = ""
    # Whether the same link can have them sent again.
    can_resume: bool = True


@dataclass(frozen=True)
class Stopper:
    """How mails to a kind of recipient are stopped.

    `find` says what a Stop is about, None where the recipient is gone; its title is written in the active language.
    `stop` and `resume` are called in a transaction, and may be called again.
    """

    find: Callable[[Stop], Stopped | None]
    stop: Callable[[Stop], None] = lambda stop: None
    resume: Callable[[Stop], None] = lambda stop: None


_stoppers: dict[str, Stopper] = {}


def register(kind: str, stopper: Stopper) -> None:
    """For recipients `kind:ID`, when the app is ready."""
    _stoppers[kind] = stopper


def token(stop: Stop) -> str:
    return signed_tokens.mail_token(_PURPOSE, f"{stop.recipient}/{stop.what}")


def read_token(text: str) -> Stop | None:
    """None for one that is forged, too old, or of recipients that nobody writes to any more."""
    found = signed_tokens.read_mail_token(_PURPOSE, text, LASTS)
    recipient, _slash, what = found.recipient.partition("/") if found else ("", "", "")
    return Stop(recipient, what) if _kind(recipient) in _stoppers else None


def find(stop: Stop) -> Stopped | None:
    """What would be stopped, None where the recipient is gone."""
    return _stoppers[_kind(stop.recipient)].find(stop)


def stop_mails(stop: Stop) -> None:
    """Stop them; once they are, it changes nothing."""
    about = find(stop)
    if about is None:
        return
    with writing():
        _stoppers[_kind(stop.recipient)].stop(stop)
        if stop.is_everything and about.email:
            suppression.add(about.email, about.site, SuppressionReason.EVERYTHING)


def resume_mails(stop: Stop) -> None:
    """Take it back, for who holds the link."""
    about = find(stop)
    if about is None:
        return
    with writing():
        _stoppers[_kind(stop.recipient)].resume(stop)
        if about.email:
            suppression.lift(about.email, about.site, SuppressionReason.EVERYTHING)


def is_stopped(stop: Stop) -> bool:
    """Whether nothing at all is sent to them, as the list of those not written to has it."""
    about = find(stop)
    return bool(about and about.email and suppression.holds(about.email, about.site))


def _kind(recipient: str) -> str:
    return recipient.partition(":")[0]
