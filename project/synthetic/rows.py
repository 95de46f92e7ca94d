"""Synthetic threads as rows of the tables, values in the order of the columns named here."""

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
from project.synthetic.threads import SyntheticThread, as_datetime

THREAD = (
    "id", "site_id", "key", "title", "section", "published_at", "created_at", "is_confirmed", "last_number", "count",
    "recent_at", "recent_until", *SPANS,
)  # fmt: skip
COMMENT = (
    "id", "thread_id", "site_id", "parent_id", "number", "path", "depth",
    "name", "email", "email_canonical", "url", "staff", "text", "text_digest", "html",
    "status", "version", "text_version", "token_version", "shown", "unseen", "replies",
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
# The key of a thread that was asked for without one is this and its id, which is free in any database.
OWN_KEY = "invented/"


class TableRows:
    """The rows of some whole threads. Ids rise with time, over all of the threads, as those of real comments do."""

    def __init__(self, threads: Sequence[SyntheticThread], *, now: datetime) -> None:
        self._threads = threads
        self._now = now
        everything = [comment for thread in threads for comment in thread.comments]
        self._comments = sorted(everything, key=lambda comment: (comment.times[0], comment.number))
        self._stored = [as_stored(*map(as_datetime, comment.times)) for comment in self._comments]

    @property
    def comments_number(self) -> int:
        return len(self._comments)

    def assign_ids(self, thread_ids: Sequence[int], comment_ids: Sequence[int]) -> None:
        """Give ids to all threads and comments; both sequences ascend and have one id for each."""
        for thread, pk in zip(self._threads, thread_ids, strict=True):
            thread.pk = pk
            for comment in thread.comments:
                comment.thread_pk = pk
        for comment, pk in zip(self._comments, comment_ids, strict=True):
            comment.pk = pk

    def threads(self, site_id: int) -> Iterator[ColumnValues]:
        for thread in self._threads:
            published, now = as_stored(as_datetime(thread.published), self._now)
            key = thread.key or f"{OWN_KEY}{thread.pk}"
            until, recent = self._recent(thread)
            yield (
                thread.pk, site_id, key, thread.title, thread.section, published, published, True,
                len(thread.comments), thread.count, now, until, *recent,
            )  # fmt: skip

    def _recent(self, thread: SyntheticThread) -> tuple[Any, list[int]]:
        """When the first of its recent comments gets too old for its span, and how many there are in each span."""
        published = list(thread.published_since(self._now - max(SPANS.values())))
        within = {span: [when for when in published if when >= self._now - span] for span in SPANS.values()}
        leaving = [min(times) + span for span, times in within.items() if times]
        until = as_stored(min(leaving))[0] if leaving else None
        return until, [len(times) for times in within.values()]

    def comments(self, site_id: int, *, traced_since: float) -> Iterator[ColumnValues]:
        """Address and browser only of comments posted after `traced_since`, in seconds since the epoch."""
        for comment, stored in zip(self._comments, self._stored, strict=True):
            history, author, text = comment.history, comment.author, comment.text
            traces = (author.address, author.network, author.user_agent)
            yield (
                comment.pk, comment.thread_pk, site_id, comment.parent.pk if comment.parent else None,
                comment.number, comment.path, depth_of(comment.path),
                author.name, author.email, author.email_canonical, author.url, author.staff,
                text.raw, text.digest, text.html,
                history.status.value, history.version, history.text_version, 2 if history.is_erased else 1,
                comment.shown, history.is_unseen, comment.replies,
                *(traces if comment.times[0] > traced_since else _NO_TRACES),
                _NO_SIGNALS if history.is_erased else _SIGNALS, history.finding.score, 1,
                stored[0], _at(stored, history.edited_at), _at(stored, history.published_at),
                _at(stored, history.decided_at), _at(stored, history.moved_at),
            )  # fmt: skip

    def decisions(self, *, by_id: Any) -> Iterator[ColumnValues]:
        """`by_id` is the moderator's id as the database takes it."""
        for comment, stored in zip(self._comments, self._stored, strict=True):
            for decision in comment.history.decisions:
                by = by_id if decision.actor == Actor.MODERATOR else None
                yield (
                    comment.pk, decision.actor.value, by, decision.before, decision.to.value, decision.version,
                    decision.reason, decision.told, stored[decision.at],
                )  # fmt: skip

    def findings(self) -> Iterator[ColumnValues]:
        for comment, stored in zip(self._comments, self._stored, strict=True):
            finding = comment.history.finding
            for text_version, at in comment.history.screenings:
                yield (
                    comment.pk, text_version, finding.check, finding.verdict.value, finding.code, finding.reason,
                    finding.told, finding.score, _MILLISECONDS, stored[at],
                )  # fmt: skip


def _at(stored: Sequence[Any], index: int | None) -> Any:  # a time as the database takes it
    return None if index is None else stored[index]
