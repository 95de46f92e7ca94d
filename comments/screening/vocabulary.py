"""The vocabulary of screening: what a check looks at, and what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from comments.errors import Message
from comments.form_signals import Signals
from comments.models import OwnHook, Premoderation, Site, Thread
from comments.moderation.bans import BanHit
from comments.similarity.similar_comments import SimilarComments
from comments.text import word_list
from comments.text.word_list.matching import WordMatcher, WordMatchers

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


# The verdicts that keep a comment from being published.
OBJECTIONS = frozenset({Verdict.HOLD, Verdict.REJECT, Verdict.SPAM})


@dataclass(frozen=True)
class Reputation:
    """How many comments of an author were published before: `proven` by this very browser, `claimed` under this name
    and e-mail.

    `by_email` if an email address that they confirmed proves it. `counted` is the one of the two that the site goes by.
    `is_trusted` if a moderator trusts this author, it is them and not only their name, and enough were published.
    """

    proven: int = 0
    claimed: int = 0
    counted: int = 0
    is_trusted: bool = False
    by_email: bool = False


@dataclass(frozen=True)
class Staff:
    """The moderators, as somebody might imitate them: full names, user names, canonical e-mail addresses."""

    full_names: tuple[str, ...] = ()
    usernames: tuple[str, ...] = ()
    emails: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Velocity:
    """How many comments came shortly before this one: from the same network, and to the same thread.

    `email_elsewhere` if one had the same e-mail and came from another network, sooner than the site's flood limit lets
    one author write again.
    """

    from_network: int = 0
    to_thread: int = 0
    email_elsewhere: bool = False


@dataclass(frozen=True)
class ProtectedNames:
    """Names that visitors must not take, as {key of comments.text.lookalikes: name}.

    No visitor's name may be one of `whole`, have one of `words` as a word, or have one of `phrases` as words in a row.
    """

    whole: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What is known around a comment when it is judged, gathered for a whole batch.

    `is_late` if its article was old when it came, and the site holds such comments. `now` is when all this was known.
    What only a service outside needs is worked out when it is called: `page_url` is the absolute address of the page,
    and `akismet_spam_count` how many of Akismet's latest answers were spam if that is implausible, else 0. `own_hook`
    is the site's own service, None where it asks none.
    `asks_until` is when all questions to services must have ended, by time.monotonic().
    """

    premoderation: str = Premoderation.OBJECTIONS
    is_late: bool = False
    in_flood: bool = False
    reputation: Reputation = field(default_factory=Reputation)
    bans: tuple[BanHit, ...] = ()
    staff: Staff = field(default_factory=Staff)
    moderation_words: WordMatcher | WordMatchers = word_list.EMPTY
    disallowed_words: WordMatcher | WordMatchers = word_list.EMPTY
    protected: ProtectedNames = field(default_factory=ProtectedNames)
    velocity: Velocity = field(default_factory=Velocity)
    similar: SimilarComments = field(default_factory=SimilarComments)
    classifier: "Filter | None" = None
    classifier_version: int | None = None
    akismet_spam_count: Callable[[], int] = int
    page_url: Callable[[], str] = str
    thread: Thread | None = None
    own_hook: OwnHook | None = None
    now: datetime | None = None
    asks_until: float = 0.0


@dataclass(frozen=True)
class Candidate:
    """A comment as the checks see it: `text` as typed, `html` as it will be shown, the rest as it was sent.

    `comment_id` is 0 for one that is only tried.
    """

    text: str
    html: str
    name: str = ""
    email: str = ""
    url: str = ""
    address: str = ""
    user_agent: str = ""
    parent_id: int | None = None
    is_staff: bool = False
    is_recheck: bool = False
    comment_id: int = 0
    text_version: int = 1
    created_at: datetime | None = None
    signals: Signals = field(default_factory=Signals)
    context: Context = field(default_factory=Context)


@dataclass(frozen=True)
class Judgement:
    """What a check says: `reason` is a sentence for moderators, `told` one for the author, `code` is what to filter by.

    `score` rises with suspicion, from 0 to 1. One that `is_firm` counts also of a trusted author. A check that asks
    outside sets `ask_again` if it got no answer, and `sent` to the fields that it sent. `joins` is the id of the
    Batch that this follows.
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
    """What one check said, by its name, and how many milliseconds it took."""

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
    and only while a comment is still undecided, because it is slow and is told what was typed; and only where it
    `is_set_up`.
    """

    name: str
    label: Message
    function: CheckFunction
    codes: Mapping[str, Message]
    is_always_on: bool = False
    asks_outside: bool = False
    is_set_up: Callable[[Site], bool] = lambda site: True


def abstain(reason: str) -> Judgement:
    """Say nothing for or against the comment, as a check without settings or data."""
    return Judgement(Verdict.ABSTAIN, reason)


def clear(reason: str, *, score: float = 0.0) -> Judgement:
    """Have no objection. A comment is published only if one check at least is clear about it."""
    return Judgement(Verdict.CLEAR, reason, score=score)


def note(reason: str, *, code: str, score: float = 0.0) -> Judgement:
    """Have moderators know something, without holding the comment."""
    return Judgement(Verdict.NOTE, reason, score=score, code=code)


def hold(reason: str, *, code: str = "", told: str = "", score: float = 0.5, is_firm: bool = False) -> Judgement:
    """Have the comment wait for a moderator."""
    return Judgement(Verdict.HOLD, reason, told, score, code, is_firm)


def reject(reason: str, *, told: str, code: str = "", joins: int | None = None) -> Judgement:
    """Have the comment rejected, which its author is told."""
    return Judgement(Verdict.REJECT, reason, told, 0.9, code, joins=joins)


def spam(reason: str, *, code: str, score: float = 1.0, is_firm: bool = False, joins: int | None = None) -> Judgement:
    """Have the comment marked as spam. Its author is told nothing, and goes on seeing a comment that waits."""
    return Judgement(Verdict.SPAM, reason, score=score, code=code, is_firm=is_firm, joins=joins)
