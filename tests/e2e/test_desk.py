"""The desk by keyboard: no page is loaded, each decision is one request, and one stays where one was."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.desk_hands import SitDown, statuses, waiting
from tests.support import factories

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once


def test_it_decides_forty_by_keyboard_with_one_request_each_and_no_page(sit_down: SitDown) -> None:
    comments = waiting(41)
    anna = sit_down()

    for comment, following, key in zip(comments, comments[1:], "adsa" * 10, strict=False):
        anna.sees(comment)
        expect(anna.page.locator(f".desk-row[data-id='{following.pk}']")).to_be_attached()
        anna.press(key)
        expect(anna.page.locator("#card-title")).to_be_focused()

    anna.sees(comments[40])
    anna.all_is_saved()
    expect(anna.page.locator("#desk-state")).to_be_empty()
    assert statuses() == ["approved", "rejected", "spam", "approved"] * 10 + ["pending"]
    assert anna.asked_for("/decide/") == 40
    assert anna.asked_for("document") == 0
    assert anna.asked_for("/ahead/") == 2
    assert anna.asked_for("/part/") == 0


def test_it_asks_for_no_more_cards_where_there_is_no_list(sit_down: SitDown) -> None:
    [comment] = waiting(1)
    anna = sit_down()
    failures: list[str] = []
    anna.page.on("pageerror", lambda error: failures.append(str(error)))

    anna.page.goto(f"{anna.url}/admin/desk/author/{comment.pk}/")
    with anna.page.expect_response(lambda answer: "/desk/live/" in answer.url):
        anna.page.evaluate("dispatchEvent(new Event('online'))")
    expect(anna.page.locator("[data-queue=decide] .count")).to_have_text("1")
    anna.page.wait_for_timeout(200)

    assert failures == []


def test_what_it_says_lies_on_no_button_of_the_compact_view_and_stays_while_it_is_read(sit_down: SitDown) -> None:
    waiting(12)
    page = sit_down().page
    page.goto(f"{page.url.partition('/admin/')[0]}/admin/desk/?view=compact")
    page.locator("[name=ticked]").first.check()
    page.clock.install()

    page.keyboard.press("s")

    toast = page.locator("#desk-said.is-toast")
    expect(toast).to_contain_text("1 comment marked as spam.")
    page.click("#compact-form [value=approve]", trial=True, timeout=3000)
    toast.hover()
    page.clock.fast_forward("01:00")
    expect(toast).to_contain_text("1 comment marked as spam.")
    page.mouse.move(0, 0)
    page.clock.fast_forward("00:11")
    expect(toast).to_be_empty()


def test_it_says_after_the_last_one_that_nothing_waits_and_guards_what_comes_then(sit_down: SitDown) -> None:
    waiting(1)
    anna = sit_down()
    anna.page.clock.install()

    anna.press("a", "a", "d")

    expect(anna.page.locator(".desk-empty")).to_contain_text("Nothing waits.")
    anna.all_is_saved()
    assert statuses() == ["approved"]
    anna.page.clock.pause_at(timezone.now() + timedelta(minutes=1))
    late = factories.screened(text="A late one.")
    anna.page.evaluate("dispatchEvent(new Event('online'))")
    anna.sees(late)
    anna.press("d")
    anna.sees(late)
    anna.page.clock.run_for(200)
    anna.press("d")
    anna.all_is_saved()
    assert statuses() == ["approved", "rejected"]


def test_it_is_where_it_was_after_a_reload_and_comes_back_by_the_back_button(sit_down: SitDown) -> None:
    _first, second, third = waiting(3)
    anna = sit_down()
    anna.press("a")
    anna.sees(second)
    anna.page.reload()
    anna.sees(second)
    anna.page.locator(f".desk-row[data-id='{third.pk}']").click()
    anna.sees(third)

    anna.page.go_back()

    anna.sees(second)
