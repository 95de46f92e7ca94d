"""What follows from a change of status, as a list in the order in which it happens: all in the change's transaction.

To have something more follow, write a function of a `AppliedTransition` and add it to CONSEQUENCES. The thread and the
comment are locked by then; what locks other rows keeps the order of `transitions`. Nothing here waits for a service
outside: what one is to hear is queued as a row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comments.access import audit
from comments.akismet import feedback
from comments.classifier import storage
from comments.counters import moderators, on_status_change, rollups, samples
from comments.deliveries import events, readers
from comments.models import Action, Actor, AuditVerb, Comment, Decision, Thread
from comments.moderation import erasure, open_reports
from comments.statuses import Status


@dataclass(frozen=True)
class AppliedTransition:
    """A decision that is saved: `comment` has its new status, `was_counted` says if readers' counts had it before.

    The status may be what it was: `decision.from_status` says so, and `decision.action` what a moderator pressed.
    """

    comment: Comment
    decision: Decision
    actor: Actor
    now: datetime
    was_counted: bool


def update_counters(change: AppliedTransition) -> None:
    """Show or hide the comment and its branch, and count the published ones of its thread."""
    on_status_change.refresh(change.comment, was_counted=change.was_counted)


def confirm_thread(change: AppliedTransition) -> None:
    """Publish title and address of the page of a comment that a person approved: they have seen them."""
    if confirms_thread(change.comment, change.decision):
        Thread.objects.filter(pk=change.comment.thread_id).update(is_confirmed=True)
        change.comment.thread.is_confirmed = True


def confirms_thread(comment: Comment, decision: Decision) -> bool:
    """Whether title and address of its page are published with the comment: not yet, and a person looked at it."""
    if comment.thread.is_confirmed or decision.to_status != Status.APPROVED:
        return False
    is_pressed = decision.action and decision.undoes_id is None
    return bool(is_pressed) and (decision.batch is None or decision.batch.is_looked_at)


def erase_deleted(change: AppliedTransition) -> None:
    """Take what its author sent out of a deleted comment, which leaves its cluster too."""
    if change.comment.status == Status.DELETED:
        erasure.erase_content(change.comment)


def settle_reports(change: AppliedTransition) -> None:
    """Settle what readers reported, or open it again if this takes back the decision that did."""
    open_reports.follow(change.comment, change.decision, change.now)


def leave_desk(change: AppliedTransition) -> None:
    """Free the comment for the next moderator, and let it be set aside no longer."""
    for row in (getattr(change.comment, "review_lease", None), getattr(change.comment, "set_aside", None)):
        if row is not None:
            type(row)._default_manager.filter(pk=change.comment.pk).delete()


def settle_sample(change: AppliedTransition) -> None:
    """Note what was decided on a comment that was drawn to be looked at, and whether the checks were right."""
    samples.follow(change.comment, change.decision, change.now)


def queue_feedback(change: AppliedTransition) -> None:
    """Have Akismet told, if anybody but the checks disagrees with its answer."""
    if change.actor != Actor.SCREENING:
        feedback.queue(change.comment, change.now)


def tell_others(changes: Sequence[AppliedTransition]) -> None:
    """Owe what happened to those outside who want to hear of it; by one statement for all programs, or none."""
    happened = [event for change in changes for event in events.of_decision(change.comment, change.decision)]
    if changes:
        events.tell(happened, now=changes[0].now)
    for change in changes:
        readers.follow(change.comment, change.decision, change.now)


def mark_classifier_stale(change: AppliedTransition) -> None:
    """Have the site's classifier learn from what anybody but the checks decided.

    It comes late, because all decisions of a site share the one row.
    """
    if change.actor != Actor.SCREENING and change.decision.action not in (Action.ASIDE, Action.BACK):
        storage.mark_stale(change.comment.site_id, change.now)


def log_deletion(change: AppliedTransition) -> None:
    """Tell chiefs who had a comment deleted for ever, or took that back, by its number alone: the rest is erased."""
    by, undone = change.decision.by, change.decision.undoes
    if by is None or Action.ERASE not in (change.decision.action, undone.action if undone else ""):
        return
    text = _("Comment %(id)d: no longer to be deleted for ever.") if undone else _("Comment %(id)d: deleted for ever.")
    audit.write(
        AuditVerb.DELETION, text % {"id": change.comment.pk}, by=by, site_id=change.comment.site_id, now=change.now
    )


def count_of_day(change: AppliedTransition) -> None:
    """Count what became of the comment on this day; last, because all decisions of a site and day share rows."""
    rollups.count_decision(change.comment, change.decision)
    moderators.count(change.comment, change.decision)


def _tell(change: AppliedTransition) -> None:
    tell_others([change])


CONSEQUENCES: tuple[Callable[[AppliedTransition], None], ...] = (
    update_counters,
    confirm_thread,
    settle_reports,
    erase_deleted,
    leave_desk,
    settle_sample,
    queue_feedback,
    log_deletion,
    _tell,
    mark_classifier_stale,
    count_of_day,
)


def follow_all(changes: Sequence[AppliedTransition]) -> None:
    """Run all of CONSEQUENCES for several comments, one after the other, so that what all share is locked last."""
    once = {change.comment.site_id: change for change in changes}.values()
    for consequence in CONSEQUENCES:
        if consequence is _tell:
            tell_others(changes)
            continue
        for change in once if consequence is mark_classifier_stale else changes:
            consequence(change)


def follow(change: AppliedTransition) -> None:
    """Run all of CONSEQUENCES, in order; what one raises undoes the change with its transaction."""
    for consequence in CONSEQUENCES:
        consequence(change)
