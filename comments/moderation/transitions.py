"""The one door to a status: each change is legal, guarded by the version, and has its Decision row.

Everything here runs inside a transaction that has locked the comment's thread, then the comment. Whatever locks several
rows does so in this order, so that nobody waits in a circle: site, thread, comment, cluster, and last the learned
filter's row, which all decisions of a site have in common; several of one kind by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comments.access.staff import Moderator
from comments.akismet import feedback
from comments.classifier import storage
from comments.counters import visibility
from comments.errors import IllegalMove, NotFound, Stale
from comments.models import Actor, Comment, Decision, Thread
from comments.moderation import erasure
from comments.statuses import LEGAL_MOVES, Status


@dataclass(frozen=True)
class Transition:
    """Who moves a comment, and why; `told` is what its author may hear."""

    actor: Actor
    now: datetime
    by: Moderator | None = None
    reason: str = ""
    told: str = ""
    with_cluster_id: int | None = None


def lock(comment_id: int, *, thread_id: int | None = None) -> Comment:
    """The comment as it is now, with its thread, both locked until the transaction ends; raises NotFound.

    On SQLite the transaction itself is the lock.
    """
    thread_id = thread_id or _thread_of(comment_id)
    if thread_id is None:
        raise NotFound
    if connection.features.has_select_for_update:
        list(Thread.objects.select_for_update(no_key=True).values_list("pk").filter(pk=thread_id))
    comment = _locked_rows().filter(pk=comment_id).first()
    if comment is None:
        raise NotFound
    return comment


def lock_all(comments: Sequence[Comment]) -> dict[int, Comment]:
    """Comments by id as they are now, with their threads, both locked until the transaction ends.

    Threads are locked in the order of their ids. What is gone is left out.
    """
    if connection.features.has_select_for_update:
        threads = Thread.objects.filter(pk__in={comment.thread_id for comment in comments}).order_by("pk")
        list(threads.select_for_update(no_key=True).values_list("pk"))
    rows = _locked_rows().filter(pk__in=[comment.pk for comment in comments]).order_by("pk")
    return {comment.pk: comment for comment in rows}


def _thread_of(comment_id: int) -> int | None:
    return Comment.objects.filter(pk=comment_id).values_list("thread_id", flat=True).first()


def _locked_rows() -> QuerySet[Comment]:
    """`no_key`: who only writes a row that points to it need not wait."""
    return Comment.objects.select_for_update(of=("self",), no_key=True).select_related("thread", "parent")


def last_change(comment: Comment) -> Decision | None:
    """The decision that brought the comment to its status, its birth aside."""
    changes = comment.decisions.filter(to_status=comment.status).exclude(from_status__in=["", comment.status])
    return changes.last()


def move(comment: Comment, to: Status, transition: Transition, found: dict[str, Any] | None = None) -> Comment:
    """Change the status by a guarded UPDATE, write the Decision, then what readers see and count.

    `found` is what else is to be written of the comment. What is deleted is emptied.
    """
    before = Status(comment.status)
    if to == before or to not in LEGAL_MOVES[before]:
        labels = {"before": before.label, "to": to.label}
        raise IllegalMove(_("A comment that is “%(before)s” cannot become “%(to)s”.") % labels)
    was_counted = visibility.is_counted(comment)
    changes: dict[str, Any] = {
        **(found or {}), "status": to, "version": comment.version + 1, "moved_at": transition.now, "due": None,
        "leased_until": None, "seems_rejected": (before, to) == (Status.REJECTED, Status.SPAM),
    }  # fmt: skip
    if to == Status.APPROVED and comment.published_at is None:
        changes["published_at"] = transition.now
    if transition.actor in (Actor.MODERATOR, Actor.AUTHOR):
        changes["decided_at"] = transition.now
    if before == Status.SPAM and (to == Status.WITHDRAWN or transition.actor == Actor.HOUSEKEEPING):
        # Spam took its branch out of sight; a tombstone would bring it back.
        changes["published_at"] = None
    update_guarded(comment, before, changes)
    record(comment, before, transition)
    visibility.refresh(comment, was_counted=was_counted)
    if to == Status.DELETED:
        erasure.empty(comment)
    if transition.actor != Actor.SCREENING:
        feedback.queue(comment, transition.now)
        storage.mark_stale(comment.site_id, transition.now)
    return comment


def update_guarded(comment: Comment, before: Status, changes: dict[str, Any]) -> None:
    guarded = Comment.objects.filter(pk=comment.pk, version=comment.version, status=before)
    if guarded.update(**changes) != 1:
        raise Stale
    for name, value in changes.items():
        setattr(comment, name, value)


def record(comment: Comment, before: Status, transition: Transition) -> None:
    decision_row(comment, before, transition).save(force_insert=True)


def decision_row(comment: Comment, before: Status, transition: Transition) -> Decision:
    """The row that tells of a change, not saved yet."""
    return Decision(
        comment=comment, actor=transition.actor, by=transition.by, from_status=before, to_status=comment.status,
        version=comment.version, reason=transition.reason, told=transition.told,
        with_cluster_id=transition.with_cluster_id, created_at=transition.now,
    )  # fmt: skip
