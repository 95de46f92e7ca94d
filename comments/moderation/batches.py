"""Decisions on many comments as one: frozen at once, carried out by workers a handful at a time, undone together.

What is frozen is each comment with its version, so that what somebody decides or an author edits meanwhile is left
alone; undoing too leaves alone what happened since.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Count, F, QuerySet, Value
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comments import doorbell
from comments.access import audit
from comments.access.staff import Moderator
from comments.db import bulk
from comments.db.transactions import writing
from comments.errors import NotAllowed, NotFound
from comments.models import AuditVerb, Ban, Batch, BatchItem, Comment, Decision, ItemOutcome
from comments.moderation import decisions, undoing
from comments.moderation.handfuls import Handfuls, on_its_own

_COLUMNS = ("batch_id", "comment_id", "version", "action", "outcome")

ACTIONS: Mapping[str, Callable[..., Comment]] = {"reject": decisions.reject, "spam": decisions.mark_spam}


def freeze(batch: Batch, comments: "QuerySet[Comment]", action: str) -> None:
    """Put these comments, as they are now, into a batch that is saved; part of the caller's transaction."""
    rows = comments.order_by("pk").values_list(
        Value(batch.pk), F("pk"), F("version"), Value(action), Value(ItemOutcome.OPEN.value)
    )
    batch.size += bulk.insert_selected(BatchItem, _COLUMNS, rows)


def begin(batch: Batch, *, now: datetime) -> None:
    """Have a frozen batch carried out once the caller's transaction has committed."""
    batch.due = now if batch.size else None
    batch.save(update_fields=["size", "due"])
    if batch.due:
        doorbell.decisions_on_many.ring_after_commit(batch.pk)


def undo(batch_id: int, *, by: Moderator, now: datetime | None = None) -> Batch:
    """Stop a batch, take back its ban, and have each decision taken back since which nothing happened.

    A second time changes nothing. Raises NotFound, and NotAllowed for anybody but who decided.
    """
    now = now or timezone.now()
    with writing():
        rows = Batch.objects.select_related("ban").select_for_update(of=("self",), no_key=True)
        batch = rows.filter(pk=batch_id).first()
        if batch is None:
            raise NotFound
        if batch.by_id != by.pk:
            raise NotAllowed(_("Only the moderator who decided this can undo it."))
        if batch.undone_at is None:
            if batch.ban is not None:
                _take_ban_back(batch, batch.ban)
            batch.undone_at, batch.reached, batch.due = now, 0, now if batch.size else None
            batch.save(update_fields=["undone_at", "reached", "due"])
            doorbell.decisions_on_many.ring_after_commit(batch.pk)
    return batch


def progress(batch: Batch) -> dict[str, int]:
    """How many comments of a batch have each ItemOutcome, by its value."""
    counts = batch.items.order_by().values_list("outcome").annotate(n=Count("pk"))
    return dict.fromkeys(ItemOutcome.values, 0) | dict(counts)


def _step(batch: Batch, limit: int, now: datetime) -> tuple[int, datetime | None]:
    step = _decide if batch.undone_at is None else _take_back
    items = list(batch.items.filter(pk__gt=batch.reached).order_by("pk")[:limit])
    with translation.override(batch.site.language):
        for item in items:
            step(item, batch, now)
    return items[-1].pk if items else batch.reached, now if len(items) == limit else None


work = Handfuls(Batch.objects.select_related("by", "site"), _step)


def _decide(item: BatchItem, batch: Batch, now: datetime) -> None:
    def decide() -> None:
        said = {"reason": batch.reason, "code": batch.code} if item.action == "reject" else {}
        ACTIONS[item.action](item.comment_id, by=batch.by, version=item.version, now=now, **said)

    _settle(item, ItemOutcome.OPEN, ItemOutcome.DONE, decide, refused=ItemOutcome.SKIPPED)


def _take_back(item: BatchItem, batch: Batch, now: datetime) -> None:
    def restore() -> None:
        decision = Decision.objects.filter(comment=item.comment_id, by=batch.by, version=item.version + 1).first()
        if decision is None:
            raise NotFound
        undoing.undo(decision.pk, by=batch.by, now=now)

    BatchItem.objects.filter(pk=item.pk, outcome=ItemOutcome.OPEN).update(outcome=ItemOutcome.SKIPPED)
    _settle(item, ItemOutcome.DONE, ItemOutcome.UNDONE, restore, refused=ItemOutcome.KEPT)


def _settle(
    item: BatchItem, before: ItemOutcome, after: ItemOutcome, act: Callable[[], None], *, refused: ItemOutcome
) -> None:
    """Act on a comment if its item is as `before`, in one transaction with what the item says then."""
    mine = BatchItem.objects.filter(pk=item.pk, outcome=before)

    def act_once() -> None:
        with writing():
            if mine.update(outcome=after):
                act()

    if not on_its_own(item.comment_id, act_once):
        mine.update(outcome=refused)


def _take_ban_back(batch: Batch, ban: Ban) -> None:
    """Unless somebody changed it since: then theirs stands."""
    kept = batch.ban_before or {}
    laid = Ban.objects.filter(pk=ban.pk, **kept.get("laid", {}))
    is_undone = laid.update(**kept["before"]) if kept.get("before") else laid.delete()[0]
    if is_undone:
        audit.write(AuditVerb.BAN, _("Took back: %(ban)s") % {"ban": ban}, by=batch.by, site_id=batch.site_id)
