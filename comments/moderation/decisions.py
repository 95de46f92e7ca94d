"""What people decide about comments: moderators on the version on their screen, authors on their own.

Every function locks the comment's thread, then the comment. Moderators' functions raise NotFound, NotAllowed to whoever
does not moderate its site, Stale when the comment is not at `version` any more, and IllegalMove. The same decision by
the same moderator on the same version, sent twice, is carried out once, and the second returns as the first.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import limits
from comments.access.membership import access_of, require_chief, require_moderator
from comments.access.staff import Moderator
from comments.counters import on_status_change, samples
from comments.db.transactions import writing
from comments.errors import IllegalMove, Stale
from comments.models import Action, Actor, Comment
from comments.moderation import reasons
from comments.moderation.transitions import (
    Transition,
    is_done,
    last_rejection,
    lock,
    move,
    record,
    rendered_if_missing,
    stay,
    told_before,
    update_guarded,
)
from comments.statuses import LEGAL_MOVES, Status


class Said(TypedDict, total=False):
    """What a moderator may say with a decision."""

    reason: str
    """Own words. The author of a rejected comment reads them; with anything else they are for moderators."""
    code: str
    """Of the reason from the site's list whose sentence the author of a rejected comment reads before these words."""
    note: str
    """For colleagues alone."""
    now: datetime | None


def approve(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Publish a comment. Title and address of its page are published with it, since a person has seen them."""
    return _decide(comment_id, Action.APPROVE, by, version, said)


def reject(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Reject a comment. Its author reads the reason. Raises ReasonNeeded and Invalid as `reasons.told` does."""
    return _decide(comment_id, Action.REJECT, by, version, said)


def mark_spam(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Mark a comment as spam. Its author goes on seeing a comment that waits.

    Spam stays spam where a moderator is asked to look at it, as one of a sample.
    """
    return _decide(comment_id, Action.SPAM, by, version, said)


def review_again(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Take a comment back to where it waits for a person."""
    return _decide(comment_id, Action.REVIEW, by, version, said)


def confirm(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Leave a comment published that the checks published, or that readers reported: a person has seen it now."""
    return _decide(comment_id, Action.CONFIRM, by, version, said)


def ignore_reports(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Leave a reported comment published. What readers report about it later is not looked at, until it is edited."""
    return _decide(comment_id, Action.IGNORE, by, version, said)


def pick(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Mark a published comment as picked by the publication, which readers see."""
    return _decide(comment_id, Action.PICK, by, version, said)


def unpick(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Take the publication's mark off a comment that was picked."""
    return _decide(comment_id, Action.UNPICK, by, version, said)


def pin(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Pin a published comment, which answers none, above the others of its thread: the three that were pinned last."""
    return _decide(comment_id, Action.PIN, by, version, said)


def unpin(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Leave a pinned comment to the order of its thread again."""
    return _decide(comment_id, Action.UNPIN, by, version, said)


def delete_for_ever(comment_id: int, *, by: Moderator, version: int, **said: Unpack[Said]) -> Comment:
    """Have a comment erased ERASE_HOURS from now, which can be undone until then; rejected at once if it was shown.

    For chief moderators of its site alone: raises NotAllowed to others.
    """
    return _decide(comment_id, Action.ERASE, by, version, said)


ACTIONS: dict[str, Callable[..., Comment]] = {
    Action.APPROVE: approve, Action.REJECT: reject, Action.SPAM: mark_spam, Action.REVIEW: review_again,
    Action.CONFIRM: confirm, Action.IGNORE: ignore_reports, Action.PICK: pick, Action.UNPICK: unpick,
    Action.PIN: pin, Action.UNPIN: unpin,
    Action.ERASE: delete_for_ever,
}  # fmt: skip


_TARGETS = {
    Action.APPROVE: Status.APPROVED,
    Action.REJECT: Status.REJECTED,
    Action.SPAM: Status.SPAM,
    Action.REVIEW: Status.PENDING,
}


def possible_actions(comment: Comment, by: Moderator | AnonymousUser) -> list[str]:
    """What this person can do with a comment now, in the order of their buttons; nothing on sites of others.

    Every one is a key of ACTIONS, or Action.ASIDE or BACK. It asks the database for the person's memberships alone.
    """
    access = access_of(by)
    if not access.may_moderate(comment.site_id):
        return []
    return [
        action.value
        for action in Action
        if _is_possible(comment, action) and (action != Action.ERASE or access.chief_of(comment.site_id))
    ]


def _is_possible(comment: Comment, action: Action) -> bool:
    status = Status(comment.status)
    if action in _TARGETS:
        if _TARGETS[action] == status:
            return action == Action.SPAM and samples.is_open(comment)
        return _TARGETS[action] in LEGAL_MOVES[status]
    return action in _FITTING and _FITTING[action](comment)


def _is_reported(comment: Comment) -> bool:
    return comment.status == Status.APPROVED and comment.reported_at is not None


_FITTING: dict[Action, Callable[[Comment], bool]] = {
    Action.CONFIRM: lambda comment: comment.unseen or _is_reported(comment),
    Action.IGNORE: _is_reported,
    Action.PICK: lambda comment: comment.status == Status.APPROVED and comment.picked_at is None,
    Action.UNPICK: lambda comment: comment.picked_at is not None,
    Action.PIN: lambda comment: comment.status == Status.APPROVED and comment.depth == 1 and comment.pinned_at is None,
    Action.UNPIN: lambda comment: comment.pinned_at is not None,
    Action.ASIDE: lambda comment: comment.status == Status.PENDING,
    Action.BACK: lambda comment: hasattr(comment, "set_aside"),
    Action.ERASE: lambda comment: comment.status != Status.DELETED and comment.erase_at is None,
}


def is_editable(comment: Comment) -> bool:
    """Whether its author may have it judged again: what only the screening rejected, too, never what a person did."""
    if Status.REJECTED in (comment.status, comment.status_for_author):
        rejected = last_rejection(comment)
        return rejected is not None and rejected.actor == Actor.SCREENING
    return comment.status_for_author in (Status.PENDING, Status.APPROVED)


def delete(comment_id: int, *, by: Moderator, version: int, reason: str = "") -> Comment:
    """Delete a comment for good: what its author sent is erased; a tombstone stays if it was published."""
    with writing():
        comment = lock(comment_id)
        require_moderator(by, comment.site_id)
        if comment.version != version:
            raise Stale
        return move(comment, Status.DELETED, Transition(Actor.MODERATOR, timezone.now(), by, reason))


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
        "likeness": None, "likeness_version": None, "unseen": False, "picked_at": None, "pinned_at": None,
        "ignores_reports": False,
        "attempts": 0, "rechecks": 0, "suspicion": 0.0, "asked": None, "cluster": None, "cluster_place": None,
        # What somebody decided on was another text, and teaches nothing of this one.
        "decided_at": comment.decided_at if before == Status.PENDING else None,
        "moved_at": now if before in (Status.APPROVED, Status.REJECTED) else comment.moved_at,
    }  # fmt: skip
    update_guarded(comment, before, changes)
    if before != Status.SPAM:
        record(comment, before, Transition(Actor.AUTHOR, now, reason=_("Edited by its author.")))
    on_status_change.refresh(comment, was_counted=was_counted)
    samples.let_go(comment, now)
    return comment


def _decide(comment_id: int, action: Action, by: Moderator, version: int, said: Said) -> Comment:
    rendered = rendered_if_missing(comment_id)
    with writing():
        comment = lock(comment_id)
        (require_chief if action == Action.ERASE else require_moderator)(by, comment.site_id)
        transition = _transition(comment, action, by, said)
        if is_done(comment, transition, version):
            return comment
        return carry_out(comment, transition, rendered)


def carry_out(comment: Comment, transition: Transition, rendered: Mapping[str, Any]) -> Comment:
    """Do what a moderator decided on a comment that is locked, and that they may decide on; raises IllegalMove.

    `rendered` comes from `rendered_if_missing`. What the author is told with anything but a rejection stays as it was.
    """
    action = Action(transition.action)
    if action in _FITTING or (action == Action.SPAM and comment.status == Status.SPAM):
        return _stay(comment, transition, rendered)
    target = _TARGETS[action]
    told = transition.told if action == Action.REJECT else told_before(comment, target)
    return move(comment, target, replace(transition, told=told), rendered)


def _transition(comment: Comment, action: Action, by: Moderator, said: Said) -> Transition:
    reason, code = said.get("reason", ""), said.get("code", "")
    if action == Action.REJECT:
        reason = reasons.told(comment.thread.site, code=code, words=reason)
    now = said.get("now") or timezone.now()
    return Transition(Actor.MODERATOR, now, by, reason, reason, action=action, code=code, note=said.get("note", ""))


def _stay(comment: Comment, transition: Transition, rendered: Mapping[str, Any]) -> Comment:
    """Carry out what changes the status only if readers see what is to be deleted."""
    action, now = Action(transition.action), transition.now
    if not _is_possible(comment, action):
        words = {"action": action.label, "status": Status(comment.status).label}
        raise IllegalMove(_("“%(action)s” is not possible for a comment that is “%(status)s”.") % words)
    changes: dict[str, Any] = {"decided_at": now, "unseen": False}
    if action == Action.IGNORE:
        changes["ignores_reports"] = True
    if action in (Action.PICK, Action.UNPICK):
        changes["picked_at"] = now if action == Action.PICK else None
    if action in (Action.PIN, Action.UNPIN):
        changes["pinned_at"] = now if action == Action.PIN else None
    if action == Action.ERASE:
        changes["erase_at"] = now + timedelta(hours=limits.ERASE_HOURS)
        if comment.status in (Status.PENDING, Status.APPROVED):
            return move(comment, Status.REJECTED, transition, {**changes, **rendered})
    told = told_before(comment, Status(comment.status))
    return stay(comment, replace(transition, told=told), changes)
