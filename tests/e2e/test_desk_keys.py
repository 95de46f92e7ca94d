"""Which keys the desk hears, and that axe has nothing to object to whatever it says."""

from itertools import product
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from comments.moderation import decisions
from tests.desk.conftest import member
from tests.e2e.desk_hands import Hands, SitDown, statuses, waiting

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once
LOOKS: tuple[Literal["dark", "light"], ...] = ("dark", "light")


def test_it_hears_keys_of_other_alphabets_by_their_place(sit_down: SitDown) -> None:
    comments = waiting(4)
    anna = sit_down()

    for comment, key, code in zip(comments, "фδسς", ("KeyA", "KeyD", "KeyS", "KeyW"), strict=True):
        anna.sees(comment)
        anna.type_elsewhere(key, code)

    anna.all_is_saved()
    assert statuses() == ["approved", "rejected", "spam", "pending"]


def test_it_hears_no_key_with_another_none_while_typing_and_none_when_they_are_off(sit_down: SitDown) -> None:
    (comment,) = waiting(1)
    anna = sit_down()
    anna.press("Control+d", "Alt+a", "Enter")
    anna.press("/")
    anna.page.keyboard.type("adsm")
    expect(anna.page.locator("#desk-q")).to_have_value("adsm")
    anna.page.locator("#card-title").focus()
    anna.press("?")
    anna.page.locator("#desk-keys").uncheck()
    anna.press("Escape")
    anna.page.locator("#card-title").focus()

    anna.press("a", "d", "s")

    anna.sees(comment)
    assert anna.page.locator("html.has-keys").count() == 0
    assert anna.asked_for("/decide/") == 0
    anna.sit_down()
    anna.press("a")
    anna.sees(comment)
    assert anna.asked_for("/decide/") == 0


def test_it_is_accessible_whatever_it_says(sit_down: SitDown) -> None:
    first, _second, third, *_others = waiting(5)
    anna = sit_down(bypass_csp=True)
    anna.page.add_style_tag(content="* { transition: none !important }")  # no colour is seen on its way to another
    otto = member("otto", first.thread.site)
    decisions.approve(first.pk, by=otto, version=first.version)
    decisions.mark_spam(third.pk, by=otto, version=third.version)

    anna.press("d")
    anna.bar_says("1 came back")
    expect(anna.page.locator(".is-gone")).to_contain_text("Otto: Spam")
    assert objections(anna) == []
    anna.press("Shift+D")
    anna.page.locator("#reject").wait_for()
    assert objections(anna) == []
    anna.press("Escape", "?")
    assert objections(anna) == []
    anna.press("Escape")
    anna.page.context.set_offline(True)
    anna.press("a")
    anna.bar_says("1 not saved")
    assert objections(anna) == []


def objections(hands: Hands) -> list[str]:
    """What axe says of the page as it stands, in a wide window and on a phone, light and dark.

    No colour is looked at on its way to another.
    """
    arrive = "document.getAnimations().forEach(one => one instanceof CSSTransition && one.finish())"
    found = []
    for width, scheme in product((390, 1280), LOOKS):
        hands.page.set_viewport_size({"width": width, "height": 900})
        hands.page.emulate_media(color_scheme=scheme)
        hands.page.evaluate(arrive)
        found += [f"{each['id']}, {width}, {scheme}" for each in Axe().run(hands.page).response["violations"]]
    return found
