"""How a worker screens a batch of comments: claim, render, gather what is known, judge, settle.

The row is its own lease: a claim is one guarded UPDATE, and only the latest claim may settle. What fails on one comment
fails on it alone: it is postponed, and the others go on.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter

from django.db.models import F
from django.utils import timezone, translation

from comments import limits
from comments.db.transactions import writing
from comments.models import CheckSetting, Comment, Site
from comments.screening import outcome, pipeline, policy, registry
from comments.screening.checks import classifier
from comments.screening.context import candidate_of, gather_context
from comments.screening.outcome import ScreeningResult
from comments.screening.pipeline import PlannedCheck
from comments.screening.policy import Outcome
from comments.screening.vocabulary import Candidate, CheckResult, Context, Verdict
from comments.text import markup

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Plan:
    """The checks that a site has on, in its order: its own, and services outside."""

    local: list[PlannedCheck]
    outside: list[PlannedCheck]


def screen(ids: Sequence[int], *, now: datetime | None = None) -> int:
    """Screen those of these comments that still wait for it; returns how many were settled here. Safe to run twice."""
    now = now or timezone.now()
    comments = [comment for comment in _claim(ids, now) if _render(comment, now)]
    if not comments:
        return 0
    try:
        contexts, plans = gather_context(comments, now), _plans(comments)
    except Exception:  # what one comment breaks for all, it breaks alone when each is brought again by itself
        log.exception("what is known about the authors of comments %s could not be read", ids)
        for comment in comments:
            _postpone(comment, now)
        return 0
    judged = [_judge(comment, contexts[comment.pk], plans[comment.site_id], now) for comment in comments]
    return _settle([result for result in judged if result], now)


def _claim(ids: Sequence[int], now: datetime) -> list[Comment]:
    """Lease those of the comments that are free, and return them. The end of our lease tells which they are."""
    if not ids:
        return []
    lease = now + timedelta(seconds=limits.LEASE_SECONDS)
    with writing():
        free = Comment.objects.claimable(now).below_attempt_limit().filter(pk__in=ids)
        if not free.update(attempts=F("attempts") + 1, leased_until=lease, due=lease):
            return []
    mine = Comment.objects.filter(pk__in=ids, leased_until=lease).select_related("thread")
    return sorted(mine.prefetch_related("thread__site"), key=attrgetter("pk"))


def _render(comment: Comment, now: datetime) -> bool:
    """Give it, in memory, the HTML that checks look at; False, and it is postponed, when it cannot have any."""
    try:
        comment.html = markup.render(comment.text)
    except Exception:
        log.exception("rendering comment %d failed, attempt %d", comment.pk, comment.attempts)
        _postpone(comment, now)
        return False
    return True


def _plans(comments: Sequence[Comment]) -> dict[int, _Plan]:
    """By the id of the site."""
    sites = {comment.site_id: comment.thread.site for comment in comments}
    settings: dict[int, list[CheckSetting]] = {site_id: [] for site_id in sites}
    for row in CheckSetting.objects.filter(site__in=settings):
        settings[row.site_id].append(row)
    return {
        site_id: _Plan(
            pipeline.planned_checks(rows), pipeline.planned_checks(rows, registry.outside_of(sites[site_id]))
        )
        for site_id, rows in settings.items()
    }


def _judge(comment: Comment, context: Context, plan: _Plan, now: datetime) -> ScreeningResult | None:
    """Run the checks, in the language of the site; None, and it is postponed, when that fails."""
    candidate = candidate_of(comment, context)
    try:
        with translation.override(comment.thread.site.spoken_language):
            results, decided = _verdict(candidate, comment.thread.site, plan)
            likeness = _likeness(results, plan)
            version = None if likeness is None else context.classifier_version
            return ScreeningResult(comment, results, decided, likeness, version)
    except Exception:
        log.exception("judging comment %d failed, attempt %d", comment.pk, comment.attempts)
        _postpone(comment, now)
        return None


def _verdict(candidate: Candidate, site: Site, plan: _Plan) -> tuple[list[CheckResult], Outcome]:
    """All local checks run; services outside are asked in turn, each only while the comment is still undecided."""
    trusted = candidate.context.reputation.is_trusted
    results = pipeline.run(candidate, site, plan.local)
    decided, said = policy.decide_in_turns(
        results,
        [partial(pipeline.ask, step, candidate, site) for step in plan.outside],
        hold_percent=site.hold_percent,
        is_trusted=trusted,
    )
    return results + said + pipeline.not_asked(plan.outside[len(said) :]), decided


def _likeness(results: Sequence[CheckResult], plan: _Plan) -> float | None:
    """What the site's filter said, before it was weighed; None if it said nothing."""
    weights = {step.name: step.weight for step in plan.local}
    said = next((result.judgement for result in results if result.check == classifier.CHECK.name), None)
    if said is None or said.verdict == Verdict.ABSTAIN or said.code == "check-failed":
        return None
    weight = weights[classifier.CHECK.name]
    return min(1.0, said.score / weight) if weight > 0 else None


def _settle(results: Sequence[ScreeningResult], now: datetime) -> int:
    """All in one commit; when that fails each in its own, because one comment's failure is its own."""
    try:
        return outcome.settle(results, now=now)
    except Exception:
        if len(results) > 1:
            return sum(_settle([result], now) for result in results)
        comment = results[0].claimed
        log.exception("settling comment %d failed, attempt %d", comment.pk, comment.attempts)
        _postpone(comment, now)
        return 0


def _postpone(comment: Comment, now: datetime) -> None:
    """Give the lease back and wait longer each time, up to LONGEST_PAUSE_HOURS, unless edited or claimed since."""
    failures = comment.attempts - comment.rechecks
    wait = min(
        timedelta(hours=limits.LONGEST_PAUSE_HOURS), timedelta(seconds=limits.DUE_AFTER_POST_SECONDS * 2**failures)
    )
    claim = {"text_version": comment.text_version, "attempts": comment.attempts}
    mine = Comment.objects.filter(pk=comment.pk, **claim, due__isnull=False)
    with writing():
        mine.update(due=now + wait, leased_until=None)
