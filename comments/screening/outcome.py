"""What becomes of comments that were screened: a whole batch in one commit, because each commit waits for the disk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from comments.akismet import feedback
from comments.counters import rollups
from comments.db.transactions import writing
from comments.deliveries import events, readers
from comments.deliveries.events import Happened
from comments.models import Actor, Comment, Decision
from comments.moderation.transitions import Transition, decision_row, lock, lock_all, move
from comments.outbound.backoff import recheck_after
from comments.screening import queries
from comments.screening.policy import Outcome
from comments.screening.vocabulary import OBJECTIONS, CheckResult, hold
from comments.search import index
from comments.statuses import Status

# For so long an outside service that gives no answer is asked again, as Akismet's own plugin does.
RECHECK_DAYS = 15


@dataclass(frozen=True)
class ScreeningResult:
    """A comment as it was claimed, with its rendered html; what the checks said of it, and what follows.

    `likeness` is what the site's filter said, from 0 to 1, and `likeness_version` which one; None if none did.
    """

    claimed: Comment
    findings: Sequence[CheckResult]
    outcome: Outcome
    likeness: float | None = None
    likeness_version: int | None = None

    @property
    def opinion(self) -> dict[str, Any]:
        """The filter's opinion, as columns of a comment that waits."""
        return {"likeness": self.likeness, "likeness_version": self.likeness_version}


def settle(results: Sequence[ScreeningResult], *, now: datetime) -> int:
    """Store what was found and do what follows; returns for how many. All of them or, when one fails, none.

    Nothing is stored of a comment that was deleted, edited or claimed again meanwhile. Of one that a person decided
    meanwhile only the findings are stored: a person wins.
    """
    settled, decisions, happened = 0, list[Decision](), list[Happened]()
    prepared = {result.claimed.pk: index.prepare(result.claimed) for result in results}
    with writing(), rollups.together():
        known = lock_all([result.claimed for result in results])
        ours = [(result, known[result.claimed.pk]) for result in results if _is_as_claimed(result.claimed, known)]
        _store_findings(ours, now)
        index.store([prepared[comment.pk] for _result, comment in ours])
        for result, comment in ours:
            comment.asked = next((found.judgement.sent for found in result.findings if found.judgement.sent), None)
            if _is_decided_meanwhile(result.claimed, comment):
                suspicion = result.outcome.suspicion
                Comment.objects.filter(pk=comment.pk).update(suspicion=suspicion, asked=comment.asked)
                feedback.queue(comment, now)
                happened += events.of_screening(comment, Status(comment.status))
                continue
            settled += 1
            happened += _events(comment, result.outcome.status)
            if decision := _carry_out(result, comment, now):
                decisions.append(decision)
        Decision.objects.bulk_create(decisions)
        events.tell(happened, now=now)
    return settled


def _events(comment: Comment, outcome: Status) -> list[Happened]:
    """What programs are told of a comment that was screened, besides what follows from a change of its status."""
    status = Status(comment.status) if _was_decided_before(comment) else outcome
    waits = status == Status.PENDING and not _was_decided_before(comment)
    return events.of_screening(comment, status) + (events.of_waiting(comment) if waits else [])


def _is_as_claimed(claimed: Comment, known: dict[int, Comment]) -> bool:
    """Whether a comment is still there, with the text and the claim of this worker."""
    comment = known.get(claimed.pk)
    if comment is None or comment.status == Status.DELETED:
        return False
    return (comment.text_version, comment.attempts) == (claimed.text_version, claimed.attempts)


def _store_findings(ours: Sequence[tuple[ScreeningResult, Comment]], now: datetime) -> None:
    """What was found this time and nothing else: a check that spoke the last time may be switched off since."""
    queries.store_findings([(comment, result.findings) for result, comment in ours], now)
    for result, comment in ours:
        if comment.attempts > 1:
            this_time = {found.check for found in result.findings}
            comment.findings.filter(text_version=comment.text_version).exclude(check_name__in=this_time).delete()


def _is_decided_meanwhile(claimed: Comment, comment: Comment) -> bool:
    """Whether a person, or another worker, has decided on a comment since it was claimed."""
    was = (claimed.version, claimed.status, claimed.decided_at)
    return (comment.version, comment.status, comment.decided_at) != was or comment.due is None


def _carry_out(result: ScreeningResult, comment: Comment, now: datetime) -> Decision | None:
    """Write the outcome of a comment that is as it was claimed; returns a Decision that has still to be saved."""
    outcome = result.outcome
    is_held = outcome.status == Status.PENDING and not _was_decided_before(comment)
    rollups.count_screening(comment, _objecting(result.findings), is_held=is_held, now=now)
    found: dict[str, Any] = {"suspicion": outcome.suspicion, "asked": comment.asked, "html": result.claimed.html}
    if _was_decided_before(comment):
        _keep_decided(comment, found | (result.opinion if comment.status == Status.PENDING else {}))
        return None
    transition = Transition(Actor.SCREENING, now, reason=outcome.reason, told=outcome.told, batch_id=outcome.joins)
    if outcome.status == Status.PENDING:
        return _keep_waiting(comment, transition, found | result.opinion, ask_again=outcome.ask_again)
    # Locked and read again: what another of the batch became may have changed what is shown above it.
    move(lock(comment.pk, thread_id=comment.thread_id), outcome.status, transition, found)
    return None


def _objecting(findings: Sequence[CheckResult]) -> list[str]:
    return [found.check for found in findings if found.judgement.verdict in OBJECTIONS]


def _was_decided_before(comment: Comment) -> bool:
    """Whether a comment that is due was edited after it was taken for spam, or back to review by a moderator."""
    return comment.status == Status.SPAM or comment.decided_at is not None


def _keep_decided(comment: Comment, found: dict[str, Any]) -> None:
    """Write what was found and leave the status, since the checks undo no decision."""
    Comment.objects.filter(pk=comment.pk).update(**found, due=None, leased_until=None)


def _keep_waiting(
    comment: Comment, transition: Transition, found: dict[str, Any], *, ask_again: bool = False
) -> Decision | None:
    """Leave it to a person; with `ask_again` it comes back to the checks too, later each time, for RECHECK_DAYS.

    Returns the Decision to save, None if the last one says already what this one would.
    """
    changes: dict[str, Any] = {**found, "due": None, "leased_until": None}
    if ask_again and transition.now - comment.created_at >= timedelta(days=RECHECK_DAYS):
        given_up = _("The service will not be asked again.")
        transition = replace(transition, reason=f"{transition.reason} {given_up}")
    elif ask_again:
        rechecks = comment.rechecks + 1
        changes |= {"due": transition.now + recheck_after(rechecks, salt=comment.pk), "rechecks": rechecks}
    Comment.objects.filter(pk=comment.pk).update(**changes)
    readers.held(comment, transition.now)
    last = comment.decisions.last() if comment.attempts > 1 else None
    is_said = last is not None and (last.actor, last.reason) == (Actor.SCREENING, transition.reason)
    return None if is_said else decision_row(comment, Status.PENDING, transition)


def park(comment_id: int, *, now: datetime) -> None:
    """Stop screening a comment that failed too often: it waits for a person, who can see why."""
    with writing():
        comment = lock(comment_id)
        if comment.due is None:
            return
        reason = _("Screening failed %(n)d times and will not be tried again.") % {"n": comment.attempts}
        rollups.count_screening(comment, [], is_held=True, now=now)
        queries.store_findings([(comment, [CheckResult("screening", hold(reason, code="parked"), 0.0)])], now)
        if _was_decided_before(comment):
            _keep_decided(comment, {})
        elif decision := _keep_waiting(comment, Transition(Actor.SCREENING, now, reason=reason), {}):
            decision.save(force_insert=True)
        events.tell(_events(comment, Status.PENDING), now=now)
