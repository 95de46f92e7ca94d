"""The vocabulary of screening: what a check looks at, and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from comments.errors import Message
from comments.form_signals import Signals
from comments.models import Premoderation, Site
from comments.moderation.bans import BanHit
from comments.similarity.similar_comments import SimilarComments
from comments.text import wordlist
from comments.text.wordlist.matching import WordMatcher

if TYPE_CHECKING:
    from comments.classifier.model import Filter


class Verdict(StrEnum):
    """From no opinion to the gravest. `note` tells moderators something and holds nothing."""

    ABSTAIN = "abstain"
    CLEAR = "clear"
    NOTE = "note"
    HOLD = "hold"
    REJECT = "reject"
    SPAM = "spam"


@dataclass(frozen=True)
class Reputation:
    """Published comments before this one: by this very browser, and under the same name and e-mail.

    `counted` is which of the two the site goes by; `is_trusted` if a moderator trusts this author, and it is them.
    """

    proven: int = 0
    claimed: int = 0
    counted: int = 0
    is_trusted: bool = False


@dataclass(frozen=True)
class Staff:
    """The moderators, as somebody might imitate them: full names, user names, canonical e-mail addresses."""

    full_names: tuple[str, ...] = ()
    usernames: tuple[str, ...] = ()
    emails: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Velocity:
    """Comments that came shortly before: from the same network, and to the same thread.

    `email_elsewhere` if one bore the same e-mail and came from another network, sooner than the site's flood limit lets
    one author write again.
    """

    from_network: int = 0
    to_thread: int = 0
    email_elsewhere: bool = False


@dataclass(frozen=True)
class ProtectedNames:
    """ProtectedNames names by the keys of comments.text.lookalikes, by where in a name they must not occur."""

    whole: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What is known around a comment when it is judged, gathered by the handful.

    `called_spam` asks once how many of the latest answers of Akismet were spam, if that is hard to believe, else 0.
    `now` is when that was; `asks_until` is when asking outside must end for all of them, by time.monotonic().
    """

    premoderation: str = Premoderation.OBJECTIONS
    is_old: bool = False
    in_flood: bool = False
    reputation: Reputation = field(default_factory=Reputation)
    bans: tuple[BanHit, ...] = ()
    staff: Staff = field(default_factory=Staff)
    moderation_words: WordMatcher = wordlist.EMPTY
    disallowed_words: WordMatcher = wordlist.EMPTY
    protected: ProtectedNames = field(default_factory=ProtectedNames)
    velocity: Velocity = field(default_factory=Velocity)
    similar: SimilarComments = field(default_factory=SimilarComments)
    classifier: "Filter | None" = None
    called_spam: Callable[[], int] = int
    page: str = ""
    now: datetime | None = None
    asks_until: float = 0.0


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
    is_reply: bool = False
    is_staff: bool = False
    is_recheck: bool = False
    created_at: datetime | None = None
    signals: Signals = field(default_factory=Signals)
    context: Context = field(default_factory=Context)


@dataclass(frozen=True)
class Judgement:
    """`reason` is a sentence for moderators, `told` one that the author may hear; `code` is for filters.

    `score` rises with suspicion, from 0 to 1. `is_firm` counts as it is even of who is trusted. `ask_again` is for an
    outside service that gave no answer, and `sent` what it was sent. `joins` is the standing decision on a cluster that
    this one follows.
    """

    verdict: Verdict
    reason: str
    told: str = ""
    score: float = 0.0
    code: str = ""
    is_firm: bool = False
    ask_again: bool = False
    joins: int | None = None
    sent: Mapping[str, str] | None = None


@dataclass(frozen=True)
class CheckResult:
    """What one check said, and how long it took."""

    check: str
    judgement: Judgement
    milliseconds: float


CheckFunction = Callable[[Candidate, Site], Judgement]


@dataclass(frozen=True)
class Check:
    """All that is declared of a check, in its own module.

    `name` is stored with findings and settings, and the keys of `codes` with findings: neither ever changes. `codes`
    are all that its judgements can have, each with its label, by which moderators filter. One that `is_always_on` can
    be neither switched nor weighed, since it carries out a site's other settings. One that `asks_outside` runs last,
    and only while a comment is still undecided, because it is slow and is told what was typed.
    """

    name: str
    label: Message
    function: CheckFunction
    codes: Mapping[str, Message]
    is_always_on: bool = False
    asks_outside: bool = False


def abstain(reason: str) -> Judgement:
    return Judgement(Verdict.ABSTAIN, reason)


def clear(reason: str, *, score: float = 0.0) -> Judgement:
    return Judgement(Verdict.CLEAR, reason, score=score)


def note(reason: str, *, code: str, score: float = 0.0) -> Judgement:
    return Judgement(Verdict.NOTE, reason, score=score, code=code)


def hold(reason: str, *, code: str = "", told: str = "", score: float = 0.5, is_firm: bool = False) -> Judgement:
    return Judgement(Verdict.HOLD, reason, told, score, code, is_firm)


def reject(reason: str, *, told: str, code: str = "", joins: int | None = None) -> Judgement:
    return Judgement(Verdict.REJECT, reason, told, 0.9, code, joins=joins)


def spam(reason: str, *, code: str, score: float = 1.0, is_firm: bool = False, joins: int | None = None) -> Judgement:
    """Its author is told nothing: they go on seeing a comment that waits."""
    return Judgement(Verdict.SPAM, reason, score=score, code=code, is_firm=is_firm, joins=joins)
