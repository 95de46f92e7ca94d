"""Decisions on many comments, carried out by workers a handful at a time, each handful in one transaction.

A batch's `due` says when a worker goes on with it, `reached` how far it came, and `undone_at` that it is taken back.
Who works on it locks it, and writes with the decisions how far it is: so a worker may die at any time, and several may
try at once.
"""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from comments import limits
from comments.access.membership import may_decide
from comments.counters import rollups
from comments.db.transactions import cause, is_away, is_unavailable, writing
from comments.errors import Refused
from comments.models import Action, Actor, Batch, BatchItem, Comment, Decision, ItemOutcome
from comments.moderation import clusters, decisions, undo_data, undoing
from comments.moderation.transitions import Transition, lock_all, together
from comments.paths import WIDTH
from comments.text import markup

Row = TypeVar("Row", bound=Model)
OfComment = TypeVar("OfComment", BatchItem, Decision)

log = logging.getLogger(__name__)

HANDFUL = 50  # comments
_SQLITE_PART = 25
LEASE = timedelta(seconds=limits.LEASE_SECONDS)
_AT_ONCE = 10  # rows that a worker looks at


def carry_out_next(*, now: datetime | None = None) -> bool:
    """Carry out a handful of the batch that has been due longest; True while something is left of any."""
    now = now or timezone.now()
    due = _due(now)[:2]
    is_left = bool(due) and _carry_out_politely(due[0], now)
    return is_left or len(due) > 1


def carry_out_overdue() -> None:
    """Carry out, here and now, batches that have been due so long that no message can be on its way."""
    try:
        now = timezone.now()
        for batch_id in _due(now - timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)):
            for _handful in range(limits.SWEEP_ROWS // HANDFUL):
                if not _carry_out_politely(batch_id, now):
                    break
    except DatabaseError as error:
        log.warning("overdue decisions on many comments could not be read: %s", cause(error))


def _carry_out_politely(batch_id: int, now: datetime) -> bool:
    """Carry out a handful. SQLite has one writer, and others poll for its lock: there they have every other turn."""
    if connection.vendor != "sqlite":
        return carry_out(batch_id, limit=HANDFUL, now=now)
    is_left = True
    for _part in range(HANDFUL // _SQLITE_PART):
        began = time.monotonic()
        is_left = is_left and carry_out(batch_id, limit=_SQLITE_PART, now=now)
        if is_left:
            time.sleep(time.monotonic() - began)
    return is_left


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
    handful = Handful(limit, now, is_passed_over, _rendered_ahead(batch_id, limit, is_passed_over=is_passed_over))
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


def _rendered_ahead(batch_id: int, limit: int, *, is_passed_over: bool) -> dict[int, Mapping[str, Any]]:
    """Made outside the transaction, since it takes its time."""
    batch = None if is_passed_over else Batch.objects.filter(pk=batch_id, undone_at=None).first()
    ids = [item.comment_id for item in _open(batch)[:limit]] if batch else []
    unscreened = Comment.objects.filter(pk__in=ids, html=None).values_list("pk", "text")
    return {comment_id: {"html": markup.render(text)} for comment_id, text in unscreened}


def _open(batch: Batch) -> QuerySet[BatchItem]:
    return batch.items.filter(pk__gt=batch.reached).order_by("pk")


def _decide_some(batch: Batch, handful: Handful) -> datetime | None:
    """Decide on the next comments; returns when to go on, None at the end."""
    items, is_left = _some(_open(batch), handful.limit)
    batch.reached = items[-1].pk if items else batch.reached
    comments = _locked(item.comment_id for item in items)
    items = [item for item in items if item.comment_id in comments]
    became = {item.pk: _left_alone(item, comments[item.comment_id], batch, handful) for item in items}
    for item in items:
        if batch.told and item.tells and (became[item.pk] or item.action != Action.REJECT):
            _let_the_next_tell(item, items, comments[item.comment_id])

    def decide(item: BatchItem) -> None:
        became[item.pk] = _decided(item, comments[item.comment_id], batch, handful)

    open_ = [item for item in items if not became[item.pk]]
    confirms = batch.action in (Action.APPROVE, Action.CONFIRM) and batch.is_looked_at
    _act_in_rounds(
        open_, comments, decide,
        is_alone=lambda item: confirms and not comments[item.comment_id].thread.is_confirmed,
    )  # fmt: skip
    counted = Counter(became.values())
    for outcome in counted:
        BatchItem.objects.filter(pk__in=[pk for pk, one in became.items() if one == outcome]).update(outcome=outcome)
    batch.done += counted[ItemOutcome.DONE]
    batch.skipped += counted[ItemOutcome.SKIPPED] + counted[ItemOutcome.LEASED]
    return handful.now if is_left else None


def _left_alone(item: BatchItem, comment: Comment, batch: Batch, handful: Handful) -> ItemOutcome:
    """SKIPPED or LEASED for a comment that is not to be decided on any more, else OPEN."""
    if comment.version != item.version or handful.is_passed_over or not may_decide(batch.by, comment.site_id):
        return ItemOutcome.SKIPPED
    lease = getattr(comment, "review_lease", None)
    if lease is not None and lease.by_id != batch.by_id and lease.until > handful.now:
        return ItemOutcome.LEASED
    return ItemOutcome.OPEN


def _decided(item: BatchItem, comment: Comment, batch: Batch, handful: Handful) -> ItemOutcome:
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


def _let_the_next_tell(item: BatchItem, items: Sequence[BatchItem], comment: Comment) -> None:
    """Have the author read the reason with the next of their comments, since this one was not rejected."""
    after = BatchItem.objects.filter(batch=item.batch_id, pk__gt=item.pk, action=Action.REJECT, tells=False)
    theirs = after.filter(comment__site=comment.site_id)
    if comment.identity_id:
        theirs = theirs.filter(comment__identity=comment.identity_id)
    elif comment.email_canonical:
        theirs = theirs.filter(comment__email_canonical=comment.email_canonical)
    elif comment.commenter_id:
        theirs = theirs.filter(comment__email_canonical="", comment__commenter=comment.commenter_id)
    else:
        return
    following = theirs.order_by("pk").first()
    if following is not None:
        BatchItem.objects.filter(pk=following.pk).update(tells=True)
        for other in items:
            other.tells = other.tells or other.pk == following.pk


def _take_back_some(batch: Batch, handful: Handful) -> datetime | None:
    """Take decisions back, the latest first; returns when to go on, None at the end.

    A worker that judged before the undoing may settle after it, within its lease, so they are looked for once more.
    """
    of_batch = batch.decisions.filter(undoes=None)
    of_batch = of_batch.filter(pk__lt=batch.reached) if batch.reached else of_batch
    rows, is_left = _some(of_batch.order_by("-pk"), handful.limit)
    comments = _locked(row.comment_id for row in rows)
    became: dict[ItemOutcome, list[int]] = defaultdict(list)
    by = batch.undone_by or batch.by

    def take_back(row: Decision) -> None:
        comment = comments[row.comment_id]
        is_open = not handful.is_passed_over and may_decide(by, comment.site_id)
        is_back = is_open and undoing.take_back(comment, row, by, handful.now)
        became[ItemOutcome.UNDONE if is_back else ItemOutcome.KEPT].append(row.comment_id)

    _act_in_rounds(rows, comments, take_back, is_alone=lambda row: undo_data.concerns_others(row.replaced or {}))
    # What followed the batch later has no item, and what is looked at once more is counted once.
    batch.undone += _note(batch, became[ItemOutcome.UNDONE], ItemOutcome.UNDONE)
    batch.kept += _note(batch, became[ItemOutcome.KEPT], ItemOutcome.KEPT)
    batch.reached = rows[-1].pk if is_left else 0
    if is_left:
        return handful.now
    late = (batch.undone_at or handful.now) + LEASE
    return late if handful.now < late and clusters.has_stood(batch) else None


def _note(batch: Batch, comment_ids: Sequence[int], outcome: ItemOutcome) -> int:
    """Write what became of decisions that were to be taken back; returns of how many that was not known before."""
    return batch.items.filter(comment__in=comment_ids).exclude(outcome=outcome).update(outcome=outcome)


def _some(rows: QuerySet[Row], limit: int) -> tuple[list[Row], bool]:
    """The first so many rows, and whether there are more."""
    found = list(rows[: limit + 1])
    return found[:limit], len(found) > limit


def _locked(comment_ids: Iterable[int]) -> dict[int, Comment]:
    rows = Comment.objects.filter(pk__in=list(comment_ids)).only("thread_id")
    return lock_all(list(rows), with_history=True)


def _act_in_rounds(
    rows: Sequence[OfComment],
    comments: dict[int, Comment],
    act: Callable[[OfComment], None],
    *,
    is_alone: Callable[[OfComment], bool],
) -> None:
    """Act on each row's comment, in rounds that are written together, each with one comment of a branch at most.

    What is shown of a comment depends on those above it, so that of a branch is read again for the next round. What
    `is_alone` also writes rows of others, and is written at once.
    """
    for number, round_ in enumerate(_rounds(rows, comments)):
        if number:
            comments.update(lock_all([comments[row.comment_id] for row in round_], with_history=True))
        alone = [row for row in round_ if is_alone(row)]
        with together():
            for row in round_:
                if row not in alone:
                    act(row)
        for row in alone:
            act(row)


def _rounds(rows: Sequence[OfComment], comments: Mapping[int, Comment]) -> list[list[OfComment]]:
    rounds: list[list[OfComment]] = []
    seen: Counter[tuple[int, str]] = Counter()
    for row in rows:
        comment = comments[row.comment_id]
        branch = (comment.thread_id, comment.path[:WIDTH])
        if seen[branch] == len(rounds):
            rounds.append([])
        rounds[seen[branch]].append(row)
        seen[branch] += 1
    return rounds
