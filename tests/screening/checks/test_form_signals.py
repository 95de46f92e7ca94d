"""What the way a form was filled in says: a reason to hold, never alone spam. Needs no database."""

from typing import Any

import pytest

from comments.form_signals import Signals
from comments.models import Site
from comments.screening.checks import form_signals
from comments.screening.checks.form_signals import FORM_TOKEN_STALE_HOURS
from comments.screening.vocabulary import Candidate, Verdict

pytestmark = pytest.mark.once


def verdict(**signals: Any) -> Verdict:
    candidate = Candidate(text="A thought.", html="<p>A thought.</p>", signals=Signals(**signals))
    return form_signals.check(candidate, Site()).verdict


def test_it_has_nothing_to_say_of_an_ordinary_form() -> None:
    assert verdict(form_age_hours=0.2, seconds_on_form=40.0) == Verdict.CLEAR


def test_it_has_nothing_to_say_where_no_form_was_involved() -> None:
    assert verdict() == Verdict.CLEAR


def test_it_holds_what_fell_into_the_trap() -> None:
    assert verdict(honeypot=True) == Verdict.HOLD


def test_it_clears_a_form_of_two_days() -> None:
    assert verdict(form_age_hours=float(FORM_TOKEN_STALE_HOURS)) == Verdict.CLEAR


def test_it_holds_what_came_from_an_older_form() -> None:
    assert verdict(form_age_hours=FORM_TOKEN_STALE_HOURS + 0.1) == Verdict.HOLD


@pytest.mark.parametrize(("seconds", "expected"), [(0.0, Verdict.HOLD), (1.9, Verdict.HOLD), (2.0, Verdict.CLEAR)])
def test_it_holds_what_was_sent_faster_than_people_type(seconds: float, expected: Verdict) -> None:
    assert verdict(seconds_on_form=seconds) == expected
