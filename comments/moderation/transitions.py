"""The only way to another status: each change is legal, guarded by the version, and has its Decision row.

Everything here runs inside a transaction that has locked the comment's thread, then the comment. Whatever locks several
rows does so in this order, so that nobody waits in a circle: site, thread, comment, cluster, and last the classifier's
row, which all decisions of a site have in common; several of one kind by id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comments.access.staff import Moderator
from comments.counters import on_status_change
from comments.errors import IllegalMove, NotFound, Stale
from comments.models import Actor, Comment, Decision, Thread
from comments.moderation import consequences
from comments.moderation.consequences import AppliedTransition
from comments.statuses import LEGAL_MOVES, Status


@dataclass(frozen=True)
class Transition:
    """Who changes the status of a comment, when and why.

    `by` is set exactly for Actor.MODERATOR. `reason` is for moderators, `told` for the author. `with_cluster_id` is the
    ClusterDecision that it carries out, if it does.
    """

    actor: Actor
    now: datetime
    by: Moderator | None = None
    reason: str = ""
    told: str = ""
    with_cluster_id: int | None = None


def lock(comment_id: int, *, thread_id: int | None = None) -> Comment:
    """Lock the comment's thread, then the comment, until the transaction ends; returns the comment as it is then.

    With `thread_id` its thread need not be looked up. On SQLite the transaction itself is the lock. Raises NotFound.
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
    """Lock the threads of these comments, then the comments, each by id; returns the comments as they are then, by id.

    Comments that are gone are left out. The locks last until the transaction ends.
    """
    if connection.features.has_select_for_update:
        threads = Thread.objects.filter(pk__in={comment.thread_id for comment in comments}).order_by("pk")
        list(threads.select_for_update(no_key=True).values_list("pk"))
    rows = _locked_rows().filter(pk__in=[comment.pk for comment in comments]).order_by("pk")
    return {comment.pk: comment for comment in rows}


def _thread_of(comment_id: int) -> int | None:
    return Comment.objects.filter(pk=comment_id).values_list("thread_id", flat=True).first()


def _locked_rows() -> QuerySet[Comment]:
    """Without their keys: a row that points to one of them can be written meanwhile."""
    return Comment.objects.select_for_update(of=("self",), no_key=True).select_related("thread", "parent")


def last_change(comment: Comment) -> Decision | None:
    """The Decision that brought the comment to its status; None if it still has the one that it was posted with."""
    changes = comment.decisions.filter(to_status=comment.status).exclude(from_status__in=["", comment.status])
    return changes.last()


def move(comment: Comment, to: Status, transition: Transition, also: dict[str, Any] | None = None) -> Comment:
    """Change the status by a guarded UPDATE, write the Decision, then do all that follows (`consequences`).

    `also` has other columns to be written by the same UPDATE. The comment comes from `lock` or `lock_all`, and is
    returned with its new values. Raises IllegalMove, and Stale if its row is not what it was when it was locked.
    """
    before = Status(comment.status)
    if to == before or to not in LEGAL_MOVES[before]:
        labels = {"before": before.label, "to": to.label}
        raise IllegalMove(_("A comment that is “%(before)s” cannot become “%(to)s”.") % labels)
    was_counted = on_status_change.is_counted(comment)
    changes: dict[str, Any] = {
        **(also or {}), "status": to, "version": comment.version + 1, "moved_at": transition.now, "due": None,
        "leased_until": None, "likeness": None, "likeness_version": None,
        "seems_rejected": (before, to) == (Status.REJECTED, Status.SPAM),
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
    consequences.follow(AppliedTransition(comment, transition.actor, transition.now, was_counted))
    return comment


def update_guarded(comment: Comment, before: Status, changes: dict[str, Any]) -> None:
    """Write these columns if the row still has the comment's version and this status, else raise Stale."""
    guarded = Comment.objects.filter(pk=comment.pk, version=comment.version, status=before)
    if guarded.update(**changes) != 1:
        raise Stale
    for name, value in changes.items():
        setattr(comment, name, value)


def record(comment: Comment, before: Status, transition: Transition) -> None:
    """Save the Decision row of a change that is written."""
    decision_row(comment, before, transition).save(force_insert=True)


def decision_row(comment: Comment, before: Status, transition: Transition) -> Decision:
    """The Decision row of a change that is written, not saved yet: `comment` has its new status and version."""
    return Decision(
        comment=comment, actor=transition.actor, by=transition.by, from_status=before, to_status=comment.status,
        version=comment.version, reason=transition.reason, told=transition.told,
        with_cluster_id=transition.with_cluster_id, created_at=transition.now,
    )  # fmt: skip
