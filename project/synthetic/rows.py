"""Invented threads as rows of the tables, values in the order of the columns named here."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from comments.counters.recent import SPANS
from comments.db.bulk import ColumnValues
from comments.db.times import as_stored
from comments.form_signals import Signals
from comments.models import Actor
from comments.paths import depth_of
from project.synthetic.discussions import Discussion, moment
from project.synthetic.people import Person

THREAD = (
    "id", "site_id", "key", "title", "section", "published_at", "created_at", "is_confirmed", "last_number", "count",
    "recent_at", "recent_until", *SPANS,
)  # fmt: skip
COMMENT = (
    "id", "thread_id", "site_id", "parent_id", "number", "path", "depth",
    "name", "email", "email_canonical", "url", "staff", "text", "text_digest", "html",
    "status", "version", "text_version", "token_version", "shown", "replies",
    "address", "network", "user_agent", "signals", "suspicion", "attempts",
    "created_at", "edited_at", "published_at", "decided_at", "moved_at",
)  # fmt: skip
DECISION = (
    "comment_id", "actor", "by_id", "from_status", "to_status", "version", "reason", "told", "created_at"
)  # fmt: skip
FINDING = (
    "comment_id", "text_version", "check_name", "verdict", "code", "reason", "told", "score", "milliseconds",
    "created_at",
)  # fmt: skip

_SIGNALS = json.dumps(Signals(form_age_hours=0.2, seconds_on_form=48.0).stored())
_NO_SIGNALS = "{}"
_NO_TRACES = ("", "", "")
_MILLISECONDS = 0.4
# And the id of the thread: free in any database.
OWN_KEY = "invented/"


class Rows:
    """The rows of some whole threads. Ids rise with time, over all of the threads, as real ones do."""

    def __init__(self, discussions: Sequence[Discussion], *, now: datetime) -> None:
        self._discussions = discussions
        self._now = now
        every = [said for discussion in discussions for said in discussion.said]
        self._said = sorted(every, key=lambda said: (said.moments[0], said.number))
        self._stored = [as_stored(*map(moment, said.moments)) for said in self._said]

    @property
    def comments_number(self) -> int:
        return len(self._said)

    def identify(self, thread_ids: Sequence[int], comment_ids: Sequence[int]) -> None:
        for discussion, pk in zip(self._discussions, thread_ids, strict=True):
            discussion.pk = pk
            for said in discussion.said:
                said.thread_pk = pk
        for said, pk in zip(self._said, comment_ids, strict=True):
            said.pk = pk

    def threads(self, site_id: int) -> Iterator[ColumnValues]:
        for one in self._discussions:
            published, now = as_stored(moment(one.published), self._now)
            key = one.key or f"{OWN_KEY}{one.pk}"
            until, recent = self._recent(one)
            yield (
                one.pk, site_id, key, one.title, one.section, published, published, True, len(one.said), one.count,
                now, until, *recent,
            )  # fmt: skip

    def _recent(self, discussion: Discussion) -> tuple[Any, list[int]]:
        """When the first of its recent comments leaves its days, and how many there are of each span."""
        published = list(discussion.published_since(self._now - max(SPANS.values())))
        within = {span: [when for when in published if when >= self._now - span] for span in SPANS.values()}
        leaving = [min(times) + span for span, times in within.items() if times]
        until = as_stored(min(leaving))[0] if leaving else None
        return until, [len(times) for times in within.values()]

    def comments(self, site_id: int, *, traced_since: float) -> Iterator[ColumnValues]:
        """Address and browser only of those that came since then, in seconds since the epoch."""
        for said, stored in zip(self._said, self._stored, strict=True):
            life, author, wording = said.life, said.author, said.wording
            is_traced = said.moments[0] > traced_since
            yield (
                said.pk, said.thread_pk, site_id, said.parent.pk if said.parent else None, said.number, said.path,
                depth_of(said.path),
                author.name, author.email, author.email_canonical, author.url, author.staff,
                wording.text, wording.digest, wording.html,
                life.status.value, life.version, life.text_version, 2 if life.is_emptied else 1,
                said.shown, said.replies,
                *(_traces(author) if is_traced else _NO_TRACES),
                _NO_SIGNALS if life.is_emptied else _SIGNALS, life.remark.score, 1,
                stored[0], _at(stored, life.edited), _at(stored, life.published), _at(stored, life.decided),
                _at(stored, life.moved),
            )  # fmt: skip

    def decisions(self, *, by_id: Any) -> Iterator[ColumnValues]:
        for said, stored in zip(self._said, self._stored, strict=True):
            for one in said.life.decisions:
                by = by_id if one.actor == Actor.MODERATOR else None
                yield (
                    said.pk, one.actor.value, by, one.before, one.to.value, one.version, one.reason, one.told,
                    stored[one.at],
                )  # fmt: skip

    def findings(self) -> Iterator[ColumnValues]:
        for said, stored in zip(self._said, self._stored, strict=True):
            remark = said.life.remark
            for text_version, at in said.life.findings:
                yield (
                    said.pk, text_version, remark.check, remark.verdict.value, remark.code, remark.reason,
                    remark.told, remark.score, _MILLISECONDS, stored[at],
                )  # fmt: skip


def _traces(author: Person) -> tuple[str, str, str]:
    return author.address, author.network, author.user_agent


def _at(stored: Sequence[Any], which: int | None) -> Any:  # a time as the database takes it
    return None if which is None else stored[which]
