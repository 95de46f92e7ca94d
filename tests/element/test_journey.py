"""The lines of the document on a page elsewhere, under a strict policy: what two readers and a moderator do there."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from comments.models import Comment, Report, Site
from comments.statuses import Status
from tests.element.host import Host
from tests.support import factories
from tests.support.servers import wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.once


def post(page: Page, text: str, name: str) -> None:
    page.fill("#comment", text)
    page.fill("#author", name)
    page.fill("#email", f"{name.lower()}@example.org")
    page.click("#submit")
    expect(page.locator(".comment.is-own")).to_contain_text(text)


def approve(page: Page, stack: Stack, comment: Comment) -> None:
    client = Client()
    client.force_login(factories.moderator())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": stack.url}])
    card = page.locator(f".desk-card[data-id='{comment.pk}']")
    wait_until(lambda: page.goto(f"{stack.url}/admin/desk/") and card.count(), seconds=10, what="its card")

    def is_gone() -> bool:
        page.keyboard.press("a")
        return not card.count()

    wait_until(is_gone, seconds=10, what="its decision")


def test_it_takes_a_comment_from_a_page_elsewhere_to_the_desk_and_back(
    stack: Stack, host: Host, site: Site, page: Page, open_page: Callable[..., Page]
) -> None:
    Site.objects.filter(pk=site.pk).update(recommends=True)
    address = host.with_thread("one")
    page.goto(address)
    post(page, "From a page elsewhere.", "Zoë")
    first = Comment.objects.get()
    assert (first.thread.url, first.thread.title) == (address, "A host")

    approve(open_page(), stack, first)
    expect(page.locator(".comments-status")).to_contain_text("Your comment is published.")
    expect(page.locator(".comment.is-waiting")).to_have_count(0)

    other = open_page(viewport={"width": 390, "height": 700})
    other.goto(address)
    shown = other.locator(f"#comment-{first.pk}")
    shown.get_by_role("button", name="Recommend").click()
    expect(shown.locator(".comment-recommend")).to_contain_text("1")
    shown.get_by_role("link", name="Report").click()
    shown.get_by_label("Advertising or spam").check()
    shown.get_by_role("button", name="Send report").click()
    wait_until(lambda: Report.objects.filter(comment=first).exists(), seconds=5, what="the report")
    shown.get_by_role("link", name="Reply to").click()
    post(other, "An answer.", "Ida")
    own = other.locator(".comment.is-own")
    own.get_by_role("link", name="Edit").click()
    own.locator(".comment-act textarea").fill("A better answer.")
    own.get_by_role("button", name="Save").click()
    expect(own.locator(".comment-content")).to_have_text("A better answer.")
    own.get_by_role("link", name="Withdraw").click()
    own.get_by_role("button", name="Withdraw").click()
    answer = Comment.objects.get(parent=first)
    wait_until(lambda: Comment.objects.get(pk=answer.pk).status == Status.WITHDRAWN, seconds=5, what="its end")
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert other.context.cookies() == []
