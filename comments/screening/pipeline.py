"""The checks, in order, and how they are run: all of them, each failing alone."""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.errors import Message
from comments.models import CheckSetting, Site
from comments.screening.checks import (
    akismet,
    bans,
    classifier,
    disallowed_words,
    duplicates,
    form_signals,
    impersonation,
    links,
    moderation_words,
    premoderation,
    reputation,
    velocity,
)
from comments.screening.vocabulary import Candidate, Check, CheckResult, Judgement, Verdict, abstain, hold

log = logging.getLogger(__name__)

CHECKS: dict[str, Check] = {
    "premoderation": premoderation.check,
    "standing": reputation.check,
    "bans": bans.check,
    "imitation": impersonation.check,
    "disallowed_words": disallowed_words.check,
    "moderation_words": moderation_words.check,
    "links": links.check,
    "repeats": duplicates.check,
    "pace": velocity.check,
    "form_signals": form_signals.check,
    "learned": classifier.check,
}
LABELS: dict[str, Message] = {
    "premoderation": gettext_lazy("Moderation rule"),
    "standing": gettext_lazy("Standing of the author"),
    "bans": gettext_lazy("Bans"),
    "imitation": gettext_lazy("Imitation of staff"),
    "disallowed_words": gettext_lazy("Disallowed words"),
    "moderation_words": gettext_lazy("Moderation words"),
    "links": gettext_lazy("Links"),
    "repeats": gettext_lazy("The same text before"),
    "pace": gettext_lazy("Many at once"),
    "form_signals": gettext_lazy("How the form was filled in"),
    "learned": gettext_lazy("The learned filter"),
    "akismet": gettext_lazy("Akismet"),
    "screening": gettext_lazy("The screening itself"),
}
# Asked only while a comment is still undecided, since they are slow and told what was typed.
OUTSIDE: dict[str, Check] = {"akismet": akismet.check}
# Rules of their own with settings of their own; there is nothing to switch or weigh.
ALWAYS = frozenset({"premoderation", "standing", "bans"})
_OBJECTIONS = frozenset({Verdict.HOLD, Verdict.REJECT, Verdict.SPAM})


@dataclass(frozen=True)
class PlannedCheck:
    """A check as a site runs it; with weight 0 it only tells moderators."""

    name: str
    check: Check
    weight: float = 1.0


def planned_checks(settings: Iterable[CheckSetting], checks: Mapping[str, Check] | None = None) -> list[PlannedCheck]:
    """The checks that are on, in the site's order; those without a row keep their usual place."""
    checks = CHECKS if checks is None else checks
    rows = {row.check_name: row for row in settings if row.check_name not in ALWAYS}
    place = {name: index * 10 for index, name in enumerate(checks)}
    place |= {name: row.position for name, row in rows.items() if row.position}
    on = [name for name in sorted(checks, key=place.__getitem__) if name not in rows or rows[name].is_on]
    return [PlannedCheck(name, checks[name], rows[name].weight if name in rows else 1.0) for name in on]


def run(candidate: Candidate, site: Site, plan: Iterable[PlannedCheck] | None = None) -> list[CheckResult]:
    """Ask every check. One that raises becomes a finding that holds: waiting is the safe state."""
    return [_ask(step, candidate, site) for step in (planned_checks([]) if plan is None else plan)]


def not_asked(plan: Iterable[PlannedCheck]) -> list[CheckResult]:
    """What stands in the trace of services that need not be asked."""
    return [
        CheckResult(step.name, abstain(_("Not asked, because the other checks have decided.")), 0.0) for step in plan
    ]


def _ask(step: PlannedCheck, candidate: Candidate, site: Site) -> CheckResult:
    started = time.perf_counter()
    try:
        judgement = step.check(candidate, site)
        if (type(judgement), type(getattr(judgement, "verdict", None))) != (Judgement, Verdict):
            raise TypeError(f"{step.name} returned {judgement!r:.100}")
        judgement = _weighed(judgement, step.weight)
    except Exception as error:  # the one place: whatever a check does, a person decides then
        log.exception("check %s failed", step.name)
        reason = _("This check failed (%(error)s).") % {"error": type(error).__name__}
        judgement = hold(reason, code="check-failed", is_firm=True)
    return CheckResult(step.name, judgement, (time.perf_counter() - started) * 1000)


def _weighed(judgement: Judgement, weight: float) -> Judgement:
    verdict = Verdict.NOTE if weight <= 0 and judgement.verdict in _OBJECTIONS else judgement.verdict
    return replace(judgement, verdict=verdict, score=judgement.score * weight)
