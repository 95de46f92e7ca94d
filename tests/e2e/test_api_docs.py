"""The page to read the API in a browser: axe finds nothing, keys lead to a call, nothing runs over on a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.stack import Stack

pytestmark = pytest.mark.once
OpenPage = Callable[..., Page]


# The page has some thousand elements, of few kinds, and axe would look at them for half a minute.
LEAVE_ONE_OF_EACH = (
    "document.querySelectorAll('.call:nth-of-type(n+2), .object ~ .object').forEach(one => one.remove())"
)


def test_it_reads_well_on_any_screen_and_by_keys(stack: Stack, open_page: OpenPage) -> None:
    page = open_page(bypass_csp=True)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{stack.url}/api/v1/docs/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("summary").press("Enter")
    page.locator("details").locator("[href='#postComment']").press("Enter")
    expect(page.get_by_role("article").filter(has_text="Post a comment").first).to_be_in_viewport()
    assert page.url.endswith("/docs/#postComment")

    page.evaluate(LEAVE_ONE_OF_EACH)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []

    page.goto(f"{stack.url}/api/v1/problems/invalid/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]
