"""The whole way in a browser that runs no scripts."""

import json
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment
from tests.support import factories
from tests.support.factories import NOON
from tests.support.servers import wait_until
from tests.support.stack import Stack

OpenPage = Callable[..., Page]


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page(java_script_enabled=False)


def test_it_goes_from_the_form_to_everybodys_page(
    stack: Stack, page: Page, open_page: OpenPage, article_url: str, write: Callable[..., None],
    decide_in_admin: Callable[[str, str], None],
) -> None:  # fmt: skip
    page.goto(article_url)
    expect(page.get_by_role("link", name="Click to comment")).to_be_visible()
    write(page, "Is it quieter?\n\nThe <b>horn</b>, I mean. https://example.org/horn")
    page.click("#submit")

    own = page.locator(".comment.is-waiting")
    expect(own).to_contain_text("Your comment is awaiting moderation.")
    expect(own.locator(".comment-content b")).to_have_text("horn")
    wait_until(lambda: Comment.objects.get().is_screened, seconds=10, what="the screening")
    page.reload()
    expect(own).to_contain_text("are read before they are published")

    stranger = open_page(java_script_enabled=False)
    stranger.goto(article_url)
    expect(stranger.locator(".comment")).to_have_count(0)
    decide_in_admin("Is it quieter?", "approve")
    published = stranger.locator(".comment .comment-content b")
    # The browser and the web server may show what they read before for as long as its Cache-Control says.
    wait_until(lambda: stranger.goto(article_url) and published.count(), seconds=5, what="the published comment")
    expect(published).to_have_text("horn")
    expect(stranger.locator(".comment .comment-content a")).to_have_attribute("rel", "nofollow ugc noopener")
    expect(stranger.get_by_role("link", name="1 Comment")).to_be_visible()
    with urllib.request.urlopen(f"{stack.url}/api/v1/comments/?site=newsroom&thread=foghorn") as answer:
        (listed,) = json.load(answer)["results"]
    assert (listed["author"]["name"], listed["state"]) == ("Zoë", "published")


@pytest.mark.once
def test_it_replies_by_a_link_that_prepares_the_form(
    page: Page, article_url: str, write: Callable[..., None], stack: Stack
) -> None:
    parent = factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"), name="Noor")
    page.goto(article_url)
    page.get_by_role("link", name="Reply to Noor").click()
    expect(page.locator("#reply-title")).to_contain_text("Leave a Reply to Noor")
    write(page, "I agree.")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting .in-reply-to")).to_contain_text("in reply to Noor")
    assert Comment.objects.get(name="Zoë").parent_id == parent.pk


@pytest.mark.once
def test_it_says_at_each_field_what_is_wrong_and_keeps_what_was_typed(page: Page, article_url: str) -> None:
    page.goto(article_url)
    page.fill("#comment", "  Two leading spaces & a <tag>")
    page.locator("#commentform").evaluate("form => form.noValidate = true")
    page.fill("#email", "nope")
    page.click("#submit")
    assert page.title().startswith("Error:")
    expect(page.locator("#comment")).to_have_value("  Two leading spaces & a <tag>")
    expect(page.locator("#email")).to_have_value("nope")
    expect(page.locator("#email-error")).to_contain_text("name@example.org")
    page.locator(".comment-errors a", has_text="your name").click()
    assert page.url.endswith("#author")

    page.fill("#author", "Zoë")
    page.fill("#email", "zoe@example.org")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_contain_text("Two leading spaces & a <tag>")


@pytest.mark.once
def test_it_tells_a_rejected_author_why_and_a_spammer_nothing(
    page: Page, article_url: str, write: Callable[..., None]
) -> None:
    from comments.moderation import decisions

    page.goto(article_url)
    write(page, "Rude words")
    page.click("#submit")
    wait_until(lambda: Comment.objects.get().is_screened, seconds=10, what="the screening")
    comment = Comment.objects.get()
    comment = decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version)
    page.reload()
    expect(page.locator(".comment.is-waiting")).to_contain_text("are read before they are published")
    said = {"reason": "Please stay kind.", "now": NOON}  # long ago, so that it can be no slip
    decisions.ACTIONS["reject"](comment.pk, by=factories.moderator(), version=comment.version, **said)
    page.reload()
    expect(page.locator(f"#comment-{comment.pk}")).to_contain_text("Please stay kind.")
