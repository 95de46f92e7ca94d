"""Taking one's own decisions back, one after the other: the comment is again what it was before, exactly.

A decision is undone once, and only while nothing has happened to its comment since that was not undone too.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.access.membership import access_of, require_moderator
from comments.access.staff import Moderator
from comments.db.transactions import writing
from comments.errors import IllegalMove, NotAllowed, NotFound, Stale
from comments.models import Action, Actor, BatchKind, Comment, Decision
from comments.moderation import sentences, undo_data
from comments.moderation.transitions import Transition, is_done, lock, move, stay, told_before
from comments.statuses import Status

LISTED = 200  # of one's own decisions at once


def undo(decision_id: int, *, by: Moderator, now: datetime | None = None) -> Comment:
    """Take back one's own decision on a comment; a second time changes nothing.

    A reply of the publication that is taken back is rejected, since nobody has to decide on it, and what it answered
    waits again if the same press published it; then that comment is returned.

    Raises NotFound, NotAllowed for a colleague's decision, Stale with a sentence that says what happened since, and
    IllegalMove for what cannot be undone: a deletion, or an undoing itself.
    """
    now = now or timezone.now()
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise NotFound
    if decision.by_id != by.pk:
        raise NotAllowed(_("A decision is undone by the person who made it."))
    with writing():
        comment = lock(decision.comment_id)
        require_moderator(by, comment.site_id)
        if Decision.objects.filter(undoes=decision).exists():
            return comment
        if not _undoable(Decision.objects.filter(pk=decision_id)).exists():
            raise IllegalMove(_("This decision cannot be undone."))
        _refuse_if_moved_on(comment, decision, now)
        restored = _take_back(comment, decision, by, now)
        return _answered_too(restored, decision, by, now) or restored


def restore(comment_id: int, *, by: Moderator, version: int, now: datetime | None = None) -> Comment:
    """Take back the last decision on a comment that stands, which must be one's own, as `undo` does.

    Sent twice it is carried out once. Raises what `undo` raises, Stale when the comment is not at `version` any more,
    and IllegalMove where nobody decided anything that stands.
    """
    now = now or timezone.now()
    with writing():
        comment = lock(comment_id)
        require_moderator(by, comment.site_id)
        if is_done(comment, Transition(Actor.MODERATOR, now, by, action=Action.UNDO), version):
            return comment
        last = standing(list(comment.decisions.all()))
        if last is None or last.by_id is None:
            raise IllegalMove(_("Nobody decided anything about this comment that could be undone."))
        undo(last.pk, by=by, now=now)
        return lock(comment_id)


def standing(decisions: Sequence[Decision]) -> Decision | None:
    """The last of a comment's decisions, in their order, that was not taken back; None if there is none.

    That the checks left it waiting is none.
    """
    left = _not_taken_back(_moved(decisions))
    return left[-1] if left else None


def take_back(comment: Comment, decision: Decision, by: Moderator, now: datetime) -> bool:
    """Take back a decision on a comment that is locked, as part of a batch; False if something happened to it since."""
    if any(one.undoes_id == decision.pk for one in comment.decisions.all()):
        return True
    if comment.status == Status.DELETED:
        return False
    try:
        _refuse_if_moved_on(comment, decision, now)
    except Stale:
        return False
    _take_back(comment, decision, by, now, batch_id=decision.batch_id)
    return True


def last_undoable(by: Moderator, since: datetime) -> Decision | None:
    """The latest of one's own decisions since then that is not undone and might be, on sites one still moderates.

    None of those that were made with a batch: that is undone as one.
    """
    own = access_of(by).filter(_undoable(_of(by)), "comment__site").filter(undone_by=None)
    latest = own.first()
    return latest if latest and latest.created_at >= since else None


def mine(by: Moderator, since: datetime) -> list[Decision]:
    """One's own decisions since then on sites that one still moderates, the latest first, LISTED at most.

    Each with its comment, that one's thread and site, and `undone_by`; by two queries. What was taken back is among
    them, the taking back is not, nor what was decided with a batch.
    """
    rows = access_of(by).filter(_of(by), "comment__site").filter(undoes=None)
    whole = rows.select_related("comment__thread__site").prefetch_related("undone_by")[:LISTED]
    return [decision for decision in whole if decision.created_at >= since]


def can_be_undone(decision: Decision) -> bool:
    """Whether one of `mine` is not undone yet and might be, as long as nothing else happened to its comment."""
    return decision.to_status != Status.DELETED and not decision.undone_by.all()


def is_undoable(decision: Decision) -> bool:
    """Whether a decision that stands can be undone by who made it, as long as nothing else happened to its comment."""
    is_decided = decision.actor == Actor.MODERATOR and decision.undoes_id is None
    return is_decided and decision.to_status != Status.DELETED and decision.from_status != ""


def _of(by: Moderator) -> QuerySet[Decision]:
    """One by one. Without what one posted as the publication: there is nothing before that."""
    return Decision.objects.filter(by=by, batch=None).exclude(from_status="").order_by("-pk")


def _undoable(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    own = decisions.filter(actor=Actor.MODERATOR, undoes=None)
    return own.exclude(to_status=Status.DELETED).exclude(from_status="")


def _refuse_if_moved_on(comment: Comment, decision: Decision, now: datetime) -> None:
    """Raise Stale unless all that was decided since was taken back again."""
    since = [one for one in comment.decisions.all() if one.pk > decision.pk]
    if last := standing(since):
        raise Stale(_("It cannot be undone any more. ") + sentences.what_happened(last, now=now))
    if comment.version != [decision, *since][-1].version:
        raise Stale  # an edit of spam has no Decision


def _moved(decisions: Sequence[Decision]) -> list[Decision]:
    return [one for one in decisions if one.actor != Actor.SCREENING or one.from_status != one.to_status]


def _not_taken_back(decisions: Sequence[Decision]) -> list[Decision]:
    left: list[Decision] = []
    for one in decisions:
        if one.undoes_id is not None and left and left[-1].pk == one.undoes_id:
            left.pop()
        else:
            left.append(one)
    return left


def _answered_too(reply: Comment, decision: Decision, by: Moderator, now: datetime) -> Comment | None:
    """What a reply of the publication answered, back as it was if one press published both; None if it stays."""
    if not reply.is_of_desk or reply.parent_id is None:
        return None
    at_once = Decision.objects.filter(comment=reply.parent_id, by=by, created_at=decision.created_at)
    approval = _undoable(at_once).filter(to_status=Status.APPROVED, undone_by=None).first()
    if approval is None:
        return None
    answered = lock(reply.parent_id, thread_id=reply.thread_id)
    try:
        _refuse_if_moved_on(answered, approval, now)
    except Stale:
        return None
    return _take_back(answered, approval, by, now)


def _take_back(
    comment: Comment, decision: Decision, by: Moderator, now: datetime, *, batch_id: int | None = None
) -> Comment:
    to, replaced = Status(decision.from_status), decision.replaced or {}
    if comment.is_of_desk and to == Status.PENDING:
        to = Status.REJECTED
    told = told_before(comment, to) if to == Status.REJECTED else ""
    transition = Transition(Actor.MODERATOR, now, by, told=told, action=Action.UNDO, undoes=decision, batch_id=batch_id)
    columns = undo_data.columns(comment, replaced, to)
    if to == decision.to_status:
        stay(comment, transition, columns)
    else:
        move(comment, to, transition, columns)
    undo_data.restore_aside(comment, replaced)
    if undo_data.UNCONFIRMED in replaced and not _is_approved_by_another(comment, decision):
        undo_data.unconfirm_thread(comment)
    return comment


def _is_approved_by_another(comment: Comment, decision: Decision) -> bool:
    """Whether a person looked at something else in the comment's thread since, approved it, and that stands."""
    since = _undoable(Decision.objects.filter(pk__gt=decision.pk, comment__thread=comment.thread_id))
    is_looked_at = Q(batch=None) | Q(batch__kind=BatchKind.SELECTION, batch__clusters=None)
    return since.filter(is_looked_at, to_status=Status.APPROVED, undone_by=None).exclude(action="").exists()
