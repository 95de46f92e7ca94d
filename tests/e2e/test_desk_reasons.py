"""Rejecting with a reason: chosen by button or number, with a lease while one chooses."""

import pytest

from comments.models import ReviewLease
from tests.e2e.desk_hands import SitDown, waiting
from tests.support import factories

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once


def test_it_rejects_with_the_reason_that_is_chosen_by_either_button(sit_down: SitDown) -> None:
    first, second = waiting(2)
    anna = sit_down()
    anna.press("Shift+D")
    anna.page.fill("#reject-told", "Please stay with the subject.")

    anna.page.click("#decide-form [value=reject]")

    anna.sees(second)
    anna.all_is_saved()
    assert factories.last_decision(first).reason == "Please stay with the subject."


def test_it_rejects_with_a_reason_by_its_number(sit_down: SitDown) -> None:
    first, second = waiting(2)
    anna = sit_down()
    anna.press("Shift+D")
    anna.page.locator("#reject").wait_for()

    anna.press("1", "d")

    anna.sees(second)
    anna.all_is_saved()
    assert factories.last_decision(first).code != ""
    assert ReviewLease.objects.count() == 0


def test_it_has_a_lease_while_a_reason_is_chosen(sit_down: SitDown) -> None:
    first, second = waiting(2)
    anna = sit_down()
    with anna.page.expect_response(lambda answer: "/lease/" in answer.url):
        anna.press("Shift+D")
    assert ReviewLease.objects.get().comment == first

    with anna.page.expect_response(lambda answer: "/lease/" in answer.url):
        anna.press("Escape", "j")

    anna.sees(second)
    assert not ReviewLease.objects.exists()
