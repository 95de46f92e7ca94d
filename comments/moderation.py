"""The one door to a status: each change is legal, guarded by the version, and has its Decision row.

Every function here locks the comment's thread, then the comment. Moderators' functions raise NotFound, Stale when the
comment is not at `version` any more, and IllegalMove.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from comments import markup, visibility
from comments.errors import IllegalMove, NotFound, Stale
from comments.models import Actor, Comment, Decision, Finding, Thread
from comments.policy import Outcome
from comments.spam import Finding as Found
from comments.spam import hold
from comments.statuses import LEGAL_MOVES, Status
from comments.transactions import writing


@dataclass(frozen=True)
class Mover:
    """Who moves a comment, and why; `told` is what its author may hear."""

    actor: Actor
    now: datetime
    by: User | None = None
    reason: str = ""
    told: str = ""


def approve(comment_id: int, *, by: User, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    return _decide(comment_id, Status.APPROVED, by, version, reason, now)


def reject(comment_id: int, *, by: User, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    """The reason is shown to the author."""
    return _decide(comment_id, Status.REJECTED, by, version, reason, now)


def mark_spam(comment_id: int, *, by: User, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    """The author goes on seeing a comment that waits."""
    return _decide(comment_id, Status.SPAM, by, version, reason, now)


def review_again(comment_id: int, *, by: User, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    """Take a comment back to where it waits for a person."""
    return _decide(comment_id, Status.PENDING, by, version, reason, now)


def restore(comment_id: int, *, by: User, version: int, reason: str = "", now: datetime | None = None) -> Comment:
    """Undo the last decision: the status before it comes back."""
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
    """What a moderator can do with it now, as keys of ACTIONS."""
    status = Status(comment.status)
    legal = [action for action, to in _TARGETS.items() if to != status and to in LEGAL_MOVES[status]]
    return [*legal, "restore"] if legal and _last_change(comment) else legal


def delete(comment_id: int, *, by: User, version: int, reason: str = "") -> Comment:
    """For good: what its author sent is erased, a tombstone stays if it was published."""
    with writing():
        comment = _decide(comment_id, Status.DELETED, by, version, reason, None)
        comment.findings.all().delete()
        # What a check found may quote what was typed.
        comment.decisions.filter(actor=Actor.SCREENING).update(reason="", told="")
        comment.submissions.all().delete()
        erased = dict.fromkeys(
            ("name", "email", "email_canonical", "url", "text", "address", "network", "user_agent"), ""
        )
        Comment.objects.filter(pk=comment.pk).update(**erased, text_digest="", html="", signals={}, commenter=None)
    return comment


def withdraw(comment_id: int, *, reason: str = "") -> Comment:
    """The author takes it back."""
    with writing():
        comment = _locked(comment_id)
        return _move(comment, Status.WITHDRAWN, Mover(Actor.AUTHOR, timezone.now(), reason=reason))


def settle(claimed: Comment, *, html: str, findings: Sequence[Found], outcome: Outcome, now: datetime) -> bool:
    """Store what a screening found and what follows; False if a person, an edit or a later claim came first.

    A person wins: of a comment decided meanwhile only the findings are kept, as a note; of a deleted one nothing.
    """
    with writing():
        comment = _locked(claimed.pk)
        is_ours = (comment.text_version, comment.attempts) == (claimed.text_version, claimed.attempts)
        if not is_ours or comment.status == Status.DELETED:
            return False
        _note(comment, findings, now)
        if (
            comment.version != claimed.version
            or comment.due is None
            or comment.status != Status.PENDING
            or comment.decided_at
        ):
            return False
        mover = Mover(Actor.SCREENING, now, reason=outcome.reason, told=outcome.told)
        if outcome.status == Status.PENDING:
            _keep_waiting(comment, mover, html=html)
        else:
            _move(comment, outcome.status, mover, html=html)
    return True


def park(comment_id: int, *, now: datetime) -> None:
    """Stop screening a comment that failed too often; it waits for a person, who can see why."""
    with writing():
        comment = _locked(comment_id)
        if comment.status == Status.PENDING and comment.due is not None:
            reason = _("Screening failed %(n)d times and was given up.") % {"n": comment.attempts}
            _note(comment, [Found("screening", hold(reason), 0.0)], now)
            _keep_waiting(comment, Mover(Actor.SCREENING, now, reason=reason), html=comment.html)


def _decide(comment_id: int, to: Status | None, by: User, version: int, reason: str, now: datetime | None) -> Comment:
    html = _rendered(comment_id)
    with writing():
        comment = _locked(comment_id)
        if comment.version != version:
            raise Stale
        target = _status_before(comment) if to is None else to
        return _move(comment, target, Mover(Actor.MODERATOR, now or timezone.now(), by, reason, told=reason), html=html)


def _rendered(comment_id: int) -> str | None:
    """The HTML of a comment that a person decides on before it was screened; made outside the transaction."""
    unscreened = Comment.objects.filter(pk=comment_id, html=None).values_list("text", flat=True).first()
    return None if unscreened is None else markup.render(unscreened)


def _locked(comment_id: int) -> Comment:
    thread_id = Comment.objects.filter(pk=comment_id).values_list("thread_id", flat=True).first()
    if thread_id is None:
        raise NotFound
    Thread.objects.select_for_update().get(pk=thread_id)
    return Comment.objects.select_for_update(of=("self",)).select_related("thread", "parent").get(pk=comment_id)


def _status_before(comment: Comment) -> Status:
    change = _last_change(comment)
    if change is None:
        raise IllegalMove(_("There is no decision to undo."))
    return Status(change.from_status)


def _last_change(comment: Comment) -> Decision | None:
    """The decision that brought the comment to its status, its birth aside."""
    changes = comment.decisions.filter(to_status=comment.status).exclude(from_status__in=["", comment.status])
    return changes.last()


def _move(comment: Comment, to: Status, mover: Mover, *, html: str | None = None) -> Comment:
    """Change the status by a guarded UPDATE, write the Decision, then what readers see and count."""
    before = Status(comment.status)
    if to == before or to not in LEGAL_MOVES[before]:
        labels = {"before": before.label, "to": to.label}
        raise IllegalMove(_("A comment that is “%(before)s” cannot become “%(to)s”.") % labels)
    was_counted = visibility.is_counted(comment)
    changes: dict[str, Any] = {"status": to, "version": comment.version + 1, "due": None, "leased_until": None}
    if html is not None:
        changes["html"] = html
    if to == Status.APPROVED and comment.published_at is None:
        changes["published_at"] = mover.now
    if mover.actor != Actor.SCREENING:
        changes["decided_at"] = mover.now
    guarded = Comment.objects.filter(pk=comment.pk, version=comment.version, status=before)
    if guarded.update(**changes) != 1:
        raise Stale
    for name, value in changes.items():
        setattr(comment, name, value)
    _record(comment, before, mover)
    visibility.refresh(comment, was_counted=was_counted)
    return comment


def _keep_waiting(comment: Comment, mover: Mover, *, html: str | None) -> None:
    Comment.objects.filter(pk=comment.pk).update(html=html, due=None, leased_until=None)
    _record(comment, Status.PENDING, mover)


def _record(comment: Comment, before: Status, mover: Mover) -> None:
    Decision.objects.create(
        comment=comment, actor=mover.actor, by=mover.by, from_status=before, to_status=comment.status,
        version=comment.version, reason=mover.reason, told=mover.told, created_at=mover.now,
    )  # fmt: skip


def _note(comment: Comment, findings: Sequence[Found], now: datetime) -> None:
    rows = [
        Finding(
            comment=comment, text_version=comment.text_version, check_name=found.check,
            verdict=found.judgement.verdict, reason=found.judgement.reason, told=found.judgement.told,
            score=found.judgement.score, milliseconds=round(found.milliseconds, 3), created_at=now,
        )
        for found in findings
    ]  # fmt: skip
    Finding.objects.bulk_create(rows, ignore_conflicts=True)
