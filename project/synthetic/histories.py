"""The state in which a sequence of decisions leaves a comment's row. Pure; a test compares it with `moderation`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from comments.models import Actor
from comments.screening.vocabulary import Verdict
from comments.statuses import LEGAL_MOVES, Status, public_state


@dataclass(frozen=True)
class SyntheticChange:
    """One decision to be made: by whom, to which status, and usually how many seconds after the one before.

    `told` is the reason that the author may read. `is_edit` is set where the author's edit caused it.
    """

    actor: Actor
    to: Status
    seconds: float
    reason: str = ""
    told: str = ""
    is_edit: bool = False


@dataclass(frozen=True)
class SyntheticFinding:
    """The one finding kept of each version of the text; a real screening keeps one for each check."""

    check: str
    verdict: Verdict
    reason: str
    code: str = ""
    told: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class SyntheticDecision:
    """The columns of a Decision row; `at` is the index of its time among the comment's times."""

    actor: Actor
    before: str
    to: Status
    version: int
    at: int
    reason: str = ""
    told: str = ""


@dataclass(frozen=True)
class History:
    """A comment's state after some decisions. The fields ending in `_at` are indexes into its list of times, None for
    never; index 0 is when it was posted."""

    finding: SyntheticFinding
    status: Status = Status.PENDING
    version: int = 1
    text_version: int = 1
    published_at: int | None = None
    decided_at: int | None = None
    moved_at: int | None = None
    edited_at: int | None = None
    decisions: tuple[SyntheticDecision, ...] = (SyntheticDecision(Actor.VISITOR, "", Status.PENDING, 1, 0),)

    @cached_property
    def is_erased(self) -> bool:
        return self.status == Status.DELETED

    @cached_property
    def is_published(self) -> bool:
        return self.status == Status.APPROVED

    @cached_property
    def is_unseen(self) -> bool:
        """Whether the checks published it and no moderator has looked at it since."""
        return self.is_published and self.decisions[-1].actor == Actor.SCREENING

    @cached_property
    def leaves_something(self) -> bool:
        """Whether readers see the comment or a tombstone in its place."""
        return public_state(self.status, was_published=self.published_at is not None) is not None

    @cached_property
    def first_published_at(self) -> int | None:
        """Index of the time of first publication, None if never. Unlike `published_at`, it outlasts a purge."""
        return next((decision.at for decision in self.decisions if decision.to == Status.APPROVED), None)

    @cached_property
    def screenings(self) -> tuple[tuple[int, int], ...]:
        """(text version, index of its time) for each time the comment was screened; none once it is erased."""
        screened = [one.at for one in self.decisions if one.actor == Actor.SCREENING and not self.is_erased]
        return tuple(enumerate(screened, start=1))


def after(history: History, change: SyntheticChange) -> History:
    """The history with one more decision. Raises ValueError for a change that `LEGAL_MOVES` does not contain."""
    if change.to not in LEGAL_MOVES[history.status]:
        raise ValueError(f"{history.status} > {change.to}")
    at = history.decisions[-1].at + 1
    stays = change.to == history.status
    version = history.version if stays else history.version + 1
    decision = SyntheticDecision(change.actor, history.status, change.to, version, at, change.reason, change.told)
    then = replace(history, status=change.to, version=version, decisions=(*history.decisions, decision))
    return then if stays else _dated(then, history, change, at)


def _dated(then: History, before: History, change: SyntheticChange, at: int) -> History:
    then = replace(then, moved_at=at)
    if change.is_edit:
        return replace(then, text_version=before.text_version + 1, edited_at=at, decided_at=None)
    if change.actor in (Actor.MODERATOR, Actor.AUTHOR):
        then = replace(then, decided_at=at)
    if change.to == Status.APPROVED and before.published_at is None:
        then = replace(then, published_at=at)
    if before.status == Status.SPAM and change.actor == Actor.HOUSEKEEPING:
        then = replace(then, published_at=None)
    return replace(then, decisions=tuple(_without_quotes(then.decisions))) if then.is_erased else then


def _without_quotes(decisions: tuple[SyntheticDecision, ...]) -> Iterator[SyntheticDecision]:
    """Without the reasons of checks, which may quote what was typed."""
    for one in decisions:
        yield replace(one, reason="", told="") if one.actor == Actor.SCREENING else one
