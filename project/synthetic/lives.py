"""What decisions make of an invented comment: all that its row must say once they were made. Pure.

What follows from a move is what `moderation` makes of it; a test compares the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from comments.models import Actor
from comments.screening.vocabulary import Verdict
from comments.statuses import LEGAL_MOVES, Status, public_state


@dataclass(frozen=True)
class Move:
    """One decision, usually so many seconds after the one before; `rewrites` if it is its author's edit."""

    actor: Actor
    to: Status
    seconds: float
    reason: str = ""
    told: str = ""
    rewrites: bool = False


@dataclass(frozen=True)
class Remark:
    """The one finding that is kept of each version of the text; a real screening keeps one for every check."""

    check: str
    verdict: Verdict
    reason: str
    code: str = ""
    told: str = ""
    score: float = 0.0


@dataclass(frozen=True)
class Decided:
    """A Decision row, but for whose; `at` says which of the comment's moments."""

    actor: Actor
    before: str
    to: Status
    version: int
    at: int
    reason: str = ""
    told: str = ""


@dataclass(frozen=True)
class Life:
    """A comment's state after some moves. A time is given as which of the comment's moments it is; 0 is its birth."""

    remark: Remark
    status: Status = Status.PENDING
    version: int = 1
    text_version: int = 1
    published: int | None = None
    decided: int | None = None
    moved: int | None = None
    edited: int | None = None
    decisions: tuple[Decided, ...] = (Decided(Actor.VISITOR, "", Status.PENDING, 1, 0),)

    @cached_property
    def is_emptied(self) -> bool:
        return self.status == Status.DELETED

    @cached_property
    def is_published(self) -> bool:
        return self.status == Status.APPROVED

    @cached_property
    def leaves_something(self) -> bool:
        return public_state(self.status, was_published=self.published is not None) is not None

    @cached_property
    def opened(self) -> int | None:
        """The moment from which it could be answered, if ever; until its last moment unless it `is_published`."""
        return next((one.at for one in self.decisions if one.to == Status.APPROVED), None)

    @cached_property
    def findings(self) -> tuple[tuple[int, int], ...]:
        """(text version, moment) of each time that the checks looked at it."""
        screened = [one.at for one in self.decisions if one.actor == Actor.SCREENING and not self.is_emptied]
        return tuple(enumerate(screened, start=1))


def after(life: Life, move: Move) -> Life:
    """What a move makes of a life; raises ValueError where it is not legal."""
    if move.to not in LEGAL_MOVES[life.status]:
        raise ValueError(f"{life.status} > {move.to}")
    moment = life.decisions[-1].at + 1
    stays = move.to == life.status
    version = life.version if stays else life.version + 1
    decided = Decided(move.actor, life.status, move.to, version, moment, move.reason, move.told)
    then = replace(life, status=move.to, version=version, decisions=(*life.decisions, decided))
    return then if stays else _dated(then, life, move, moment)


def _dated(then: Life, before: Life, move: Move, moment: int) -> Life:
    then = replace(then, moved=moment)
    if move.rewrites:
        return replace(then, text_version=before.text_version + 1, edited=moment, decided=None)
    if move.actor in (Actor.MODERATOR, Actor.AUTHOR):
        then = replace(then, decided=moment)
    if move.to == Status.APPROVED and before.published is None:
        then = replace(then, published=moment)
    if before.status == Status.SPAM and move.actor == Actor.HOUSEKEEPING:
        then = replace(then, published=None)
    return _emptied(then) if then.is_emptied else then


def _emptied(life: Life) -> Life:
    """What a check said may quote what was typed."""
    return replace(life, decisions=tuple(_unquoted(life.decisions)))


def _unquoted(decisions: tuple[Decided, ...]) -> Iterator[Decided]:
    for one in decisions:
        yield replace(one, reason="", told="") if one.actor == Actor.SCREENING else one
