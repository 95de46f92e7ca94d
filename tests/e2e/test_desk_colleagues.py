"""Two at the desk: what a colleague decided meanwhile turns grey or comes back, and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from comments.moderation import decisions
from comments.statuses import Status
from tests.desk.conftest import member
from tests.e2e.desk_hands import SitDown, by_people, statuses, waiting
from tests.support import factories

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once


def test_it_tells_the_second_of_two_each_time(sit_down: SitDown) -> None:
    comments = waiting(6)
    anna, otto = sit_down("anna"), sit_down("otto")
    otto.page.context.set_offline(True)  # or he would sometimes hear of some of hers before he presses
    anna.press(*"aaaaa")
    anna.all_is_saved()

    otto.press(*"ddddd")
    otto.bar_says("5 not saved")
    otto.page.context.set_offline(False)
    otto.all_is_saved()

    otto.bar_says("5 came back")
    otto.hears("Anna approved it at ")
    otto.list_begins_with(comments[4], "Came back: Anna approved it at ")
    otto.sees(comments[5])
    assert statuses() == ["approved"] * 5 + ["pending"]
    assert len(by_people()) == 5


def test_it_greys_what_a_colleague_decided(sit_down: SitDown) -> None:
    _first, second, third = waiting(3)
    anna = sit_down()
    decisions.mark_spam(second.pk, by=member("otto", second.thread.site), version=second.version)

    anna.page.evaluate("dispatchEvent(new Event('online'))")

    expect(anna.page.locator(".is-gone")).to_contain_text("Otto: Spam")
    anna.press("j")
    anna.sees(third)


def test_it_sends_what_one_decides_on_a_card_that_changed_under_the_eyes(sit_down: SitDown) -> None:
    first, second = waiting(2)
    anna = sit_down()
    decisions.mark_spam(first.pk, by=member("otto", first.thread.site), version=first.version)
    anna.page.evaluate("dispatchEvent(new Event('online'))")
    anna.page.locator(".is-changed").wait_for()

    anna.press("a")

    anna.list_begins_with(first, "Came back: Otto marked it as spam at ")
    anna.sees(second)
    assert statuses() == ["spam", "pending"]


def test_it_brings_nothing_that_came_back_under_the_fingers_while_others_wait(sit_down: SitDown) -> None:
    first, second, third = waiting(3)
    anna = sit_down()
    decisions.mark_spam(first.pk, by=member("otto", first.thread.site), version=first.version)
    anna.press("a")
    anna.list_begins_with(first, "Came back: ")
    anna.press("j")
    anna.sees(third)

    anna.press("a")

    anna.sees(second)
    anna.press("a")
    anna.sees(first)
    anna.all_is_saved()
    assert statuses() == ["spam", "approved", "approved"]


def test_it_keeps_own_words_when_a_rejection_comes_back(sit_down: SitDown) -> None:
    first, second = waiting(2)
    anna = sit_down()
    anna.press("Shift+D")
    anna.page.locator("#reject").wait_for()
    anna.press("0")
    anna.page.keyboard.type("Please stay with the subject.")
    decisions.approve(first.pk, by=member("otto", first.thread.site), version=first.version)
    anna.press("Enter")

    anna.press("Control+Enter")

    anna.list_begins_with(first, "Came back: Otto approved it at ")
    anna.sees(second)
    anna.press("k")
    expect(anna.page.locator("#reject-told")).to_have_value("Please stay with the subject.\n")
    assert factories.fresh(first).status == Status.APPROVED


def test_it_greys_in_the_compact_view_what_a_colleague_decided(sit_down: SitDown) -> None:
    first, second, third = waiting(3)
    page = sit_down().page
    page.goto(f"{page.url.partition('/admin/')[0]}/admin/desk/?view=compact")
    decisions.mark_spam(second.pk, by=member("otto", second.thread.site), version=second.version)

    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator(".is-gone")).to_contain_text("Otto: Spam")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[name=ticked]:checked")).to_have_count(3)
    page.keyboard.press("x")
    page.keyboard.press("a")
    expect(page.locator("#desk-said")).to_contain_text("1 comment approved.")
    expect(page.locator(f"#tick-{third.pk}")).to_be_focused()
    expect(page.locator("#desk-said")).to_contain_text("Otto marked it as spam at ")
    assert factories.fresh(first).status == Status.APPROVED


def test_it_keeps_a_reply_and_a_note_that_come_back(sit_down: SitDown) -> None:
    first, second, third = waiting(3)
    anna, otto = sit_down(), member("otto", first.thread.site)
    anna.press("r")
    anna.page.fill("#reply-text", "A long answer.")
    decisions.mark_spam(first.pk, by=otto, version=first.version)
    anna.page.focus("#reply-text")
    anna.press("Control+Enter")
    anna.list_begins_with(first, "Came back: Otto marked it as spam at ")
    anna.sees(second)

    anna.press("k")

    expect(anna.page.locator("#reply-text")).to_have_value("A long answer.")
    expect(anna.page.locator("#reply-text")).to_be_visible()
    anna.press("Escape", "j", "m")
    anna.page.fill("#aside-note", "Ask the lawyer.")
    decisions.mark_spam(second.pk, by=otto, version=second.version)
    anna.page.focus("#aside-note")
    anna.press("Control+Enter")
    anna.list_begins_with(second, "Came back: Otto marked it as spam at ")
    anna.page.locator(f".desk-row[data-id='{second.pk}']").click()
    expect(anna.page.locator("#aside-note")).to_have_value("Ask the lawyer.")
    assert factories.fresh(third).status == Status.PENDING
