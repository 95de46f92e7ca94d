"""What becomes of a comment, given what the checks found. Pure functions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import prod

from django.utils.translation import gettext as _

from comments.screening.vocabulary import CheckResult, Judgement, Verdict
from comments.statuses import Status

_DECIDING = ((Verdict.SPAM, Status.SPAM), (Verdict.REJECT, Status.REJECTED))


@dataclass(frozen=True)
class Outcome:
    """The status that the checks give a comment, and why: `reason` for moderators, `told` for the author.

    `suspicion` is from 0 to 1. With `ask_again` a service outside is asked once more later. `joins` is the id of the
    Batch that this follows.
    """

    status: Status
    reason: str
    told: str = ""
    suspicion: float = 0.0
    ask_again: bool = False
    joins: int | None = None

    @property
    def is_decided(self) -> bool:
        """Whether it is spam or rejected, so that no service outside need be asked."""
        return self.status in (Status.SPAM, Status.REJECTED)


def decide(findings: Sequence[CheckResult], *, hold_percent: int = 0, is_trusted: bool = False) -> Outcome:
    """The outcome of all that the checks said: the gravest verdict wins.

    A comment is published only if one cleared it, none holds it, and the suspicion is below `hold_percent` (0: any).
    The comment of a trusted author is held only by what is firm: bans, imitation, a check that failed. What would else
    make it spam or rejected, a word or a link, leaves it to a person.
    """
    judgements = [finding.judgement for finding in findings]
    if is_trusted:
        judgements = [_of_trusted(judgement) for judgement in judgements]
    suspicion = noisy_or(judgement.score for judgement in judgements)
    said: dict[Verdict, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        said[judgement.verdict].append(judgement)
    for verdict, status in _DECIDING:
        if said[verdict]:
            return _outcome(status, said[verdict], suspicion)
    holds = [judgement for judgement in said[Verdict.HOLD] if judgement.is_firm or not is_trusted]
    if holds:
        return _outcome(Status.PENDING, holds, suspicion)
    if not (said[Verdict.CLEAR] or said[Verdict.NOTE]):
        return Outcome(Status.PENDING, _("No check has looked at it yet."), suspicion=suspicion)
    if hold_percent and suspicion * 100 >= hold_percent and not is_trusted:
        reason = _("All checks together give it a suspicion of %(n)d %%.") % {"n": suspicion * 100}
        return Outcome(Status.PENDING, reason, suspicion=suspicion)
    reason = _("The author is trusted.") if is_trusted else _("No check objects.")
    return Outcome(Status.APPROVED, reason, suspicion=suspicion)


def decide_in_turns(
    local: Sequence[CheckResult],
    outside: Sequence[Callable[[], CheckResult]],
    *,
    hold_percent: int = 0,
    is_trusted: bool = False,
) -> tuple[Outcome, list[CheckResult]]:
    """The outcome, and what services outside said: each is asked only while those before it have not decided."""
    said: list[CheckResult] = []
    decided = decide(local, hold_percent=hold_percent, is_trusted=is_trusted)
    for ask in outside:
        if decided.is_decided:
            break
        said.append(ask())
        decided = decide([*local, *said], hold_percent=hold_percent, is_trusted=is_trusted)
    return decided, said


def _of_trusted(judgement: Judgement) -> Judgement:
    if judgement.is_firm or judgement.verdict not in (Verdict.SPAM, Verdict.REJECT):
        return judgement
    reason = _("%(reason)s The author is trusted, so a moderator decides.") % {"reason": judgement.reason}
    return replace(judgement, verdict=Verdict.HOLD, reason=reason, is_firm=True, joins=None)


def noisy_or(scores: Iterable[float]) -> float:
    """Independent suspicions, each from 0 to 1, as one: 1 - (1 - a)(1 - b)… (noisy-or: Pearl 1988, chapter 4)."""
    return 1 - prod(1 - min(max(score, 0.0), 1.0) for score in scores)


def _outcome(status: Status, objections: Sequence[Judgement], suspicion: float) -> Outcome:
    return Outcome(
        status,
        " ".join(judgement.reason for judgement in objections),
        next((judgement.told for judgement in objections if judgement.told), ""),
        suspicion,
        any(judgement.ask_again for judgement in objections),
        next((judgement.joins for judgement in objections if judgement.joins), None),
    )
