"""The element on a page of another origin that lets nothing but the service in."""

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Site
from tests.element.host import Host
from tests.support import factories
from tests.support.stack import Stack

pytestmark = pytest.mark.once
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
