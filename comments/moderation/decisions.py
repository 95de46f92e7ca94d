"""What people decide about comments: moderators on the version on their screen, authors on their own.

Every function locks the comment's thread, then the comment. Moderators' functions raise NotFound, Stale when the
comment is not at `version` any more, and IllegalMove.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comments import limits
from comments.access.staff import Moderator
from comments.counters import on_status_change
from comments.db.transactions import writing
from comments.errors import IllegalMove, Stale
from comments.models import Actor, Comment, Decision, Thread
from comments.moderation.transitions import Transition, last_change, lock, move, record, update_guarded
from comments.statuses import LEGAL_MOVES, Status
from comments.text import markup


def approve(comment_id: int, *, by: Moderator, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    """Publish a comment. Title and address of its page are published with it, since a person has seen them."""
    return _decide(comment_id, Status.APPROVED, by, version, reason, now)


def reject(comment_id: int, *, by: Moderator, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    """Reject a comment. The reason is shown to its author."""
    return _decide(comment_id, Status.REJECTED, by, version, reason, now)


def mark_spam(
    comment_id: int, *, by: Moderator, version: int, reason: str = "", now: datetime | None = None
) -> Comment:
    """Mark a comment as spam. Its author goes on seeing a comment that waits."""
    return _decide(comment_id, Status.SPAM, by, version, reason, now)


def review_again(
    comment_id: int, *, by: Moderator, version: int, reason: str = "", now: datetime | None = None
) -> Comment:
    """Take a comment back to where it waits for a person."""
    return _decide(comment_id, Status.PENDING, by, version, reason, now)


def restore(comment_id: int, *, by: Moderator, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    """Undo the last decision: the comment gets the status that it had before."""
    return _decide(comment_id, None, by, version, reason, now)


ACTIONS: dict[str, Callable[..., Comment]] = {
    "approve": approve, "reject": reject, "spam": mark_spam, "review": review_again, "restore": restore,
}  # fmt: skip


_TARGETS = {
    "approve": Status.APPROVED,
    "reject": Status.REJECTED,
    "spam": Status.SPAM,
    "review": Status.PENDING,
}


def possible_actions(comment: Comment) -> list[str]:
    """What a moderator can do with a comment now, as keys of ACTIONS."""
    status = Status(comment.status)
    legal = [action for action, to in _TARGETS.items() if to != status and to in LEGAL_MOVES[status]]
    return [*legal, "restore"] if legal and last_change(comment) else legal


def is_editable(comment: Comment) -> bool:
    """Whether its author may have it judged again: what only the screening rejected, too, never what a person did."""
    if comment.status_for_author == Status.REJECTED:
        rejected = _rejection(comment)
        return rejected is not None and rejected.actor == Actor.SCREENING
    return comment.status_for_author in (Status.PENDING, Status.APPROVED)


def delete(comment_id: int, *, by: Moderator, version: int, reason: str = "") -> Comment:
    """Delete a comment for good: what its author sent is erased; a tombstone stays if it was published."""
    return _decide(comment_id, Status.DELETED, by, version, reason, None)


def expire(comment_id: int, *, version: int, now: datetime) -> Comment:
    """Erase a comment whose time is over, by nobody; of spam and what hangs on it nothing is shown. Raises Stale."""
    with writing():
        comment = lock(comment_id)
        if comment.version != version:
            raise Stale
        reason = _("The site's time for keeping “%(status)s” comments is over.") % {
            "status": Status(comment.status).label
        }
        return move(comment, Status.DELETED, Transition(Actor.HOUSEKEEPING, now, reason=reason))


def withdraw(comment_id: int, *, reason: str = "", now: datetime | None = None) -> Comment:
    """Take a comment back for its author; raises NotFound, and IllegalMove if it is gone already."""
    with writing():
        comment = lock(comment_id)
        return move(comment, Status.WITHDRAWN, Transition(Actor.AUTHOR, now or timezone.now(), reason=reason))


def rewrite(comment: Comment, *, name: str, text: str, text_digest: str, now: datetime) -> Comment:
    """The author edits a comment that is `locked`: it waits until it is screened again; raises IllegalMove.

    Spam stays spam, and what a moderator took back stays with moderators: an edit undoes no decision.
    """
    before = Status(comment.status)
    if not is_editable(comment):
        raise IllegalMove(_("A comment that is “%(before)s” cannot be edited.") % {"before": before.label})
    was_counted = on_status_change.is_counted(comment)
    changes: dict[str, Any] = {
        "name": name, "text": text, "text_digest": text_digest, "edited_at": now, "html": None,
        "status": Status.SPAM if before == Status.SPAM else Status.PENDING,
        "version": comment.version + 1, "text_version": comment.text_version + 1, "seems_rejected": False,
        "due": now + timedelta(seconds=limits.DUE_AFTER_POST_SECONDS), "leased_until": None,
        "likeness": None, "likeness_version": None,
        "attempts": 0, "rechecks": 0, "suspicion": 0.0, "asked": None, "cluster": None, "cluster_place": None,
        # What somebody decided on was another text, and teaches nothing of this one.
        "decided_at": comment.decided_at if before == Status.PENDING else None,
        "moved_at": now if before in (Status.APPROVED, Status.REJECTED) else comment.moved_at,
    }  # fmt: skip
    update_guarded(comment, before, changes)
    if before != Status.SPAM:
        record(comment, before, Transition(Actor.AUTHOR, now, reason=_("Edited by its author.")))
    on_status_change.refresh(comment, was_counted=was_counted)
    return comment


def move_if(target: Callable[[Comment], Status | None], comment_id: int, transition: Transition) -> bool:
    """Lock a comment, and move it to what `target` then says of it; returns False, unchanged, if that is None."""
    rendered = _rendered(comment_id)
    with writing():
        comment = lock(comment_id)
        to = target(comment)
        if to is not None:
            told = transition.told if transition.with_cluster_id else _told_before(comment, to)
            move(comment, to, replace(transition, told=told), rendered)
    return to is not None


def _decide(
    comment_id: int, to: Status | None, by: Moderator, version: int, reason: str, now: datetime | None
) -> Comment:
    rendered = _rendered(comment_id)
    with writing():
        comment = lock(comment_id)
        if comment.version != version:
            if _is_pressed_twice(comment, to, by, version, reason):
                return comment
            raise Stale
        target = _status_before(comment) if to is None else to
        told = reason if to == Status.REJECTED else _told_before(comment, target)
        move(comment, target, Transition(Actor.MODERATOR, now or timezone.now(), by, reason, told), rendered)
        if target == Status.APPROVED and not comment.thread.is_confirmed:
            Thread.objects.filter(pk=comment.thread_id).update(is_confirmed=True)
        return comment


def _is_pressed_twice(comment: Comment, to: Status | None, by: Moderator, version: int, reason: str) -> bool:
    """Whether nothing happened to the comment since `version` but this very decision."""
    same = comment.decisions.filter(to_status=to, by=by, version=version + 1, reason=reason)
    return comment.version == version + 1 and same.exists()


def _told_before(comment: Comment, to: Status) -> str:
    """What its author was told when it was rejected, if it goes back to that."""
    rejected = _rejection(comment) if to == Status.REJECTED else None
    return rejected.told if rejected else ""


def _rejection(comment: Comment) -> Decision | None:
    return comment.decisions.filter(to_status=Status.REJECTED).last()


def _rendered(comment_id: int) -> dict[str, Any]:
    """The HTML of a comment that a person decides on before it was screened; made outside the transaction."""
    unscreened = Comment.objects.filter(pk=comment_id, html=None).values_list("text", flat=True).first()
    return {} if unscreened is None else {"html": markup.render(unscreened)}


def _status_before(comment: Comment) -> Status:
    change = last_change(comment)
    if change is None:
        raise IllegalMove(_("There is no decision to undo."))
    return Status(change.from_status)
