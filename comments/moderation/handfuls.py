"""Decisions on many comments, carried out by workers a handful at a time: rows that are due, each its own lease.

A row's `due` says when a worker goes on with it, `reached` how far it came, and `undone_at` that it is taken back. Who
works on it moves `due` on, for as long as a lease; so it is safe to carry a row out twice, and at once.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import Error as DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from comments import limits
from comments.counters import rollups
from comments.db.transactions import cause, is_away, is_unavailable, writing
from comments.errors import Refused
from comments.models import Action, Actor, Batch, BatchItem, ClusterDecision, Comment, ItemOutcome
from comments.moderation import clusters, decisions, undoing
from comments.moderation.transitions import Transition, lock_all
from comments.text import markup

log = logging.getLogger(__name__)

HANDFUL = 50  # comments
LEASE = timedelta(seconds=limits.LEASE_SECONDS)
_AT_ONCE = 10  # rows that a worker looks at

Row = TypeVar("Row", bound=ClusterDecision)


@dataclass(frozen=True)
class Handfuls(Generic[Row]):
    """How the rows of one model are carried out.

    `step` decides on the next so many comments of a row, or takes back; it returns what the row has `reached` then,
    and when to go on, or None.
    """

    rows: QuerySet[Row]
    step: Callable[[Row, int, datetime], tuple[int, datetime | None]]

    def carry_out_next(self, *, now: datetime | None = None) -> bool:
        """Carry out a handful of the row that has been due longest; True while something is left of any."""
        now = now or timezone.now()
        due = self._due(now)[:2]
        is_left = bool(due) and self.carry_out(due[0], now=now)
        return is_left or len(due) > 1

    def carry_out_overdue(self) -> None:
        """Carry out, here and now, rows that have been due so long that no message can be on its way."""
        try:
            now = timezone.now()
            for row_id in self._due(now - timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)):
                self.carry_out(row_id, limit=limits.SWEEP_ROWS, now=now)
        except DatabaseError as error:
            log.warning("overdue decisions on many comments could not be read: %s", cause(error))

    def carry_out(self, row_id: int, *, limit: int = HANDFUL, now: datetime | None = None) -> bool:
        """Carry out the next `limit` comments of a row, or of taking it back; True while something is left."""
        now = now or timezone.now()
        with writing():
            if not self.rows.filter(pk=row_id, due__lte=now).update(due=now + LEASE):
                return False
        row = self.rows.get(pk=row_id)
        reached, due = self.step(row, limit, now)
        with writing():
            mine = self.rows.filter(pk=row_id, due=now + LEASE, undone_at=row.undone_at)
            mine.update(reached=reached, due=due)
        return due is not None and due <= now

    def _due(self, now: datetime) -> list[int]:
        return list(self.rows.filter(due__lte=now).order_by("due").values_list("pk", flat=True)[:_AT_ONCE])


def on_its_own(comment_id: int, act: Callable[[], object]) -> bool:
    """Act on one comment; False if that was refused or failed, so that the others go on. A failing database raises."""
    try:
        act()
    except Refused:
        return False
    except DatabaseError:
        raise
    except Exception:
        log.exception("comment %d could not be decided with others", comment_id)
        return False
    return True


def carry_out_next(*, now: datetime | None = None) -> bool:
    """Carry out a handful of the batch that has been due longest; True while something is left of any."""
    now = now or timezone.now()
    due = _due(now)[:2]
    is_left = bool(due) and carry_out(due[0], now=now)
    return is_left or len(due) > 1


def carry_out_overdue() -> None:
    """Carry out, here and now, batches that have been due so long that no message can be on its way."""
    try:
        now = timezone.now()
        for batch_id in _due(now - timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)):
            for _handful in range(limits.SWEEP_ROWS // HANDFUL):
                if not carry_out(batch_id, now=now):
                    break
    except DatabaseError as error:
        log.warning("overdue decisions on many comments could not be read: %s", cause(error))


def _due(now: datetime) -> list[int]:
    rows = Batch.objects.filter(due__lte=now).order_by("due")
    return list(rows.values_list("pk", flat=True)[:_AT_ONCE])


def carry_out(batch_id: int, *, limit: int = HANDFUL, now: datetime | None = None) -> bool:
    """Carry out the next `limit` comments of a batch that is due, or of its undoing; True while something is left.

    All of them are one transaction, so that a worker may die at any time. Of one that fails the others are carried
    out, each alone. Where another worker is at the batch nothing happens.
    """
    now = now or timezone.now()
    try:
        return _carry_out(batch_id, limit, now)
    except Exception as error:
        if is_away(error) or is_unavailable(error):
            raise
        log.exception("comments of batch %d are decided one by one", batch_id)
    is_left = True
    for _number in range(limit):
        is_left = is_left and _carry_out_one(batch_id, now)
    return is_left


def _carry_out_one(batch_id: int, now: datetime) -> bool:
    try:
        return _carry_out(batch_id, 1, now)
    except Exception as error:
        if is_away(error) or is_unavailable(error):
            raise
        log.exception("a comment of batch %d could not be decided", batch_id)
    return _carry_out(batch_id, 1, now, is_passed_over=True)


def _carry_out(batch_id: int, limit: int, now: datetime, *, is_passed_over: bool = False) -> bool:
    handful = Handful(limit, now, is_passed_over, _rendered_ahead(batch_id, limit))
    with writing(), rollups.together():
        rows = Batch.objects.select_related("by", "undone_by").filter(pk=batch_id, due__lte=now)
        batch = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        if batch is None:
            return False
        batch.due = _decide_some(batch, handful) if batch.undone_at is None else _take_back_some(batch, handful)
        batch.save(update_fields=["due", "reached", "done", "skipped", "undone", "kept"])
    return batch.due is not None and batch.due <= now


@dataclass(frozen=True)
class Handful:
    """One handful: how many at most, when, and the HTML of those that were never screened, by comment id.

    One that `is_passed_over` failed before, and is left as it is.
    """

    limit: int
    now: datetime
    is_passed_over: bool
    rendered: Mapping[int, Mapping[str, Any]]


def _rendered_ahead(batch_id: int, limit: int) -> dict[int, Mapping[str, Any]]:
    """Made outside the transaction, since it takes its time."""
    batch = Batch.objects.filter(pk=batch_id, undone_at=None).first()
    ids = [item.comment_id for item in _open(batch)[:limit]] if batch else []
    unscreened = Comment.objects.filter(pk__in=ids, html=None).values_list("pk", "text")
    return {comment_id: {"html": markup.render(text)} for comment_id, text in unscreened}


def _open(batch: Batch) -> QuerySet[BatchItem]:
    return batch.items.filter(pk__gt=batch.reached).order_by("pk")


def _decide_some(batch: Batch, handful: Handful) -> datetime | None:
    """Decide on the next comments; returns when to go on, None at the end."""
    items = list(_open(batch)[: handful.limit])
    comments = _locked(item.comment_id for item in items)
    became: dict[ItemOutcome, list[int]] = defaultdict(list)
    for item in items:
        comment = comments.get(item.comment_id)
        outcome = ItemOutcome.SKIPPED if handful.is_passed_over else _decided(item, comment, batch, handful)
        became[outcome].append(item.pk)
    for outcome, ids in became.items():
        BatchItem.objects.filter(pk__in=ids).update(outcome=outcome)
    batch.done += len(became[ItemOutcome.DONE])
    batch.skipped += len(items) - len(became[ItemOutcome.DONE])
    batch.reached = items[-1].pk if items else batch.reached
    return handful.now if len(items) == handful.limit else None


def _decided(item: BatchItem, comment: Comment | None, batch: Batch, handful: Handful) -> ItemOutcome:
    if comment is None or comment.version != item.version:
        return ItemOutcome.SKIPPED
    lease = getattr(comment, "review_lease", None)
    if lease is not None and lease.by_id != batch.by_id and lease.until > handful.now:
        return ItemOutcome.LEASED
    told = batch.told.get(str(comment.site_id), "") if item.action == Action.REJECT else ""
    transition = Transition(
        Actor.MODERATOR, handful.now, batch.by, told or batch.reason, told if item.tells else "", action=item.action,
        code=batch.code if told else "", batch_id=batch.pk,
    )  # fmt: skip
    try:
        decisions.carry_out(comment, transition, handful.rendered.get(comment.pk, {}))
    except Refused:
        return ItemOutcome.SKIPPED
    return ItemOutcome.DONE


def _take_back_some(batch: Batch, handful: Handful) -> datetime | None:
    """Take the next decisions back; returns when to go on, None at the end.

    A worker that judged before the undoing may settle after it, within its lease, so they are looked for once more.
    """
    rows = list(batch.decisions.filter(pk__gt=batch.reached).order_by("pk")[: handful.limit])
    comments = _locked(row.comment_id for row in rows)
    became: dict[ItemOutcome, list[int]] = defaultdict(list)
    by = batch.undone_by or batch.by
    for row in rows:
        is_back = not handful.is_passed_over and undoing.take_back(comments[row.comment_id], row, by, handful.now)
        became[ItemOutcome.UNDONE if is_back else ItemOutcome.KEPT].append(row.comment_id)
    # What followed the batch later has no item, and what is looked at once more is counted once.
    batch.undone += _note(batch, became[ItemOutcome.UNDONE], ItemOutcome.UNDONE)
    batch.kept += _note(batch, became[ItemOutcome.KEPT], ItemOutcome.KEPT)
    batch.reached = rows[-1].pk if rows else batch.reached
    if len(rows) == handful.limit:
        return handful.now
    late = (batch.undone_at or handful.now) + LEASE
    if handful.now >= late or not clusters.has_stood(batch):
        return None
    batch.reached = 0
    return late


def _note(batch: Batch, comment_ids: Sequence[int], outcome: ItemOutcome) -> int:
    """Write what became of decisions that were to be taken back; returns of how many that was not known before."""
    return batch.items.filter(comment__in=comment_ids).exclude(outcome=outcome).update(outcome=outcome)


def _locked(comment_ids: Iterable[int]) -> dict[int, Comment]:
    return lock_all(list(Comment.objects.filter(pk__in=list(comment_ids)).only("thread_id")))
