"""What becomes of invented comments, how often, and when."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from django.utils.translation import gettext as _

from comments.models import Actor
from comments.screening.vocabulary import Verdict
from comments.statuses import Status
from project.synthetic.lives import Life, Move, Remark, after
from project.synthetic.shapes import DAY

_AT_ONCE, _WITHIN_AN_HOUR, _IN_A_DAY = 2.0, 1800.0, DAY

Lived = tuple[Life, list[float]]  # a life, and its moments in seconds since the epoch


@dataclass(frozen=True)
class Fate:
    """`lives[n]` is after n moves; `expired` is what housekeeping leaves when the time of spam or trash is over."""

    moves: Sequence[Move]
    lives: Sequence[Life]
    expired: Life | None


class Fates:
    """`kept` is for how many seconds a site keeps comments of a status; nothing is later than `now`."""

    def __init__(self, random: Random, *, now: float, kept: Mapping[Status, float]) -> None:
        self._random = random
        self._now = now
        self._kept = kept
        shares, self._fates = zip(*_all_fates(), strict=True)
        self._shares = list(accumulate(shares))
        self._ordinary: Fate = self._fates[0]

    def any(self, born: float) -> Lived:
        """The life of a comment of that time; one that would be gone by now is an ordinary one instead."""
        fate = self._fates[bisect(self._shares, self._random.random() * self._shares[-1])]
        life, moments = self._lived(fate, born)
        kept = self._kept.get(life.status)
        if kept is None or moments[-1] + kept > self._now:
            return life, moments
        if fate.expired is None:
            return self.ordinary(born)
        return fate.expired, [*moments, moments[-1] + kept]

    def ordinary(self, born: float) -> Lived:
        """Published by the checks, at once."""
        return self._lived(self._ordinary, born)

    def _lived(self, fate: Fate, born: float) -> Lived:
        moments = [born]
        for move in fate.moves:
            moment = moments[-1] + move.seconds * (0.5 + self._random.random())
            if moment > self._now and move.actor != Actor.SCREENING:
                break
            moments.append(min(moment, self._now))
        return fate.lives[len(moments) - 1], moments


def _fate(remark: Remark, *moves: Move) -> Fate:
    lives = list(accumulate(moves, after, initial=Life(remark)))
    ended = lives[-1]
    if ended.status not in (Status.SPAM, Status.REJECTED) or ended.published is None:
        return Fate(moves, lives, None)
    expire = Move(Actor.HOUSEKEEPING, Status.DELETED, 0, _("The site's time for keeping it is over."))
    return Fate(moves, lives, after(ended, expire))


def _all_fates() -> Iterator[tuple[float, Fate]]:
    """Each with its share of a thousand; the ordinary one first."""
    known = Remark("standing", Verdict.CLEAR, _("%(n)d approved comments before, proven.") % {"n": 3})
    publish = Move(Actor.SCREENING, Status.APPROVED, _AT_ONCE, _("No check objects."))
    edit = Move(Actor.AUTHOR, Status.PENDING, 200, _("Edited by its author."), rewrites=True)
    yield 770, _fate(known, publish)
    yield 20, _fate(known, publish, edit, publish)
    yield from _held_fates()
    yield from _unwanted_fates()
    too_much = _("This is about a person, not about the article.")
    yield 10, _fate(known, publish, _by_moderator(Status.REJECTED, too_much, told=too_much))
    yield 6, _fate(known, publish, _by_moderator(Status.SPAM))
    yield 5, _fate(known, publish, _by_moderator(Status.PENDING))
    yield 4, _fate(known, publish, _by_moderator(Status.DELETED))
    yield 8, _fate(known, publish, Move(Actor.AUTHOR, Status.WITHDRAWN, _IN_A_DAY))


def _held_fates() -> Iterator[tuple[float, Fate]]:
    """Those of new authors: somebody reads them first."""
    reason = _("New author, nothing approved before.")
    told = _("The first comments of every author are read before they are published.")
    new = Remark("standing", Verdict.HOLD, reason, "new-author", told, 0.3)
    hold = Move(Actor.SCREENING, Status.PENDING, _AT_ONCE, reason, told)
    off_topic = _("This belongs under another article.")
    yield 110, _fate(new, hold, _by_moderator(Status.APPROVED, seconds=_WITHIN_AN_HOUR))
    yield 20, _fate(new, hold)
    yield 12, _fate(new, hold, _by_moderator(Status.REJECTED, off_topic, told=off_topic, seconds=_WITHIN_AN_HOUR))


def _unwanted_fates() -> Iterator[tuple[float, Fate]]:
    """Those that the checks never let pass."""
    words = _("“%(entry)s”, on the list of disallowed words, is in the %(field)s.") % {
        "entry": _("payday loan"), "field": _("text"),
    }  # fmt: skip
    told = _("It contains words that this site does not publish.")
    listed = Remark("disallowed_words", Verdict.REJECT, words, "disallowed-words", told, 0.9)
    likeness = _("%(percent)d %% like spam. What weighed most: %(words)s.") % {
        "percent": 99,
        "words": _("payday, loan"),
    }
    learned = Remark("learned", Verdict.SPAM, likeness, "learned-spam", score=0.99)
    yield 10, _fate(listed, Move(Actor.SCREENING, Status.REJECTED, _AT_ONCE, words, told))
    yield 25, _fate(learned, Move(Actor.SCREENING, Status.SPAM, _AT_ONCE, likeness))


def _by_moderator(to: Status, reason: str = "", *, told: str = "", seconds: float = _IN_A_DAY) -> Move:
    return Move(Actor.MODERATOR, to, seconds, reason, told)
