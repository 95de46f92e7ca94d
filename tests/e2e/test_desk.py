"""The desk by keyboard: no page is loaded, each decision is one request, and nothing is lost on the way."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Route, expect

from comments.models import BatchKind, Comment, ReviewLease
from comments.moderation import batches, decisions, handfuls
from comments.statuses import Status
from tests.desk.conftest import member
from tests.e2e.desk_hands import SitDown, by_people, statuses, waiting
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


def test_it_sends_each_of_many_pressed_at_once_alone_and_in_order(sit_down: SitDown) -> None:
    comments = waiting(11)
    anna = sit_down()

    anna.press(*"adsadsadsa")

    anna.sees(comments[10])
    anna.all_is_saved()
    assert by_people() == [
        (comment.pk, {"a": "approved", "d": "rejected", "s": "spam"}[key])
        for comment, key in zip(comments, "adsadsadsa", strict=False)
    ]
    assert anna.asked_for("/decide/") == 10


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


def test_it_saves_after_a_new_login_what_was_decided_without_a_session(sit_down: SitDown) -> None:
    comments = waiting(4)
    anna = sit_down()
    Session.objects.all().delete()

    anna.press("a", "d", "s")

    anna.sees(comments[3])
    anna.bar_says("Sign in (new tab)")
    anna.bar_says("3 not saved")
    assert statuses() == ["pending"] * 4
    anna.sign_in()
    anna.page.evaluate("dispatchEvent(new Event('online'))")
    anna.all_is_saved()
    expect(anna.page.locator("#desk-state")).to_be_empty()
    assert statuses() == ["approved", "rejected", "spam", "pending"]


def test_it_sends_what_was_decided_without_a_network_once_it_is_back(sit_down: SitDown) -> None:
    comments = waiting(4)
    anna = sit_down()
    anna.page.context.set_offline(True)

    anna.press("a", "d", "s")

    anna.sees(comments[3])
    anna.bar_says("3 not saved")
    anna.press("z")
    anna.bar_says("2 not saved")
    anna.page.context.set_offline(False)
    anna.all_is_saved()
    assert statuses() == ["approved", "rejected", "pending", "pending"]


def test_it_takes_a_lost_answer_and_a_double_press_for_one_decision(sit_down: SitDown) -> None:
    first, second, _third = waiting(3)
    anna = sit_down()
    lost: list[object] = []
    is_back: list[bool] = []

    def lose(route: Route) -> None:
        if is_back:
            return route.continue_()
        if not lost:
            lost.append(route.fetch())
        route.abort()
        return None

    anna.page.route("**/desk/decide/", lose)
    anna.press("d")
    anna.bar_says("1 not saved")
    is_back.append(True)
    anna.page.evaluate("dispatchEvent(new Event('online'))")

    anna.all_is_saved()

    assert by_people() == [(first.pk, "rejected")]
    expect(anna.page.locator("#desk-state")).to_be_empty()
    anna.sees(second)


def test_it_sends_after_a_reload_what_was_not_sent(sit_down: SitDown) -> None:
    _first, _second, third = waiting(3)
    anna = sit_down()
    anna.page.on("dialog", lambda dialog: dialog.accept())
    anna.page.route("**/desk/decide/", lambda route: route.abort())
    anna.press("a", "a")
    anna.bar_says("2 not saved")
    anna.page.unroute("**/desk/decide/")

    anna.sit_down()

    anna.sees(third)
    anna.all_is_saved()
    assert statuses() == ["approved", "approved", "pending"]


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
