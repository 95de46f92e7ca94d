"""What follows from a change of status, as a list in the order in which it happens: all in the change's transaction.

To have something more follow, write a function of a `AppliedTransition` and add it to CONSEQUENCES. The thread and the
comment are locked by then; what locks other rows keeps the order of `transitions`. Nothing here waits for a service
outside: what one is to hear is queued as a row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from comments.akismet import feedback
from comments.classifier import storage
from comments.counters import on_status_change
from comments.models import Actor, Comment
from comments.moderation import erasure
from comments.statuses import Status


@dataclass(frozen=True)
class AppliedTransition:
    """A change that is saved: `comment` has its new status, `was_counted` says if readers' counts had it before."""

    comment: Comment
    actor: Actor
    now: datetime
    was_counted: bool


def update_counters(change: AppliedTransition) -> None:
    """Show or hide the comment and its branch, and count the published ones of its thread."""
    on_status_change.refresh(change.comment, was_counted=change.was_counted)


def erase_deleted(change: AppliedTransition) -> None:
    """Take what its author sent out of a deleted comment, which leaves its cluster too."""
    if change.comment.status == Status.DELETED:
        erasure.erase_content(change.comment)


def queue_feedback(change: AppliedTransition) -> None:
    """Have Akismet told, if anybody but the checks disagrees with its answer."""
    if change.actor != Actor.SCREENING:
        feedback.queue(change.comment, change.now)


def mark_classifier_stale(change: AppliedTransition) -> None:
    """Have the site's classifier learn from what anybody but the checks decided.

    It comes last, because all decisions of a site share the one row.
    """
    if change.actor != Actor.SCREENING:
        storage.mark_stale(change.comment.site_id, change.now)


CONSEQUENCES: tuple[Callable[[AppliedTransition], None], ...] = (
    update_counters,
    erase_deleted,
    queue_feedback,
    mark_classifier_stale,
)


def follow(change: AppliedTransition) -> None:
    """Run all of CONSEQUENCES, in order; what one raises undoes the change with its transaction."""
    for consequence in CONSEQUENCES:
        consequence(change)
