"""All checks are asked, each failing alone. Needs no database."""

from typing import Any, NoReturn, cast

import pytest

from comments.models import Site
from comments.spam import Candidate, Check, Judgement, Verdict, clear, hold, pipeline

pytestmark = pytest.mark.once

CANDIDATE = Candidate(text="A thought.", html="<p>A thought.</p>")


def raising(candidate: Candidate, site: Site) -> NoReturn:
    raise RuntimeError("the service behind this check is gone")


def clearing(candidate: Candidate, site: Site) -> Judgement:
    return clear("Nothing found.")


def holding(candidate: Candidate, site: Site) -> Judgement:
    return hold("Something found.")


def answering(answer: Any) -> Check:
    return cast(Check, lambda candidate, site: answer)


def verdicts(**checks: Check) -> dict[str, Verdict]:
    return {found.check: found.judgement.verdict for found in pipeline.run(CANDIDATE, Site(), checks)}


def test_it_asks_every_check_in_order() -> None:
    assert [found.check for found in pipeline.run(CANDIDATE, Site())] == list(pipeline.CHECKS)


def test_it_goes_on_after_an_objection() -> None:
    assert verdicts(one=holding, two=clearing) == {"one": Verdict.HOLD, "two": Verdict.CLEAR}


def test_it_holds_what_a_check_failed_on_and_asks_the_others() -> None:
    assert verdicts(one=raising, two=clearing) == {"one": Verdict.HOLD, "two": Verdict.CLEAR}


def test_it_says_that_a_check_failed() -> None:
    (found,) = pipeline.run(CANDIDATE, Site(), {"one": raising})

    assert "RuntimeError" in found.judgement.reason


@pytest.mark.parametrize("garbage", [None, True, "clear", {"verdict": "clear"}, Judgement("fine", "")])
def test_it_holds_what_a_check_answers_garbage_to(garbage: Any) -> None:
    assert verdicts(one=answering(garbage)) == {"one": Verdict.HOLD}


def test_it_lets_the_end_of_the_process_through() -> None:
    def interrupted(candidate: Candidate, site: Site) -> NoReturn:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.run(CANDIDATE, Site(), {"one": interrupted})


def test_it_notes_how_long_a_check_took() -> None:
    (found,) = pipeline.run(CANDIDATE, Site(), {"one": clearing})

    assert found.milliseconds >= 0
