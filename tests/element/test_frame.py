"""The page of a thread in a frame of a page elsewhere, in a real browser."""

import pytest
from playwright.sync_api import Browser, Page

from comments.models import Site
from tests.element.host import Host, serving
from tests.support import factories
from tests.support.servers import wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.once

FRAME = '<iframe src="{service}/threads/newsroom/?key=elsewhere&framed_by={by}" title="Comments" height="100"></iframe>'
POLICY = "default-src 'none'; frame-src {service}; img-src data:"


def test_it_stands_in_a_page_of_the_site_and_tells_its_height(
    stack: Stack, host: Host, site: Site, page: Page, chromium: Browser
) -> None:
    on = factories.subject("newsroom", key="elsewhere", url=f"{host.url}/page.html")
    factories.published(on=on)
    page.add_init_script(
        "if (parent === window) addEventListener('message', ({ data, origin, source }) => {"
        "  window.said = [data.comments.height, origin];"
        "  source.postMessage({ comments: { theme: 'dark' } }, origin); });"
    )

    page.goto(host.page(FRAME.replace("{by}", host.url), csp=POLICY))
    frame = page.frame_locator("iframe")
    frame.locator("li.comment").wait_for()
    # wait_for_function asks again by eval, which the page's policy forbids.
    wait_until(lambda: page.evaluate("window.said"), seconds=5, what="the height of the frame")
    height = page.evaluate("said[0]")
    frame.locator("#comment").evaluate("element => element.style.height = '900px'")
    wait_until(lambda: page.evaluate("said[0]") > height, seconds=5, what="the new height")

    assert page.evaluate("said[1]") == stack.url
    assert frame.locator("body").evaluate("element => getComputedStyle(element).color") == "rgb(230, 233, 236)"
    assert frame.locator("h1").is_hidden()

    frame.locator("#comment").fill("From a frame.")
    frame.locator("#author").fill("Ada")
    frame.locator("#email").fill("ada@example.org")
    frame.locator("#submit").click()
    frame.locator("li.is-waiting").wait_for()
    assert page.url == f"{host.url}/page.html"

    # The browser complains there, which is meant.
    with serving(stack.url) as stranger, chromium.new_context() as context:
        other = context.new_page()
        other.goto(stranger.page(FRAME.replace("{by}", host.url), csp=POLICY))
        other.wait_for_load_state("networkidle")
        assert other.frames[1].locator("li.comment").count() == 0
