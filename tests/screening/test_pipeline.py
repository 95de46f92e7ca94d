"""All checks are asked, each failing alone. Needs no database."""

from typing import Any, NoReturn, cast

import pytest

from comments.models import CheckSetting, Site
from comments.screening import pipeline, registry
from comments.screening.pipeline import PlannedCheck
from comments.screening.vocabulary import Candidate, CheckFunction, Judgement, Verdict, clear, hold, reject, spam

pytestmark = pytest.mark.once

CANDIDATE = Candidate(text="A thought.", html="<p>A thought.</p>")


def raising(candidate: Candidate, site: Site) -> NoReturn:
    raise RuntimeError("the service behind this check is gone")


def clearing(candidate: Candidate, site: Site) -> Judgement:
    return clear("Nothing found.")


def holding(candidate: Candidate, site: Site) -> Judgement:
    return hold("Something found.")


def answering(answer: Any) -> CheckFunction:
    return cast(CheckFunction, lambda candidate, site: answer)


def judged(check: CheckFunction, *, weight: float = 1.0) -> Judgement:
    (found,) = pipeline.run(CANDIDATE, Site(), [PlannedCheck("one", check, weight)])
    return found.judgement


def verdicts(**checks: CheckFunction) -> dict[str, Verdict]:
    plan = [PlannedCheck(name, check) for name, check in checks.items()]
    return {found.check: found.judgement.verdict for found in pipeline.run(CANDIDATE, Site(), plan)}


def setting(check_name: str, **fields: Any) -> CheckSetting:
    return CheckSetting(check_name=check_name, **fields)


def order(*settings: CheckSetting) -> str:
    checks = {"premoderation": clearing, "a": clearing, "b": clearing, "c": clearing}
    return " ".join(step.name for step in pipeline.planned_checks(settings, checks))


def test_it_asks_every_check_in_order() -> None:
    assert [found.check for found in pipeline.run(CANDIDATE, Site())] == list(registry.CHECKS)


def test_it_goes_on_after_an_objection() -> None:
    assert verdicts(one=holding, two=clearing) == {"one": Verdict.HOLD, "two": Verdict.CLEAR}


def test_it_holds_what_a_check_failed_on_and_asks_the_others() -> None:
    assert verdicts(one=raising, two=clearing) == {"one": Verdict.HOLD, "two": Verdict.CLEAR}


def test_it_says_that_a_check_failed() -> None:
    assert "RuntimeError" in judged(raising).reason
    assert judged(raising).code == "check-failed"


def test_it_holds_what_a_check_failed_on_whoever_is_trusted_and_however_little_it_weighs() -> None:
    assert judged(raising).is_firm
    assert judged(raising, weight=0).verdict == Verdict.HOLD


UNKNOWN = Judgement("fine", "")  # type: ignore[arg-type]  # no verdict there is


@pytest.mark.parametrize("garbage", [None, True, "clear", {"verdict": "clear"}, UNKNOWN])
def test_it_holds_what_a_check_answers_garbage_to(garbage: Any) -> None:
    assert verdicts(one=answering(garbage)) == {"one": Verdict.HOLD}


def test_it_lets_the_end_of_the_process_through() -> None:
    def interrupted(candidate: Candidate, site: Site) -> NoReturn:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(interrupted)


def test_it_notes_how_long_a_check_took() -> None:
    (found,) = pipeline.run(CANDIDATE, Site(), [PlannedCheck("one", clearing)])

    assert found.milliseconds >= 0


def test_it_counts_suspicion_by_the_weight_of_a_check() -> None:
    assert judged(holding, weight=0.5).score == judged(holding).score / 2


@pytest.mark.parametrize("weight", [1, 0.5, 0.01])
def test_it_lets_a_check_object_whatever_it_weighs(weight: float) -> None:
    assert judged(holding, weight=weight).verdict == Verdict.HOLD


@pytest.mark.parametrize("objection", [hold("A."), reject("A.", told=""), spam("A.", code="a")], ids=str)
def test_it_lets_a_check_of_no_weight_only_tell_moderators(objection: Judgement) -> None:
    assert judged(answering(objection), weight=0).verdict == Verdict.NOTE
    assert judged(answering(objection), weight=0).score == 0


def test_it_does_not_let_a_check_of_no_weight_clear_less() -> None:
    assert judged(clearing, weight=0).verdict == Verdict.CLEAR


def test_it_runs_the_checks_in_the_sites_order() -> None:
    assert order() == "premoderation a b c"
    assert order(setting("c", position=5), setting("a", position=99)) == "premoderation c b a"


def test_it_leaves_a_check_without_a_place_where_it_was() -> None:
    assert order(setting("b", weight=0.5)) == "premoderation a b c"


def test_it_does_not_run_what_is_switched_off() -> None:
    assert order(setting("b", is_on=False)) == "premoderation a c"


def test_it_cannot_switch_off_what_the_site_itself_rules() -> None:
    assert order(setting("premoderation", is_on=False, position=99)) == "premoderation a b c"


def test_it_ignores_the_setting_of_a_check_that_is_no_more() -> None:
    assert order(setting("gone")) == "premoderation a b c"


def test_it_has_a_name_for_people_for_every_check() -> None:
    assert set(registry.CHECKS) <= set(registry.LABELS)
