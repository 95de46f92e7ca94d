"""The vocabulary of screening: what a check looks at, and what it says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from comments.drafts import Signals
from comments.models import Site


class Verdict(StrEnum):
    """From nothing to say to the gravest. Only `clear` lets a comment be published."""

    CLEAR = "clear"
    HOLD = "hold"
    REJECT = "reject"
    SPAM = "spam"


@dataclass(frozen=True)
class Standing:
    """Published comments before this one: by this very browser, and under the same name and e-mail."""

    proven: int = 0
    claimed: int = 0


@dataclass(frozen=True)
class Candidate:
    """A comment as the checks see it."""

    text: str
    html: str
    name: str = ""
    email: str = ""
    url: str = ""
    address: str = ""
    user_agent: str = ""
    signals: Signals = field(default_factory=Signals)
    standing: Standing = field(default_factory=Standing)


@dataclass(frozen=True)
class Judgement:
    """`reason` is a sentence for moderators, `told` one for the author of a rejected comment.

    `score` rises with suspicion, from 0 to 1.
    """

    verdict: Verdict
    reason: str
    told: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class Finding:
    """What one check said, and how long it took."""

    check: str
    judgement: Judgement
    milliseconds: float


Check = Callable[[Candidate, Site], Judgement]


def clear(reason: str) -> Judgement:
    return Judgement(Verdict.CLEAR, reason)


def hold(reason: str, *, score: float = 0.5) -> Judgement:
    return Judgement(Verdict.HOLD, reason, score=score)


def reject(reason: str, *, told: str) -> Judgement:
    return Judgement(Verdict.REJECT, reason, told, score=0.9)
