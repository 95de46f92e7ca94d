"""What was decided and is not saved yet: sent once, in its order, after a new login, a lost network or a reload."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Route, expect

from tests.e2e.desk_hands import SitDown, by_people, statuses, waiting

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once


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
