"""What becomes of synthetic comments, how often, and when: a table of histories with their shares."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from django.utils.translation import gettext as _

from comments.models import Actor
from comments.screening.vocabulary import Verdict
from comments.statuses import Status
from project.synthetic.distributions import DAY
from project.synthetic.histories import History, SyntheticChange, SyntheticFinding, after

_AT_ONCE, _WITHIN_AN_HOUR, _IN_A_DAY = 2.0, 1800.0, DAY

TimedHistory = tuple[History, list[float]]  # and when each of its decisions was made, in seconds since the epoch


@dataclass(frozen=True)
class Lifecycle:
    """Some status changes; `histories[n]` is after the first n of them.

    `expired` is what housekeeping leaves once the site's days for spam or rejected comments are over; None where it
    deletes the comment, or where it has nothing to do.
    """

    changes: Sequence[SyntheticChange]
    histories: Sequence[History]
    expired: History | None


class LifecycleSampler:
    """Draws lifecycles by their shares.

    `kept` is how many seconds a site keeps comments of a status. No decision is later than `now`, in seconds since the
    epoch.
    """

    def __init__(self, random: Random, *, now: float, kept: Mapping[Status, float]) -> None:
        self._random = random
        self._now = now
        self._kept = kept
        shares, self._lifecycles = zip(*weighted_lifecycles(), strict=True)
        self._cumulative_shares = list(accumulate(shares))
        self._ordinary: Lifecycle = self._lifecycles[0]

    def sample(self, posted: float) -> TimedHistory:
        """The history of a comment posted at that time. One that housekeeping would have deleted is an ordinary one."""
        drawn = self._random.random() * self._cumulative_shares[-1]
        lifecycle = self._lifecycles[bisect(self._cumulative_shares, drawn)]
        history, times = self._timed(lifecycle, posted)
        kept = self._kept.get(history.status)
        if kept is None or times[-1] + kept > self._now:
            return history, times
        if lifecycle.expired is None:
            return self.ordinary(posted)
        return lifecycle.expired, [*times, times[-1] + kept]

    def ordinary(self, posted: float) -> TimedHistory:
        """The history of a comment that the checks published at once."""
        return self._timed(self._ordinary, posted)

    def _timed(self, lifecycle: Lifecycle, posted: float) -> TimedHistory:
        """As much of the lifecycle as has happened by now; screening is always over."""
        times = [posted]
        for change in lifecycle.changes:
            time = times[-1] + change.seconds * (0.5 + self._random.random())
            if time > self._now and change.actor != Actor.SCREENING:
                break
            times.append(min(time, self._now))
        return lifecycle.histories[len(times) - 1], times


def _lifecycle(finding: SyntheticFinding, *changes: SyntheticChange) -> Lifecycle:
    histories = list(accumulate(changes, after, initial=History(finding)))
    last = histories[-1]
    if last.status not in (Status.SPAM, Status.REJECTED) or last.published_at is None:
        return Lifecycle(changes, histories, None)
    expire = SyntheticChange(Actor.HOUSEKEEPING, Status.DELETED, 0, _("The site's time for keeping it is over."))
    return Lifecycle(changes, histories, after(last, expire))


def weighted_lifecycles() -> Iterator[tuple[float, Lifecycle]]:
    """Each with its share of a thousand, the ordinary one first."""
    known = SyntheticFinding("standing", Verdict.CLEAR, _("%(n)d approved comments before, proven.") % {"n": 3})
    publish = SyntheticChange(Actor.SCREENING, Status.APPROVED, _AT_ONCE, _("No check objects."))
    edit = SyntheticChange(Actor.AUTHOR, Status.PENDING, 200, _("Edited by its author."), is_edit=True)
    yield 770, _lifecycle(known, publish)
    yield 20, _lifecycle(known, publish, edit, publish)
    yield from _held_lifecycles()
    yield from _unwanted_lifecycles()
    too_much = _("This is about a person, not about the article.")
    yield 10, _lifecycle(known, publish, _by_moderator(Status.REJECTED, too_much, told=too_much))
    yield 6, _lifecycle(known, publish, _by_moderator(Status.SPAM))
    yield 5, _lifecycle(known, publish, _by_moderator(Status.PENDING))
    yield 4, _lifecycle(known, publish, _by_moderator(Status.DELETED))
    yield 8, _lifecycle(known, publish, SyntheticChange(Actor.AUTHOR, Status.WITHDRAWN, _IN_A_DAY))


def _held_lifecycles() -> Iterator[tuple[float, Lifecycle]]:
    """Those of new authors: somebody reads them first."""
    reason = _("New author, nothing approved before.")
    told = _("The first comments of every author are read before they are published.")
    new = SyntheticFinding("standing", Verdict.HOLD, reason, "new-author", told, 0.3)
    hold = SyntheticChange(Actor.SCREENING, Status.PENDING, _AT_ONCE, reason, told)
    off_topic = _("This belongs under another article.")
    yield 110, _lifecycle(new, hold, _by_moderator(Status.APPROVED, seconds=_WITHIN_AN_HOUR))
    yield 20, _lifecycle(new, hold)
    yield 12, _lifecycle(new, hold, _by_moderator(Status.REJECTED, off_topic, told=off_topic, seconds=_WITHIN_AN_HOUR))


def _unwanted_lifecycles() -> Iterator[tuple[float, Lifecycle]]:
    """Those that the checks never let pass."""
    words = _("“%(entry)s”, on the list of disallowed words, is in the %(field)s.") % {
        "entry": _("payday loan"), "field": _("text"),
    }  # fmt: skip
    told = _("It contains words that this site does not publish.")
    listed = SyntheticFinding("disallowed_words", Verdict.REJECT, words, "disallowed-words", told, 0.9)
    likeness = _("%(percent)d %% like spam. What weighed most: %(words)s.") % {
        "percent": 99,
        "words": _("payday, loan"),
    }
    learned = SyntheticFinding("learned", Verdict.SPAM, likeness, "learned-spam", score=0.99)
    yield 10, _lifecycle(listed, SyntheticChange(Actor.SCREENING, Status.REJECTED, _AT_ONCE, words, told))
    yield 25, _lifecycle(learned, SyntheticChange(Actor.SCREENING, Status.SPAM, _AT_ONCE, likeness))


def _by_moderator(to: Status, reason: str = "", *, told: str = "", seconds: float = _IN_A_DAY) -> SyntheticChange:
    return SyntheticChange(Actor.MODERATOR, to, seconds, reason, told)
