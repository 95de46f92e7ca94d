"""An author on a page of another origin: posts, is remembered on consent, edits and withdraws, by the element."""

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Commenter, Site
from comments.statuses import Status
from tests.element.host import Host
from tests.support.stack import Stack

pytestmark = pytest.mark.once
STORED = "Object.keys(localStorage).sort()"
CONSENT = "[name=wp-comment-cookies-consent]"


def test_it_lets_an_author_post_edit_and_withdraw_on_a_page_elsewhere(
    stack: Stack, host: Host, site: Site, page: Page
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(host.with_thread("one"))
    page.fill("#comment", "First words.")
    page.fill("#author", "Zoë")
    page.fill("#email", "zoe@example.org")
    page.click("#submit")
    own = page.locator(".comment.is-own")
    expect(own).to_be_focused()
    expect(own).to_contain_text("First words.")
    first = Comment.objects.get()
    assert page.url == host.url + "/page.html"
    assert page.evaluate("events").count(["posted", {"id": first.pk, "status": "pending"}]) == 1
    assert (page.evaluate(STORED), Commenter.objects.count()) == ([], 0)

    own.get_by_role("link", name="Edit your comment").click()
    own.locator(".comment-act textarea").fill("Other words.")
    own.get_by_role("button", name="Save").click()
    expect(own.locator(".comment-content")).to_have_text("Other words.")
    page.reload()
    expect(page.locator(".comment-content")).to_have_text("Other words.")
    page.get_by_role("link", name="Withdraw your comment").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".comment-tombstone")).to_be_visible()
    first.refresh_from_db()
    assert (first.status, first.text) == (Status.WITHDRAWN, "Other words.")

    page.check(CONSENT)
    page.fill("#comment", "Remember me.")
    page.fill("#author", "Zoë")
    page.fill("#email", "zoe@example.org")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_contain_text("Remember me.")
    kept = Commenter.objects.get()
    assert page.evaluate(STORED) == [f"comment-{name}:newsroom" for name in ("author", "commenter", "email")]
    page.goto(host.with_thread("two", path="/two.html"))
    expect(page.locator("#author")).to_have_value("Zoë")
    expect(page.locator(CONSENT)).to_be_checked()
    page.fill("#comment", "A regular.")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_contain_text("A regular.")
    assert Comment.objects.filter(commenter=kept).count() == 2

    page.uncheck(CONSENT)
    page.fill("#comment", "Forget me.")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(2)
    assert page.evaluate(STORED) == []
    assert page.context.cookies() == []
    assert complaints == []
