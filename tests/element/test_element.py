"""The element on a page of another origin that lets nothing but the service in."""

import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Site
from tests.element.host import DOCS, LINES, Host, as_pasted
from tests.support import factories
from tests.support.stack import Stack

pytestmark = pytest.mark.once
EXAMPLES = Path(__file__).parents[2] / "examples"
ELEMENT = "document.querySelector('comment-thread')"


@pytest.fixture
def noor(site: Site) -> Comment:
    return factories.published(on=factories.subject("newsroom", "one"), name="Noor")


def asked_fragments(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/fragment/" in request.url else None)
    return asked


def test_it_lives_as_scripts_of_the_page_want_it(stack: Stack, host: Host, noor: Comment, page: Page) -> None:
    """Ready, gathered changes, moved, removed, added again, hidden from hostile styles; no cookie and no complaint."""
    asked = asked_fragments(page)
    page.goto(host.with_thread("one"))
    own = page.locator(f"#comment-{noor.pk}")
    expect(own).to_contain_text("Noor")
    assert page.evaluate("events") == [["ready", {"count": 1, "open": True}]]
    assert len(asked) == 1
    assert page.context.cookies() == []

    page.locator("#comment").fill("Half a thought")
    page.evaluate(f"document.body.append({ELEMENT})")
    expect(page.locator("#comment")).to_have_value("Half a thought")
    assert len(asked) == 1

    page.evaluate(f"Object.assign({ELEMENT}, {{ key: 'two', sort: 'newest', key: 'three' }})")
    expect(page.locator(".comments-title")).to_have_text("No comments yet")
    assert len(asked) == 2
    assert "key=three" in asked[1] and "comments_order=newest" in asked[1]

    page.evaluate(f"window.kept = {ELEMENT}; kept.remove(); kept.key = 'one'")
    assert page.evaluate("kept.state") == "idle"
    page.evaluate("document.body.prepend(kept)")
    expect(own).to_contain_text("Noor")
    assert len(asked) == 3


def test_it_tells_the_owner_of_a_page_which_setting_is_missing(host: Host, noor: Comment, page: Page) -> None:
    Site.objects.filter(pk=noor.site_id).update(origins="")
    page.goto(host.with_thread("one"))

    expect(page.locator(".comments-unlisted")).to_contain_text(f"/admin/comments/site/{noor.site_id}/change/")


def test_it_works_as_the_examples_are_written(stack: Stack, host: Host, noor: Comment, page: Page) -> None:
    """The file for trying it out; numbers; and the thread that a server put into the element."""
    asked = asked_fragments(page)
    example = (EXAMPLES / "static.html").read_text("utf-8").replace("http://localhost:8000", stack.url)
    host.pages["/static.html"] = (example.replace("night-ferry", "one"), "")
    page.goto(f"{host.url}/static.html")
    expect(page.locator(f"#comment-{noor.pk}")).to_contain_text("Noor")
    assert len(asked) == 1

    blocks = [as_pasted(block, "one") for block in DOCS.split("```html\n")[1:]]
    counting = next(block for block in blocks if "/count.js" in block)
    with_template = next(block for block in blocks if "<template" in block)
    with urllib.request.urlopen(f"{stack.url}/threads/newsroom/fragment/?key=one") as answer:
        sent = with_template.replace("<!-- the answer -->", answer.read().decode())
    page.goto(host.page(f"{counting}{LINES.splitlines()[0]}{sent}"))
    expect(page.locator("[data-comment-count]")).to_have_text("1")
    expect(page.locator(f"#comment-{noor.pk}")).to_contain_text("Noor")
    page.wait_for_function("events.length")
    assert page.evaluate("events") == [["ready", {"count": 1, "open": True}]]
    assert len(asked) == 1
