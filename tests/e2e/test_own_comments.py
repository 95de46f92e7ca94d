"""What scripts add for authors: sending, looking first, editing and withdrawing without leaving the page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from comments.models import Comment, Site
from comments.statuses import Status
from tests.support import factories
from tests.support.servers import wait_until

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once
OpenPage = Callable[..., Page]
MINUTES_16 = 16 * 60_000  # milliseconds


def test_it_edits_and_withdraws_in_place_while_there_is_time(
    open_page: OpenPage, article_url: str, write: Callable[..., None]
) -> None:
    page = open_page()
    page.clock.install()
    page.goto(article_url)
    page.evaluate("window.isTheSamePage = true")
    write(page, "First <u>words</u>.")
    page.click("input[name=preview]")
    preview = page.locator(".comment-preview")
    expect(preview).to_be_focused()
    expect(preview.locator(".comment-content")).to_have_text("First <u>words</u>.")
    expect(preview.locator("li")).to_contain_text("“<u>” does not work here.")
    page.click("#submit")
    own = page.locator(".comment.is-own")
    expect(own).to_be_focused()
    expect(page.locator("#comment")).to_have_value("")
    expect(preview).to_have_count(0)
    expect(own.locator(".comment-until")).to_contain_text("14:5")

    own.get_by_role("link", name="Edit your comment").click()
    act = own.locator(".comment-act")
    expect(act).to_be_focused()
    act.locator("textarea").fill("Other words.")
    page.clock.fast_forward(60_000)
    expect(act.locator("textarea")).to_have_value("Other words.")
    act.locator("textarea").press("Control+Enter")
    expect(own.locator(".comment-content")).to_have_text("Other words.")
    expect(page.locator(".comments-status")).to_have_text("Your comment was changed. It is checked again.")
    # As anybody could write it.
    page.goto(f"{article_url}?waiting=%5D%5B+%23")
    expect(page.locator(".comment-content", has_text="Other words.")).to_be_visible()
    mine = page.locator(".comment.is-waiting")
    mine.get_by_role("link", name="Withdraw your comment").click()
    mine.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".comment-tombstone")).to_have_text("This comment was withdrawn by its author.")
    assert Comment.objects.get().status == Status.WITHDRAWN

    write(page, "Too late to change.")
    page.click("#submit")
    late = page.locator(".comment.is-waiting")
    expect(late.locator(".comment-until")).to_have_count(1)
    Comment.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    page.clock.fast_forward(MINUTES_16)
    page.clock.run_for(1000)
    expect(late.locator(".comment-until, [data-act=edit]")).to_have_count(0)


def test_it_keeps_and_sends_again_what_the_network_loses(
    open_page: OpenPage, article_url: str, newsroom: Site, write: Callable[..., None]
) -> None:
    noor = factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"), name="Noor")
    page = open_page()
    page.goto(article_url)
    page.fill("#comment", "For everybody.")
    page.get_by_role("link", name="Reply to Noor").click()
    expect(page.locator("#comment")).to_have_value("")
    write(page, "For Noor.")
    page.context.set_offline(True)
    page.click("#submit")
    said = page.locator(".comment-form-status")
    expect(said).to_contain_text("You are offline. Your text is kept here.")
    expect(page.locator("#comment")).to_have_value("For Noor.")
    page.context.set_offline(False)
    expect(said).to_contain_text("You are online again.")

    # The answer to what arrived is lost on its way.
    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route(article_url, lose)
    page.click("#submit")
    expect(said).to_contain_text("Your text is kept here.")
    wait_until(lambda: Comment.objects.filter(parent=noor).exists(), seconds=5, what="the first arrival")
    page.unroute(article_url)
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_contain_text("For Noor.")
    expect(page.locator("#comment")).to_have_value("For everybody.")
    assert Comment.objects.filter(parent=noor).count() == 1
    page.get_by_role("link", name="Reply to Noor").click()
    expect(page.locator("#comment")).to_have_value("")
    page.click("#cancel-comment-reply-link")

    page.fill("#email", "nobody")
    page.click("#submit")
    expect(page.locator(".comment-errors")).to_be_focused()
    expect(page.locator(".comment-errors")).to_contain_text("Please enter an email address")
    expect(page.locator("#comment")).to_have_value("For everybody.")
    page.fill("#email", "zoe@example.org")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(2)
    expect(page.locator(".comment-errors")).to_have_count(0)
