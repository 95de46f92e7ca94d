"""The only way to another status: each change is legal, guarded by the version, and has its Decision row.

Everything here runs inside a transaction that has locked the comment's thread, then the comment. Whatever locks several
rows does so in this order, so that nobody waits in a circle: batch, site, thread, comment, cluster, and last the
classifier's row, which all decisions of a site have in common; several of one kind by id.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from comments.access.staff import Moderator
from comments.counters import on_status_change, rollups
from comments.db.rows import find_one, update_rows
from comments.errors import IllegalMove, NotFound, Stale
from comments.models import Actor, Comment, Decision, Thread
from comments.moderation import consequences, undo_data
from comments.moderation.consequences import AppliedTransition
from comments.statuses import LEGAL_MOVES, Status
from comments.text import markup


@dataclass(frozen=True)
class Transition:
    """Who decides on a comment, when and why.

    `by` is set exactly for Actor.MODERATOR. `reason` is for moderators, `told` for the author, by the Reason of that
    `code`, if any; `note` is for colleagues. `batch_id` is the Batch that it is part of, follows or takes back, if any,
    `undoes` the Decision that it takes back.
    """

    actor: Actor
    now: datetime
    by: Moderator | None = None
    reason: str = ""
    told: str = ""
    action: str = ""
    code: str = ""
    note: str = ""
    undoes: Decision | None = None
    batch_id: int | None = None


class UnsavedChange(NamedTuple):
    """A change that is not in the database yet: `guard` has the values by which its row is found."""

    guard: Mapping[str, Any]
    changes: Mapping[str, Any]
    applied: AppliedTransition


_together: ContextVar[list[UnsavedChange] | None] = ContextVar("together", default=None)


def lock(comment_id: int, *, thread_id: int | None = None) -> Comment:
    """Lock the comment's thread, then the comment, until the transaction ends; returns the comment as it is then.

    With `thread_id` its thread need not be looked up. On SQLite the transaction itself is the lock. Raises NotFound.
    """
    thread_id = thread_id or _thread_of(comment_id)
    if thread_id is None:
        raise NotFound
    if connection.features.has_select_for_update:
        list(Thread.objects.select_for_update(no_key=True).values_list("pk").filter(pk=thread_id))
    comment = find_one(_locked_rows().filter(pk=comment_id))
    if comment is None:
        raise NotFound
    return comment


def lock_all(comments: Sequence[Comment], *, with_history: bool = False) -> dict[int, Comment]:
    """Lock the threads of these comments, then the comments, each by id; returns the comments as they are then, by id.

    Comments that are gone are left out; those of one thread share its instance. The locks last until the transaction
    ends. `with_history` their decisions, objections and reports are read too, for all in a query each.
    """
    if connection.features.has_select_for_update:
        threads = Thread.objects.filter(pk__in={comment.thread_id for comment in comments}).order_by("pk")
        list(threads.select_for_update(no_key=True).values_list("pk"))
    found = _locked_rows().filter(pk__in=[comment.pk for comment in comments]).order_by("pk")
    history = ("decisions", rollups.OBJECTIONS_READ, "reports")
    rows = list(found.prefetch_related(*history) if with_history else found)
    shared = {comment.thread_id: comment.thread for comment in rows}
    for comment in rows:
        comment.thread = shared[comment.thread_id]
    return {comment.pk: comment for comment in rows}


def _thread_of(comment_id: int) -> int | None:
    return Comment.objects.filter(pk=comment_id).values_list("thread_id", flat=True).first()


def _locked_rows() -> QuerySet[Comment]:
    """Without their keys: a row that points to one of them can be written meanwhile."""
    whole = Comment.objects.select_related("thread", "parent", "set_aside", "review_lease", "review_sample")
    known = whole.annotate(listeners=F("site__wanted_events"))  # type: ignore[no-redef]  # the model declares it
    return known.select_for_update(of=("self",), no_key=True)


def rendered_if_missing(comment_id: int) -> dict[str, Any]:
    """The HTML of a comment that a person decides on before it was screened; made outside the transaction."""
    unscreened = Comment.objects.filter(pk=comment_id, html=None).values_list("text", flat=True).first()
    return {} if unscreened is None else {"html": markup.render(unscreened)}


def last_rejection(comment: Comment) -> Decision | None:
    """The Decision that rejected the comment last."""
    return comment.decisions.filter(to_status=Status.REJECTED).last()


def told_before(comment: Comment, to: Status) -> str:
    """What its author was told when it was rejected, if it stays or goes back to that."""
    rejected = last_rejection(comment) if to == Status.REJECTED else None
    return rejected.told if rejected else ""


def is_done(comment: Comment, transition: Transition, version: int) -> bool:
    """Whether nothing happened to the comment since `version` but this very decision, which was sent twice.

    False if it has that version. Raises Stale if anything else happened.
    """
    if comment.version == version:
        return False
    same = comment.decisions.filter(
        action=transition.action, by=transition.by, version=version + 1, reason=transition.reason
    )
    if comment.version == version + 1 and same.exists():
        return True
    raise Stale


def move(comment: Comment, to: Status, transition: Transition, also: Mapping[str, Any] | None = None) -> Comment:
    """Change the status by a guarded UPDATE, write the Decision, then do all that follows (`consequences`).

    `also` has other columns to be written by the same UPDATE. The comment comes from `lock` or `lock_all`, and is
    returned with its new values. Raises IllegalMove, and Stale if its row is not what it was when it was locked.
    """
    before = Status(comment.status)
    if to == before or to not in LEGAL_MOVES[before]:
        labels = {"before": before.label, "to": to.label}
        raise IllegalMove(_("A comment that is “%(before)s” cannot become “%(to)s”.") % labels)
    changes: dict[str, Any] = {
        "moved_at": transition.now, "due": None, "leased_until": None, "picked_at": None, "pinned_at": None,
        "erase_at": None, "likeness": None, "likeness_version": None,
        "seems_rejected": (before, to) == (Status.REJECTED, Status.SPAM),
        "unseen": transition.actor == Actor.SCREENING and to == Status.APPROVED,
    }  # fmt: skip
    if to == Status.APPROVED and comment.published_at is None:
        changes["published_at"] = transition.now
    if transition.actor in (Actor.MODERATOR, Actor.AUTHOR):
        changes["decided_at"] = transition.now
    if before == Status.SPAM and (to == Status.WITHDRAWN or transition.actor == Actor.HOUSEKEEPING):
        # Spam took its branch out of sight; a tombstone would bring it back.
        changes["published_at"] = None
    return _write(comment, to, transition, {**changes, **(also or {})})


def stay(comment: Comment, transition: Transition, changes: dict[str, Any]) -> Comment:
    """Write these columns, without a change of the status, as a Decision with all that follows (`consequences`).

    The comment comes from `lock`, and is returned with its new values. Raises IllegalMove, and Stale if its row is not
    what it was when it was locked.
    """
    status = Status(comment.status)
    if status not in LEGAL_MOVES[status]:
        raise IllegalMove(_("A comment that is “%(status)s” stays that.") % {"status": status.label})
    return _write(comment, status, transition, changes)


@contextmanager
def together() -> Iterator[None]:
    """Write what is decided within in a few statements at the end, within the transaction around it.

    For comments of which none is below another: what is shown of one must not depend on what becomes of another.
    """
    collected: list[UnsavedChange] = []
    token = _together.set(collected)
    try:
        yield
    finally:
        _together.reset(token)
    _save_all(collected)


def _save_all(unsaved: Sequence[UnsavedChange]) -> None:
    if update_rows(Comment, [(one.guard, one.changes) for one in unsaved]) != len(unsaved):
        raise Stale
    Decision.objects.bulk_create(one.applied.decision for one in unsaved)
    consequences.follow_all([one.applied for one in unsaved])


def _write(comment: Comment, to: Status, transition: Transition, changes: dict[str, Any]) -> Comment:
    before, was_counted = Status(comment.status), on_status_change.is_counted(comment)
    changes = {**changes, "status": to, "version": comment.version + 1}
    can_be_undone = (transition.by or transition.batch_id) is not None and to != Status.DELETED
    kept = undo_data.keep(comment, changes) if can_be_undone else None
    guard = {"id": comment.pk, "version": comment.version, "status": before}
    collected = _together.get()
    if collected is None:
        update_guarded(comment, before, changes)
    else:
        _set(comment, changes)
    decision = decision_row(comment, before, transition)
    if kept is not None and consequences.confirms_thread(comment, decision):
        kept[undo_data.UNCONFIRMED] = True
    decision.replaced = kept
    applied = AppliedTransition(comment, decision, transition.actor, transition.now, was_counted)
    if collected is None:
        decision.save(force_insert=True)
        consequences.follow(applied)
    else:
        collected.append(UnsavedChange(guard, changes, applied))
    return comment


def update_guarded(comment: Comment, before: Status, changes: dict[str, Any]) -> None:
    """Write these columns if the row still has the comment's version and this status, else raise Stale."""
    guarded = Comment.objects.filter(pk=comment.pk, version=comment.version, status=before)
    if guarded.update(**changes) != 1:
        raise Stale
    _set(comment, changes)


def _set(comment: Comment, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(comment, name, value)


def record(comment: Comment, before: Status, transition: Transition) -> None:
    """Save the Decision row of a change that is written."""
    decision_row(comment, before, transition).save(force_insert=True)


def decision_row(comment: Comment, before: Status, transition: Transition) -> Decision:
    """The Decision row of a change that is written, not saved yet: `comment` has its new status and version."""
    return Decision(
        comment=comment, actor=transition.actor, by=transition.by, from_status=before, to_status=comment.status,
        version=comment.version, action=transition.action, reason=transition.reason, told=transition.told,
        note=transition.note, code=transition.code, undoes=transition.undoes,
        batch_id=transition.batch_id, created_at=transition.now,
    )  # fmt: skip
