"""How a site checks: as it is set now, and as it would with a rule; and what a check says under either."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from comments.classifier import storage
from comments.classifier.model import Score
from comments.classifier.thresholds import Thresholds
from comments.models import Ban, BanEffect, CheckSetting, Comment, ListKind, Site
from comments.moderation import bans
from comments.moderation.bans import BanHit
from comments.screening import pipeline, registry, word_lists
from comments.screening.checks import bans as bans_check
from comments.screening.checks import (
    classifier,
    disallowed_words,
    form_signals,
    impersonation,
    links,
    moderation_words,
)
from comments.screening.context import values_to_ban
from comments.screening.pipeline import PlannedCheck
from comments.screening.vocabulary import OBJECTIONS, Candidate, CheckResult, Judgement, Staff, Verdict
from comments.screening.word_lists import SiteWordLists
from comments.trials.rules import BanRule, CheckRule, TriedRule, check_of

_LEARNED, _BANS = classifier.CHECK.name, bans_check.CHECK.name
_OF_LISTS = {
    ListKind.MODERATION: moderation_words.CHECK.name,
    ListKind.DISALLOWED: disallowed_words.CHECK.name,
    ListKind.PROTECTED: impersonation.CHECK.name,
}
_OF_SETTINGS = {"max_links": links.CHECK.name, "hold_budget": _LEARNED, "spam_budget": _LEARNED}
# What any stored comment can be asked again. Of other checks only what they found then is known.
ASKED_AGAIN = frozenset({*_OF_LISTS.values(), links.CHECK.name, form_signals.CHECK.name, _BANS})


@dataclass(frozen=True)
class Regime:
    """How a site checks a handful of comments.

    `concerned` are the checks that may say something else with the rule than without it. `checks` is how each is run,
    and `weights` what its scores were multiplied by when they were stored. `bans` are those that each comment falls
    under, by its id; `refused` the ids of comments that would not have been taken at all. `thresholds` are those of the
    learned filter, None if it says nothing.
    """

    site: Site
    staff: Staff
    lists: SiteWordLists
    concerned: frozenset[str]
    checks: Mapping[str, CheckRule]
    weights: Mapping[str, float]
    thresholds: Thresholds | None
    bans: Mapping[int, tuple[BanHit, ...]] = field(default_factory=dict)
    refused: frozenset[int] = frozenset()


def both(
    site: Site,
    rule: TriedRule,
    comments: Sequence[Comment],
    staff: Staff,
    thresholds: Thresholds | None,
    *,
    is_of_all: bool,
    now: datetime,
) -> tuple[Regime, Regime]:
    """How the site checks these comments of it, as it is set now and with the rule."""
    checks = {row.check_name: check_of(row) for row in CheckSetting.objects.filter(site=site)}
    build = storage.latest_build(site)
    measured = build.filter.thresholds if build and not build.filter.abstains else None
    as_set = Regime(
        site, staff, word_lists.of_site(site, staff), _concerned(rule), checks,
        {name: check.weight for name, check in checks.items()}, measured,
    )  # fmt: skip
    tried = replace(
        as_set, site=_with(site, rule.settings), checks={**checks, **rule.checks},
        lists=word_lists.tried(site, staff, rule.lists, are_shared=is_of_all) if rule.lists else as_set.lists,
        thresholds=thresholds if measured and thresholds else measured,
    )  # fmt: skip
    if rule.ban is None:
        return as_set, tried
    return _with_bans(as_set, tried, rule.ban, comments, is_of_all=is_of_all, now=now)


def result(name: str, candidate: Candidate, found: CheckResult | None, regime: Regime) -> CheckResult | None:
    """What a check says of a comment under a regime, given what it found then; None if it is off or is not known."""
    how = CheckRule() if name in registry.ALWAYS else regime.checks.get(name, CheckRule())
    if not how.is_on:
        return None
    if name in ASKED_AGAIN:
        return _run(PlannedCheck(name, registry.CHECKS[name], how.weight), candidate, regime)
    if found is None or found.judgement.verdict == Verdict.ABSTAIN or found.judgement.code == "check-failed":
        return found
    weight = regime.weights.get(name, 1.0)
    if weight <= 0:
        return found
    if name == _LEARNED and regime.thresholds:
        score = Score(min(1.0, found.judgement.score / weight), ())
        opinion = partial(_opinion, score, regime.thresholds)
        return _run(PlannedCheck(name, opinion, how.weight), candidate, regime)
    return found if how.weight == weight else _reweighed(found, how.weight / weight)


def _concerned(rule: TriedRule) -> frozenset[str]:
    return frozenset(
        [
            *(_OF_LISTS[kind] for kind in rule.lists),
            *(_OF_SETTINGS[name] for name in rule.settings if name in _OF_SETTINGS),
            *rule.checks,
            *([_BANS] if rule.ban else []),
        ]
    )


def _with(site: Site, settings: Mapping[str, int]) -> Site:
    changed = copy(site)
    for name, value in settings.items():
        setattr(changed, name, value)
    return changed


def _with_bans(
    as_set: Regime, tried: Regime, rule: BanRule, comments: Sequence[Comment], *, is_of_all: bool, now: datetime
) -> tuple[Regime, Regime]:
    """With the bans that fall on those comments which the ban falls on that is tried."""
    site = as_set.site
    draft = Ban(site=None if is_of_all else site, kind=rule.kind, value=rule.value, effect=rule.effect)
    authors, linked = values_to_ban(comments)
    hits = {comment_id: found for comment_id, found in bans.matched([draft], authors, linked).items() if found}
    authors, linked = ({pk: values[pk] for pk in hits} for values in (authors, linked))
    in_force = bans.in_force(site, frozenset().union(*authors.values(), *linked.values()), now=now)
    others = [one for one in in_force if (one.site_id, one.kind, one.value) != (draft.site_id, draft.kind, draft.value)]
    refused = [pk for pk, found in hits.items() if any(_refuses(hit) for hit in found)]
    return (
        replace(as_set, bans=bans.matched(in_force, authors, linked)),
        replace(tried, bans=bans.matched([*others, draft], authors, linked), refused=frozenset(refused)),
    )


def _refuses(hit: BanHit) -> bool:
    return hit.effect == BanEffect.REFUSE and not hit.is_linked


def _run(step: PlannedCheck, candidate: Candidate, regime: Regime) -> CheckResult:
    [said] = pipeline.run(candidate, regime.site, [step])
    return said


def _opinion(score: Score, thresholds: Thresholds, candidate: Candidate, site: Site) -> Judgement:
    return classifier.opinion(score, thresholds)


def _reweighed(found: CheckResult, factor: float) -> CheckResult:
    said = found.judgement
    verdict = Verdict.NOTE if factor <= 0 and said.verdict in OBJECTIONS else said.verdict
    return replace(found, judgement=replace(said, verdict=verdict, score=said.score * factor))
