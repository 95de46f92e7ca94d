"""What the worker does with a handful of comments: claim, judge and settle, each alone.

The row is its own lease: a claim is one guarded UPDATE, and only the latest claim may settle.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db.models import F
from django.utils import timezone, translation

from comments import conf, doorbell, limits
from comments.db.transactions import cause, writing
from comments.form_signals import Signals
from comments.models import CheckSetting, Comment, Site
from comments.screening import outcome, pipeline, policy, registry
from comments.screening.context import gather_context
from comments.screening.outcome import ScreeningResult
from comments.screening.pipeline import PlannedCheck
from comments.screening.policy import Outcome
from comments.screening.vocabulary import Candidate, CheckResult, Context
from comments.text import markup

log = logging.getLogger(__name__)

# That an outside service gave no answer is no failure.
_FAILURES = F("attempts") - F("rechecks")


def screen(ids: Sequence[int], *, now: datetime | None = None) -> int:
    """Screen what of these still waits for it; returns how many were settled here. Safe to run twice."""
    now = now or timezone.now()
    claimed = [comment for comment in _claim(ids, now) if _rendered(comment, now)] if ids else []
    if not claimed:
        return 0
    try:
        known = gather_context(claimed, now)
        plans = _plans(claimed)
    except Exception:  # what one comment breaks for all, it breaks alone when each is brought again by itself
        log.exception("what is known about the authors of comments %s could not be read", ids)
        for comment in claimed:
            _postpone(comment, now)
        return 0
    judged = [_judge(comment, known[comment.pk], plans[comment.site_id], now) for comment in claimed]
    return _settle([one for one in judged if one], now)


def with_new(ids: Sequence[int], *, now: datetime | None = None) -> list[int]:
    """These, and as many as make a handful of those that nobody has begun with."""
    new = (
        Comment.objects.awaiting_first_screening(now or timezone.now()).exclude(pk__in=ids).values_list("pk", flat=True)
    )
    return [*ids, *new[: max(0, doorbell.SCREEN_HANDFUL - len(ids))]]


def sweep(*, now: datetime | None = None) -> list[list[int]]:
    """What is due and was not claimed, by the handful, each moved on so that the next sweep rests from it."""
    now = now or timezone.now()
    later = now + timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)
    with writing():
        rows = list(Comment.objects.due(now).lock_available().values_list("id", _FAILURES)[: limits.SWEEP_ROWS])
        rung = [(comment_id, failures) for comment_id, failures in rows if failures < limits.ATTEMPTS]
        Comment.objects.filter(pk__in=[comment_id for comment_id, _failures in rung]).update(due=later)
    for comment_id, failures in rows:
        if failures >= limits.ATTEMPTS:
            outcome.park(comment_id, now=now)
    return _portions(rung)


def screen_overdue(*, limit: int) -> int:
    """Screen, here and now, what has been due so long that no message can be on its way."""
    try:
        now = timezone.now()
        late = now - timedelta(seconds=limits.DUE_AFTER_POST_SECONDS)
        overdue = Comment.objects.due(late).below_attempt_limit().values_list("id", _FAILURES)[:limit]
        return sum(screen(ids) for ids in _portions(list(overdue)))
    except DatabaseError as error:
        log.warning("overdue comments could not be read: %s", cause(error))
        return 0


def oldest_due_seconds(*, now: datetime | None = None) -> float:
    """For how long the longest-waiting screening has been due; 0 when nothing is."""
    due = Comment.objects.oldest_due()
    return max(0.0, ((now or timezone.now()) - due).total_seconds()) if due else 0.0


def _portions(tried: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Of comments and how often each failed: handfuls, and alone what may end the process that screens it."""
    fresh = [comment_id for comment_id, failures in tried if not failures]
    size = doorbell.SCREEN_HANDFUL
    handfuls = [fresh[start : start + size] for start in range(0, len(fresh), size)]
    return handfuls + [[comment_id] for comment_id, failures in tried if failures]


def _claim(ids: Sequence[int], now: datetime) -> list[Comment]:
    """Those of the comments that were free, leased to us; the end of our lease tells which they are."""
    lease = now + timedelta(seconds=limits.LEASE_SECONDS)
    with writing():
        free = Comment.objects.claimable(now).below_attempt_limit().filter(pk__in=ids)
        if not free.update(attempts=F("attempts") + 1, leased_until=lease, due=lease):
            return []
    mine = Comment.objects.filter(pk__in=ids, leased_until=lease).select_related("thread")
    return list(mine.prefetch_related("thread__site").order_by("id"))


@dataclass(frozen=True)
class _Plan:
    """The checks of a site: its own, and the services outside."""

    local: list[PlannedCheck]
    outside: list[PlannedCheck]


def _plans(comments: Sequence[Comment]) -> dict[int, _Plan]:
    rows: dict[int, list[CheckSetting]] = defaultdict(list)
    sites = {comment.site_id for comment in comments}
    for row in CheckSetting.objects.filter(site__in=sites):
        rows[row.site_id].append(row)
    outside = registry.OUTSIDE if conf.akismet_key() else {}
    return {
        site_id: _Plan(pipeline.planned_checks(rows[site_id]), pipeline.planned_checks(rows[site_id], outside))
        for site_id in sites
    }


def _rendered(comment: Comment, now: datetime) -> bool:
    """Give it the HTML that checks look at, in memory; one that cannot have any is the only one to suffer."""
    try:
        comment.html = markup.render(comment.text)
    except Exception:
        log.exception("rendering comment %d failed, attempt %d", comment.pk, comment.attempts)
        _postpone(comment, now)
        return False
    return True


def _judge(comment: Comment, context: Context, plan: _Plan, now: datetime) -> ScreeningResult | None:
    """None when it failed, which is this comment's own matter: the sweep brings it again."""
    try:
        with translation.override(comment.thread.site.language):
            return ScreeningResult(comment, *_verdict(_candidate(comment, context), comment.thread.site, plan))
    except Exception:
        log.exception("judging comment %d failed, attempt %d", comment.pk, comment.attempts)
        _postpone(comment, now)
        return None


def _settle(judged: Sequence[ScreeningResult], now: datetime) -> int:
    """All in one commit; when that fails each in its own, because one comment's failure is its own."""
    try:
        return outcome.settle(judged, now=now)
    except Exception:
        if len(judged) > 1:
            return sum(_settle([one], now) for one in judged)
        comment = judged[0].claimed
        log.exception("settling comment %d failed, attempt %d", comment.pk, comment.attempts)
        _postpone(comment, now)
        return 0


def _verdict(candidate: Candidate, site: Site, plan: _Plan) -> tuple[list[CheckResult], Outcome]:
    """All local checks run; a service outside is asked only if the comment is still undecided."""
    trusted = candidate.context.reputation.is_trusted
    findings = pipeline.run(candidate, site, plan.local)
    outcome = policy.decide(findings, hold_percent=site.hold_percent, is_trusted=trusted)
    if outcome.is_decided:
        return findings + pipeline.not_asked(plan.outside), outcome
    if plan.outside:
        findings += pipeline.run(candidate, site, plan.outside)
        outcome = policy.decide(findings, hold_percent=site.hold_percent, is_trusted=trusted)
    return findings, outcome


def _candidate(comment: Comment, context: Context) -> Candidate:
    return Candidate(
        text=comment.text, html=comment.html or "", name=comment.name, email=comment.email, url=comment.url,
        address=comment.address, user_agent=comment.user_agent, is_reply=comment.parent_id is not None,
        is_staff=comment.staff, is_recheck=comment.rechecks > 0, created_at=comment.created_at,
        signals=Signals(**comment.signals), context=context,
    )  # fmt: skip


def _postpone(comment: Comment, now: datetime) -> None:
    """Give the lease back and wait longer each time, up to LONGEST_PAUSE_HOURS."""
    failures = comment.attempts - comment.rechecks
    wait = min(
        timedelta(hours=limits.LONGEST_PAUSE_HOURS), timedelta(seconds=limits.DUE_AFTER_POST_SECONDS * 2**failures)
    )
    claim = {"text_version": comment.text_version, "attempts": comment.attempts}
    mine = Comment.objects.filter(pk=comment.pk, **claim, due__isnull=False)
    with writing():
        mine.update(due=now + wait, leased_until=None)
