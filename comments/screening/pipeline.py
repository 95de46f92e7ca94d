"""How checks are planned for a site, and run: all of them, in its order, each failing alone."""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from comments.models import CheckSetting, Site
from comments.screening import registry
from comments.screening.vocabulary import (
    OBJECTIONS,
    Candidate,
    CheckFunction,
    CheckResult,
    Judgement,
    Verdict,
    abstain,
    hold,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PlannedCheck:
    """A check as a site runs it: its scores are multiplied by `weight`; with weight 0 it only tells moderators."""

    name: str
    check: CheckFunction
    weight: float = 1.0


def planned_checks(
    settings: Iterable[CheckSetting], checks: Mapping[str, CheckFunction] | None = None
) -> list[PlannedCheck]:
    """Those of `checks`, by default CHECKS, that a site has on, in its order; without a row a check keeps its place."""
    checks = registry.CHECKS if checks is None else checks
    rows = {row.check_name: row for row in settings if row.check_name not in registry.ALWAYS}
    place = {name: index * 10 for index, name in enumerate(checks)}
    place |= {name: row.position for name, row in rows.items() if row.position}
    on = [name for name in sorted(checks, key=place.__getitem__) if name not in rows or rows[name].is_on]
    return [PlannedCheck(name, checks[name], rows[name].weight if name in rows else 1.0) for name in on]


def run(candidate: Candidate, site: Site, plan: Iterable[PlannedCheck] | None = None) -> list[CheckResult]:
    """Ask every check of a plan, by default the usual ones."""
    return [ask(step, candidate, site) for step in (planned_checks([]) if plan is None else plan)]


def not_asked(plan: Iterable[PlannedCheck]) -> list[CheckResult]:
    """Results that tell moderators why these services were not asked."""
    return [
        CheckResult(step.name, abstain(_("Not asked, because the other checks have decided.")), 0.0) for step in plan
    ]


def ask(step: PlannedCheck, candidate: Candidate, site: Site) -> CheckResult:
    """Ask one check. One that raises gives a result that holds: waiting is the safe state."""
    started = time.perf_counter()
    try:
        judgement = step.check(candidate, site)
        if (type(judgement), type(getattr(judgement, "verdict", None))) != (Judgement, Verdict):
            raise TypeError(f"{step.name} returned {judgement!r:.100}")
        is_muted = step.weight <= 0 and judgement.verdict in OBJECTIONS
        verdict = Verdict.NOTE if is_muted else judgement.verdict
        judgement = replace(judgement, verdict=verdict, score=judgement.score * step.weight)
    except Exception as error:  # the one place: whatever a check does, a person decides then
        log.exception("check %s failed", step.name)
        reason = _("This check failed (%(error)s).") % {"error": type(error).__name__}
        judgement = hold(reason, code="check-failed", is_firm=True)
    return CheckResult(step.name, judgement, (time.perf_counter() - started) * 1000)
