"""What screening makes of comments: settled by the handful, in one commit, because each commit waits for the disk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from comments.akismet import feedback
from comments.db.transactions import writing
from comments.models import Actor, Comment, Decision
from comments.moderation.transitions import Transition, decision_row, lock, lock_all, move
from comments.outbound.backoff import recheck_after
from comments.screening import findings
from comments.screening.policy import Outcome
from comments.screening.vocabulary import CheckResult, hold
from comments.statuses import Status

# For so long an outside service that gives no answer is asked again, as Akismet's own plugin does.
RECHECK_DAYS = 15


@dataclass(frozen=True)
class ScreeningResult:
    """A comment as it was claimed, with its rendered html, what was found and what follows."""

    claimed: Comment
    findings: Sequence[CheckResult]
    outcome: Outcome


def settle(judged: Sequence[ScreeningResult], *, now: datetime) -> int:
    """Store what was found and what follows; returns of how many. All of them or, when one fails, none.

    A person wins: of a comment decided meanwhile only the findings are kept, as a note; of a deleted one nothing.
    The same where an edit or a later claim came first.
    """
    with writing():
        known = lock_all([one.claimed for one in judged])
        ours = [one for one in judged if _is_ours(one.claimed, known.get(one.claimed.pk))]
        findings.replace([(known[one.claimed.pk], one.findings) for one in ours], now)
        waiting = [_settled(one, known[one.claimed.pk], now) for one in ours]
        Decision.objects.bulk_create(row for rows in waiting if rows for row in rows)
    return sum(rows is not None for rows in waiting)


def _is_ours(claimed: Comment, comment: Comment | None) -> bool:
    if comment is None or comment.status == Status.DELETED:
        return False
    return (comment.text_version, comment.attempts) == (claimed.text_version, claimed.attempts)


def _settled(one: ScreeningResult, comment: Comment, now: datetime) -> list[Decision] | None:
    """Decisions that are left to write; None when somebody else came first."""
    claimed, outcome = one.claimed, one.outcome
    comment.asked = next((found.judgement.sent for found in one.findings if found.judgement.sent), None)
    found: dict[str, Any] = {"suspicion": outcome.suspicion, "asked": comment.asked}
    was = (claimed.version, claimed.status, claimed.decided_at)
    if (comment.version, comment.status, comment.decided_at) != was or comment.due is None:
        Comment.objects.filter(pk=comment.pk).update(**found)
        feedback.queue(comment, now)
        return None
    found["html"] = claimed.html
    transition = Transition(
        Actor.SCREENING, now, reason=outcome.reason, told=outcome.told, with_cluster_id=outcome.joins
    )
    if _is_decided(comment):
        return _keep_decided(comment, found)
    if outcome.status == Status.PENDING:
        return _keep_waiting(comment, transition, found, again=outcome.ask_again)
    # Read again: what another of the handful became may have changed what is shown above it.
    move(lock(comment.pk, thread_id=comment.thread_id), outcome.status, transition, found)
    return []


def park(comment_id: int, *, now: datetime) -> None:
    """Stop screening a comment that failed too often; it waits for a person, who can see why."""
    with writing():
        comment = lock(comment_id)
        if comment.due is None:
            return
        reason = _("Screening failed %(n)d times and will not be tried again.") % {"n": comment.attempts}
        findings.store([(comment, [CheckResult("screening", hold(reason, code="parked"), 0.0)])], now)
        if _is_decided(comment):
            _keep_decided(comment, {})
        else:
            transition = Transition(Actor.SCREENING, now, reason=reason)
            Decision.objects.bulk_create(_keep_waiting(comment, transition, {}))


def _is_decided(comment: Comment) -> bool:
    """Whether a comment that is due was edited after it was taken for spam, or back to review by a moderator."""
    return comment.status == Status.SPAM or comment.decided_at is not None


def _keep_decided(comment: Comment, found: dict[str, Any]) -> list[Decision]:
    Comment.objects.filter(pk=comment.pk).update(**found, due=None, leased_until=None)
    return []


def _keep_waiting(
    comment: Comment, transition: Transition, found: dict[str, Any], *, again: bool = False
) -> list[Decision]:
    """Leave it to a person; `again` brings it back to the checks too, later each time."""
    changes: dict[str, Any] = {**found, "due": None, "leased_until": None}
    if again and transition.now - comment.created_at >= timedelta(days=RECHECK_DAYS):
        transition = replace(transition, reason=f"{transition.reason} {_('The service will not be asked again.')}")
    elif again:
        rechecks = comment.rechecks + 1
        changes |= {"due": transition.now + recheck_after(rechecks, salt=comment.pk), "rechecks": rechecks}
    Comment.objects.filter(pk=comment.pk).update(**changes)
    last = comment.decisions.last() if comment.attempts > 1 else None
    is_said = last is not None and (last.actor, last.reason) == (Actor.SCREENING, transition.reason)
    return [] if is_said else [decision_row(comment, Status.PENDING, transition)]
