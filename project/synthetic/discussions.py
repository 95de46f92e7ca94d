"""Invented threads in memory: every comment in its place, with its life, before anything is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from comments import paths
from comments.models import Site
from comments.statuses import Status
from project.synthetic import shapes, texts
from project.synthetic.fates import Fates
from project.synthetic.lives import Life
from project.synthetic.people import NOBODY, People, Person
from project.synthetic.shapes import DAY, Form, Wanted
from project.synthetic.texts import NOTHING, Texts, Wording

_SECTIONS = ("City", "Harbour", "Culture", "Science", "Sport")
# A thread that was asked for by its key is one of these days, as those that people look at are.
_NAMEDDAYS = (1.0, 7.0)


@dataclass(slots=True, eq=False)
class Said:
    """One comment. `above` is what it stands below, which is not always what it answers; `pk` is given when written."""

    number: int
    parent: "Said | None"
    above: "Said | None"
    path: str
    life: Life
    moments: list[float]
    author: Person
    wording: Wording
    shown: bool
    replies: int = 0
    pk: int = 0
    thread_pk: int = 0

    @property
    def is_counted(self) -> bool:
        return self.shown and self.life.is_published

    def could_be_answered(self, when: float) -> bool:
        opened = self.life.opened
        if opened is None or self.moments[opened] >= when:
            return False
        return self.life.is_published or when < self.moments[-1]


@dataclass(eq=False)
class Discussion:
    """One thread; `count` is of what is published and shown."""

    key: str
    title: str
    section: str
    published: float
    said: list[Said] = field(default_factory=list)
    count: int = 0
    pk: int = 0

    def published_since(self, when: datetime) -> Iterator[datetime]:
        """When those of its comments were published that are counted."""
        for said in self.said:
            if said.is_counted and said.life.published is not None:
                published = moment(said.moments[said.life.published])
                if published >= when:
                    yield published


class Inventor:
    """Makes up threads of one site; the same seed makes the same ones."""

    def __init__(self, site: Site, *, comments: int, random: Random, now: datetime) -> None:
        self._site = site
        self._random = random
        self._now = now.timestamp()
        kept = {Status.SPAM: site.spam_days, Status.REJECTED: site.trash_days}
        self._fates = Fates(random, now=self._now, kept={status: days * DAY for status, days in kept.items() if days})
        self._people = People(random, comments=comments)
        self._texts = Texts(random, longest=site.text_limit)

    def discussions(self, wanted: Sequence[Wanted]) -> Iterator[Discussion]:
        """In the order in which their articles were published."""
        dated = sorted(((self._published(one), one) for one in wanted), key=lambda pair: pair[0])
        for published, one in dated:
            yield self._discussion(one, published)

    def _published(self, wanted: Wanted) -> float:
        days = self._random.uniform(*_NAMEDDAYS) if wanted.key else shapes.age_days(self._random)
        return self._now - days * DAY

    def _discussion(self, wanted: Wanted, published: float) -> Discussion:
        random = self._random
        found = Discussion(wanted.key, texts.headline(random), random.choice(_SECTIONS), published)
        for when in shapes.moments(wanted.comments, published=published, now=self._now, random=random):
            said = self._said(found.said, when, wanted.form)
            found.said.append(said)
            if said.is_counted:
                found.count += 1
                _count_above(said)
        return found

    def _said(self, before: list[Said], when: float, form: Form) -> Said:
        parent = self._parent(before, when, form)
        number = len(before) + 1
        path = paths.path_below(parent.path if parent else "", number, deepest=self._site.depth)
        above = parent.above if parent and len(path) == len(parent.path) else parent
        life, moments = self._fates.any(when) if form == Form.NATURAL else self._fates.ordinary(when)
        shown = life.leaves_something and (parent is None or parent.shown)
        author, wording = (NOBODY, NOTHING) if life.is_emptied else (self._people.any(), self._texts.any())
        return Said(number, parent, above, path, life, moments, author, wording, shown)

    def _parent(self, before: list[Said], when: float, form: Form) -> Said | None:
        place = shapes.answered(form, len(before), self._random)
        if place is None:
            return None
        parent = before[place]
        return parent if form != Form.NATURAL or parent.could_be_answered(when) else None


def _count_above(said: Said) -> None:
    above = said.above
    while above is not None:
        above.replies += 1
        above = above.above


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
