"""Synthetic threads in memory: every comment in its place, with its history, before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from comments import paths
from comments.models import Site
from comments.statuses import Status
from project.synthetic import distributions, texts
from project.synthetic.distributions import DAY, ReplyPattern
from project.synthetic.histories import History
from project.synthetic.outcomes import LifecycleSampler
from project.synthetic.people import NOBODY, Person, PersonSampler
from project.synthetic.request import ThreadRequest
from project.synthetic.texts import NO_TEXT, SampleText, TextSampler

_SECTIONS = ("City", "Harbour", "Culture", "Science", "Sport")
# A thread that was asked for by its key is as young as those that people look at.
_AGE_OF_NAMED_DAYS = (1.0, 7.0)


@dataclass(slots=True, eq=False)
class SyntheticComment:
    """One comment; `times` are in seconds since the epoch, one for each decision of its history.

    `above` is the comment that it stands below, which at the deepest level is not the one that it answers. `pk` and
    `thread_pk` are 0 until it is written.
    """

    number: int
    parent: "SyntheticComment | None"
    above: "SyntheticComment | None"
    path: str
    history: History
    times: list[float]
    author: Person
    text: SampleText
    shown: bool
    replies: int = 0
    pk: int = 0
    thread_pk: int = 0

    @property
    def is_counted(self) -> bool:
        return self.shown and self.history.is_published

    def could_be_answered(self, when: float) -> bool:
        """Whether it was public at that time."""
        first = self.history.first_published_at
        if first is None or self.times[first] >= when:
            return False
        return self.history.is_published or when < self.times[-1]


@dataclass(eq=False)
class SyntheticThread:
    """One thread; `published` is in seconds since the epoch, `count` the number of comments shown and published."""

    key: str
    title: str
    section: str
    published: float
    comments: list[SyntheticComment] = field(default_factory=list)
    count: int = 0
    pk: int = 0

    def published_since(self, when: datetime) -> Iterator[datetime]:
        """The times from `when` on at which its counted comments were published."""
        for comment in self.comments:
            if comment.is_counted and comment.history.published_at is not None:
                published = as_datetime(comment.times[comment.history.published_at])
                if published >= when:
                    yield published


class ThreadGenerator:
    """Makes threads of one site from random numbers; the same seed and `now` make the same ones."""

    def __init__(self, site: Site, *, comments: int, random: Random, now: datetime) -> None:
        self._site = site
        self._random = random
        self._now = now.timestamp()
        days_kept = {Status.SPAM: site.spam_days, Status.REJECTED: site.trash_days}
        kept = {status: days * DAY for status, days in days_kept.items() if days}
        self._lifecycles = LifecycleSampler(random, now=self._now, kept=kept)
        self._people = PersonSampler(random, comments=comments)
        self._texts = TextSampler(random, longest=site.text_limit)

    def threads(self, requests: Sequence[ThreadRequest]) -> Iterator[SyntheticThread]:
        """One for each request, in the order in which their articles were published."""
        dated = sorted(((self._published(request), request) for request in requests), key=lambda pair: pair[0])
        for published, request in dated:
            yield self._thread(request, published)

    def _published(self, request: ThreadRequest) -> float:
        random = self._random
        days = random.uniform(*_AGE_OF_NAMED_DAYS) if request.key else distributions.article_age_days(random)
        return self._now - days * DAY

    def _thread(self, request: ThreadRequest, published: float) -> SyntheticThread:
        random = self._random
        thread = SyntheticThread(request.key, texts.headline(random), random.choice(_SECTIONS), published)
        times = distributions.comment_times(request.comments, published=published, now=self._now, random=random)
        for when in times:
            comment = self._comment(thread.comments, when, request.pattern)
            thread.comments.append(comment)
            if comment.is_counted:
                thread.count += 1
                _count_as_reply(comment)
        return thread

    def _comment(self, before: list[SyntheticComment], when: float, pattern: ReplyPattern) -> SyntheticComment:
        parent = self._parent(before, when, pattern)
        number = len(before) + 1
        path = paths.path_below(parent.path if parent else "", number, max_depth=self._site.depth)
        above = parent.above if parent and len(path) == len(parent.path) else parent
        is_natural = pattern == ReplyPattern.NATURAL
        history, times = self._lifecycles.sample(when) if is_natural else self._lifecycles.ordinary(when)
        shown = history.leaves_something and (parent is None or parent.shown)
        author, text = (NOBODY, NO_TEXT) if history.is_erased else (self._people.sample(), self._texts.sample())
        return SyntheticComment(number, parent, above, path, history, times, author, text, shown)

    def _parent(self, before: list[SyntheticComment], when: float, pattern: ReplyPattern) -> SyntheticComment | None:
        index = distributions.answered_index(pattern, len(before), self._random)
        if index is None:
            return None
        parent = before[index]
        return parent if pattern != ReplyPattern.NATURAL or parent.could_be_answered(when) else None


def _count_as_reply(comment: SyntheticComment) -> None:
    """Add one to the replies of every comment that this one stands below."""
    above = comment.above
    while above is not None:
        above.replies += 1
        above = above.above


def as_datetime(seconds: float) -> datetime:
    """In UTC, from seconds since the epoch."""
    return datetime.fromtimestamp(seconds, UTC)
