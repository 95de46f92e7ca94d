"""The key z takes back what one decided last: on this page, before it, and a whole batch."""

import pytest
from playwright.sync_api import expect

from comments.models import BatchKind, Comment
from comments.moderation import batches, handfuls
from comments.statuses import Status
from tests.e2e.desk_hands import SitDown, statuses, waiting
from tests.support import factories

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once


def test_it_takes_back_what_was_saved_and_what_was_not_sent_yet(sit_down: SitDown) -> None:
    first, second, _third = waiting(3)
    anna = sit_down()
    anna.press("d")
    anna.sees(second)
    anna.all_is_saved()

    anna.press("z")

    anna.sees(first)
    anna.hears("Undone: Ada 0.")
    anna.all_is_saved()
    assert statuses() == ["pending"] * 3
    anna.decide("a", first)
    anna.press("s", "z", "z")
    anna.sees(first)
    anna.all_is_saved()
    assert statuses() == ["pending"] * 3
    anna.decide("a", first)
    anna.press("a", "a")
    anna.all_is_saved()
    assert statuses() == ["approved"] * 3


def test_it_goes_further_back_in_what_one_decided_before_this_page(sit_down: SitDown) -> None:
    first, _second = waiting(2)
    anna = sit_down()
    anna.press("d")
    anna.all_is_saved()
    anna.sit_down()

    anna.press("z")

    anna.sees(first)
    anna.hears("Undone: Ada 0.")
    assert factories.fresh(first).status == Status.PENDING


def test_it_follows_a_batch_without_loading_the_page_and_takes_it_back_with_one_key(sit_down: SitDown) -> None:
    comments = waiting(3)
    anna = sit_down()
    batch = batches.decide("spam", by=anna.user, kind=BatchKind.SELECTION, comments=Comment.objects.all())
    anna.page.goto(f"{anna.url}/admin/desk/batches/{batch.pk}/")
    anna.page.evaluate("document.body.dataset.loaded = 'once'")

    while handfuls.carry_out(batch.pk):
        continue

    expect(anna.page.locator("#batch-state")).to_have_text("Done")
    expect(anna.page.locator("#desk-running")).to_be_hidden()
    assert anna.page.evaluate("document.body.dataset.loaded") == "once"
    anna.sit_down().press("z")
    anna.hears("Undone: 3 comments.")
    anna.sees(comments[0])
    anna.press("v")
    anna.page.locator(".has-script .desk-compact").wait_for()
    anna.press("z")
    anna.hears("There is nothing to undo.")
