"""Who sends what is owed: parts above register here, by kind and channel, so that this storey imports none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comments.models import Delivery


class Fate(StrEnum):
    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True)
class SendOutcome:
    """What became of an attempt: use the class methods.

    `answer` is one sentence, or what the other side said, for the admin; it has no address and no secret. `not_before`
    is when the other side asked to be tried again. `rests` names what did not answer at all, such as a mail server:
    others that would ask it too need not wait for it now.
    """

    fate: Fate
    answer: str = ""
    not_before: datetime | None = None
    rests: str = ""

    @classmethod
    def sent(cls, answer: str = "") -> "SendOutcome":
        return cls(Fate.SENT, answer)

    @classmethod
    def retry(cls, answer: str, *, not_before: datetime | None = None, rests: str = "") -> "SendOutcome":
        return cls(Fate.RETRY, answer, not_before, rests)

    @classmethod
    def refused(cls, answer: str) -> "SendOutcome":
        """Refused for good: it is not tried again."""
        return cls(Fate.REFUSED, answer)

    @classmethod
    def dropped(cls, reason: str) -> "SendOutcome":
        """No longer wanted: overtaken, or its recipient is gone."""
        return cls(Fate.DROPPED, reason)


Send = Callable[[Delivery], SendOutcome]
_senders: dict[tuple[str, str], Send] = {}


def register(kind: str, channel: str, send: Send) -> None:
    """Have `send` called for deliveries of this kind on this channel, when the app is ready.

    It is called outside any transaction, in a thread of its own, writes from the rows as they are then, and takes 15
    seconds at most. It may raise `outbound.http.NoAnswer`, which is tried again.
    """
    _senders[kind, channel] = send


def sender_of(kind: str, channel: str) -> Send | None:
    """None for a kind that nobody sends any more, or not in this release."""
    return _senders.get((kind, channel))


def kinds() -> list[str]:
    """The kinds that something sends in this release, sorted."""
    return sorted({kind for kind, _channel in _senders})
