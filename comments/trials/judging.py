"""What the checks make of stored comments, without a rule and with it.

The checks that the rule concerns look at each comment again, by the code of screening, once as they are set now and
once as they would be. What all the others found when the comment came is taken as it was, with the author's trust, what
was similar then, the filter of that time and what a service outside answered. So each comment is judged by itself: as
if all others had gone as they did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from comments.classifier.thresholds import Thresholds
from comments.models import Comment, Site
from comments.screening import policy, registry, stored
from comments.screening.checks import reputation
from comments.screening.context import candidate_of, staff_names
from comments.screening.vocabulary import CheckResult, Context, Reputation
from comments.trials import regimes
from comments.trials.regimes import Regime
from comments.trials.rules import TriedRule

REFUSED = "refused"
# Among the findings of a comment whose screening was given up.
_GIVEN_UP = "screening"

Results = Mapping[str, CheckResult]


@dataclass(frozen=True)
class Change:
    """What the checks make of a comment without a rule and with it: a Status each, or REFUSED."""

    comment: Comment
    was: str
    becomes: str


@dataclass(frozen=True)
class Judged:
    """The comments that a rule changes something about, and of how many others nothing can be said."""

    changes: Sequence[Change]
    passed_over: int


def judge(
    comments: Sequence[Comment], rule: TriedRule, *, is_of_all: bool, thresholds: Thresholds | None, now: datetime
) -> Judged:
    """Find what a rule would have changed about comments; nothing is written.

    `thresholds` are those of the learned filter with the rule's budgets, if it has any.
    """
    found = stored.results_of(comments)
    known = [one for one in comments if one.text and one.pk in found and _GIVEN_UP not in found[one.pk]]
    by_site: dict[int, list[Comment]] = {}
    for comment in known:
        by_site.setdefault(comment.site_id, []).append(comment)
    staff, changes = staff_names(), []
    for site_id, site in Site.objects.in_bulk(list(by_site)).items():
        both = regimes.both(site, rule, by_site[site_id], staff, thresholds, is_of_all=is_of_all, now=now)
        for comment in by_site[site_id]:
            if change := _change(comment, found[comment.pk], *both):
                changes.append(change)
    return Judged(changes, len(comments) - len(known))


def _change(comment: Comment, found: Results, as_set: Regime, tried: Regime) -> Change | None:
    """None if the rule changes nothing: neither what a check says of the comment nor what becomes of it."""
    before, after = (_results(comment, found, regime) for regime in (as_set, tried))
    is_same = as_set.site.hold_percent == tried.site.hold_percent and before.keys() == after.keys()
    if is_same and all(_gist(before[name]) == _gist(after[name]) for name in tried.concerned & after.keys()):
        return None
    was, becomes = (_outcome(comment, *one) for one in ((before, as_set), (after, tried)))
    verdicts = ({name: results[name].judgement.verdict for name in results} for results in (before, after))
    return Change(comment, was, becomes) if was != becomes or next(verdicts) != next(verdicts) else None


def _results(comment: Comment, found: Results, regime: Regime) -> dict[str, CheckResult]:
    context = Context(
        reputation=Reputation(is_trusted=_is_trusted(found)), bans=regime.bans.get(comment.pk, ()), staff=regime.staff,
        moderation_words=regime.lists.moderation_words, disallowed_words=regime.lists.disallowed_words,
        protected=regime.lists.protected,
    )  # fmt: skip
    candidate = candidate_of(comment, context)
    asked = {name: regimes.result(name, candidate, found.get(name), regime) for name in regime.concerned}
    kept = {name: result for name, result in found.items() if name not in regime.concerned}
    return kept | {name: result for name, result in asked.items() if result is not None}


def _outcome(comment: Comment, results: Results, regime: Regime) -> str:
    if comment.pk in regime.refused:
        return REFUSED
    local = [result for name, result in results.items() if name not in registry.OUTSIDE]
    outside = [partial(results.__getitem__, name) for name in registry.OUTSIDE if name in results]
    outcome, _asked = policy.decide_in_turns(
        local, outside, hold_percent=regime.site.hold_percent, is_trusted=_is_trusted(results)
    )
    return outcome.status


def _is_trusted(found: Results) -> bool:
    said = found.get(reputation.CHECK.name)
    return said is not None and said.judgement.code == reputation.TRUSTED


def _gist(result: CheckResult) -> tuple[object, ...]:
    said = result.judgement
    return said.verdict, said.score, said.code, said.is_firm
