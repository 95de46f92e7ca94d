"""Which comments a decision on many takes, and as they are when it is made: one row for each, by one statement."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Case, CharField, F, Min, Q, QuerySet, Value, When, Window
from django.db.models.functions import Cast, Concat

from comments import doorbell, limits
from comments.db import bulk
from comments.models import Action, Batch, BatchItem, Comment, ItemOutcome, ReviewSample
from comments.statuses import LEGAL_MOVES, Status

# What can be decided on many, and what the comments are then.
ACTIONS: Mapping[str, Status] = {
    Action.APPROVE: Status.APPROVED, Action.REJECT: Status.REJECTED, Action.SPAM: Status.SPAM,
    Action.REVIEW: Status.PENDING, Action.CONFIRM: Status.APPROVED,
}  # fmt: skip
_COLUMNS = ("batch_id", "comment_id", "version", "action", "tells", "outcome")


def freeze(batch: Batch, comments: "QuerySet[Comment]", action: Value | Case) -> None:
    """Put these comments, as they are now, into a batch that is saved; part of the caller's transaction.

    `action` is what each is decided by, of ACTIONS, as an expression.
    """
    items = comments.order_by("pk").values_list(
        Value(batch.pk), F("pk"), F("version"), action, _is_first_of_author(), Value(ItemOutcome.OPEN.value)
    )
    batch.size += bulk.insert_selected(BatchItem, _COLUMNS, items)


def begin(batch: Batch, *, now: datetime) -> None:
    """Have a frozen batch carried out once the caller's transaction has committed; see `ring`."""
    batch.due = now if batch.size else None
    batch.save(update_fields=["size", "told", "due"])
    ring(batch)


def ring(batch: Batch) -> None:
    """Have a worker carry out a batch that is due. Few comments are left to the request, by `handfuls.carry_out`.

    A worker that took them first would let the request end before they are decided. If the request ends early, the
    sweep finds them.
    """
    if batch.due and batch.size > limits.BATCH_AT_ONCE:
        doorbell.decisions_on_many.ring_after_commit(batch.pk)


def can_be(action: str, *, with_published: bool) -> Q:
    """Which comments can be decided so."""
    to = ACTIONS[action]
    if action == Action.CONFIRM:
        return Q(status=to) & (Q(unseen=True) | Q(reported_at__isnull=False))
    stays = Q(pk__in=ReviewSample.objects.filter(settled_at=None), status=to) if action == Action.SPAM else Q()
    before = {old for old in Status if to in LEGAL_MOVES[old]} - {to}
    return Q(status__in=before if with_published else before - {Status.APPROVED}) | stays


def _is_first_of_author() -> Case:
    """True for the first comment of each author on each site; without e-mail or cookie each is somebody else.

    On a site that has to give a reason for each rejection it is true for all.
    """
    author = Case(
        When(identity__isnull=False, then=Concat(Value("account "), Cast("identity_id", CharField()))),
        When(~Q(email_canonical=""), then=F("email_canonical")),
        When(commenter__isnull=False, then=Concat(Value("browser "), Cast("commenter_id", CharField()))),
        default=Concat(Value("comment "), Cast("pk", CharField())),
        output_field=CharField(),
    )
    first = Window(Min("pk"), partition_by=[F("site_id"), author])
    return Case(When(Q(pk=first) | Q(site__reasons_required=True), then=Value(True)), default=Value(False))
