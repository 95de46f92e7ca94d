"""What a trial has found: numbers, and some of the comments that its rule would have changed something about."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from comments.access.membership import Access
from comments.errors import Message
from comments.models import BanKind, Comment, RuleTrial, TrialHit
from comments.statuses import Status
from comments.trials.judging import REFUSED
from comments.trials.rules import TriedRule

# What the checks make of a comment, as a part of "… → …".
OUTCOMES: dict[str, Message] = {
    Status.APPROVED: _("published at once"),
    Status.PENDING: _("waits"),
    Status.REJECTED: _("rejected"),
    Status.SPAM: _("spam"),
    REFUSED: _("refused"),
}
# From what is best for a comment to what is worst.
_ORDER = {name: place for place, name in enumerate(OUTCOMES)}
_TAKEN_AWAY = frozenset({Status.REJECTED, Status.SPAM, REFUSED})


@dataclass(frozen=True)
class Headline:
    """A number that is looked at first; `is_bad` for one that should be 0."""

    label: Message
    number: int
    is_bad: bool = False


@dataclass(frozen=True)
class HitGroup:
    """All comments about which the same changes: how many, what they are now by status, and some of them."""

    was: str
    becomes: str
    total: int
    by_status: Sequence[tuple[Status, int]]
    comments: Sequence[Comment]

    @property
    def name(self) -> str:
        """Under which a page asks for more of them."""
        return f"{self.was}-{self.becomes}"

    @property
    def title(self) -> Message:
        """What the checks make of them without the rule and with it."""
        if self.was == self.becomes:
            return _("%(outcome)s, with the rule and without") % {"outcome": OUTCOMES[self.was]}
        return f"{OUTCOMES[self.was]} → {OUTCOMES[self.becomes]}"


Kind = tuple[str, str, str]  # without the rule, with it, status now

_HEADLINES: tuple[tuple[Message, bool, Callable[[str, str, str], bool]], ...] = (
    (
        _("Published comments that it would have held back"), True,
        lambda was, becomes, now: was == Status.APPROVED != becomes and now == Status.APPROVED,
    ),
    (
        _("Spam that it would have stopped"), False,
        lambda was, becomes, now: was == Status.APPROVED != becomes and now == Status.SPAM,
    ),
    (
        _("Waiting spam that it would have dealt with by itself"), False,
        lambda was, becomes, now: was == Status.PENDING and becomes in _TAKEN_AWAY and now == Status.SPAM,
    ),
    (
        _("Comments that a moderator published and it would have taken away"), True,
        lambda was, becomes, now: was == Status.PENDING and becomes in _TAKEN_AWAY and now == Status.APPROVED,
    ),
    (
        _("Published comments that would not have had to wait"), False,
        lambda was, becomes, now: was != Status.APPROVED == becomes and now == Status.APPROVED,
    ),
    (
        _("Spam that it would have published"), True,
        lambda was, becomes, now: was != Status.APPROVED == becomes and now == Status.SPAM,
    ),
)  # fmt: skip
# Shown also when they are 0.
_ALWAYS = 2


def headlines(trial: RuleTrial) -> list[Headline]:
    """What to look at first; the first is of how many comments the rule changes anything."""
    counts = _counts(trial)
    numbers = [
        Headline(label, sum(number for kind, number in counts.items() if is_meant(*kind)), is_bad)
        for label, is_bad, is_meant in _HEADLINES
    ]
    shown = [one for place, one in enumerate(numbers) if one.number or place < _ALWAYS]
    return [Headline(_("Comments that the rule concerns"), counts.total()), *shown]


def groups(trial: RuleTrial, access: Access, *, most: int, whole: str = "") -> list[HitGroup]:
    """What changes about which comments, what concerns readers most first.

    Each has `most` of its comments, the latest first; the one with the name `whole` has all that were kept.
    """
    totals: dict[tuple[str, str], Counter[Status]] = defaultdict(Counter)
    for (was, becomes, now), number in _counts(trial).items():
        totals[was, becomes][Status(now)] += number
    ordered = sorted(totals, key=lambda both: (_is_same(both), _ORDER[both[0]], -_ORDER[both[1]]))
    return [
        HitGroup(
            was, becomes, totals[was, becomes].total(), totals[was, becomes].most_common(),
            _comments(trial, access, was, becomes, None if whole == f"{was}-{becomes}" else most),
        )
        for was, becomes in ordered
    ]  # fmt: skip


def needs_addresses(trial: RuleTrial) -> bool:
    """Whether nothing can be said of comments whose network address was erased: its rule is a ban of a network."""
    ban = TriedRule.from_json(trial.rule).ban
    return ban is not None and ban.kind == BanKind.NETWORK


def _comments(trial: RuleTrial, access: Access, was: str, becomes: str, most: int | None) -> list[Comment]:
    hits = TrialHit.objects.filter(trial=trial, was=was, becomes=becomes).order_by("-comment")
    found = access.filter(Comment.objects.filter(pk__in=hits.values("comment")[:most]))
    return list(found.order_by("-pk"))


def _is_same(both: tuple[str, str]) -> bool:
    return both[0] == both[1]


def _counts(trial: RuleTrial) -> Counter[Kind]:
    counts: Counter[Kind] = Counter()
    for key, number in trial.counts.items():
        was, becomes, now = key.split()
        counts[was, becomes, now] = number
    return counts
