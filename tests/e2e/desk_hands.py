"""Moderators at the desk in a browser: what they press, what they see, and what was asked of the server meanwhile."""

from collections.abc import Callable
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, Request, expect

from comments.models import Comment, Decision
from tests.support import factories
from tests.support.servers import wait_until

OpenPage = Callable[..., Page]
SitDown = Callable[..., "Hands"]


class Hands:
    """One person with a window of their own."""

    def __init__(self, page: Page, url: str, user: User) -> None:
        self.page, self.url, self.user = page, url, user
        self.asked: list[str] = []
        page.on("request", self._note)

    def sign_in(self) -> Self:
        client = Client()
        client.force_login(self.user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        return self

    def sit_down(self, query: str = "") -> Self:
        """Open the desk, and wait until the next cards are there."""
        with self.page.expect_response(lambda answer: "/desk/ahead/" in answer.url):
            self.page.goto(f"{self.url}/admin/desk/{query}")
        expect(self.page.locator("#desk-list")).not_to_have_attribute("aria-busy", "true")
        self.asked.clear()
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def decide(self, key: str, comment: Comment) -> None:
        """Press until the card is gone: right after a change that nobody asked for, a key decides nothing."""
        card = self.page.locator(f".desk-card[data-id='{comment.pk}']")

        def is_gone() -> bool:
            self.press(key)
            return not card.is_visible()

        wait_until(is_gone, seconds=10, what="the next card")

    def type_elsewhere(self, key: str, code: str) -> None:
        """Press a key of a layout that Playwright does not have."""
        made = "new KeyboardEvent('keydown', {key, code, bubbles: true, cancelable: true})"
        self.page.evaluate(f"([key, code]) => document.activeElement.dispatchEvent({made})", [key, code])

    def sees(self, comment: Comment) -> None:
        """The card of this comment is open."""
        expect(self.page.locator(f".desk-card[data-id='{comment.pk}']")).to_be_visible()

    def hears(self, text: str) -> None:
        expect(self.page.locator("#desk-said")).to_contain_text(text)

    def bar_says(self, text: str) -> None:
        expect(self.page.locator("#desk-state")).to_contain_text(text)

    def list_begins_with(self, comment: Comment, text: str) -> None:
        first = self.page.locator(".desk-list li").first.locator(".desk-row")
        expect(first).to_have_attribute("data-id", str(comment.pk))
        expect(first).to_contain_text(text)

    def all_is_saved(self) -> None:
        """Nothing is left in the outbox."""
        expect(self.page.locator("#desk-state")).to_have_attribute("data-unsaved", "0", timeout=30_000)

    def asked_for(self, part: str) -> int:
        return sum(part in one for one in self.asked)

    def _note(self, request: Request) -> None:
        if "/static/" not in request.url:
            self.asked.append(f"{request.method} {request.resource_type} {request.url}")


def waiting(number: int) -> list[Comment]:
    return [factories.screened(name=f"Ada {n}", text=f"Waiting, number {n}.") for n in range(number)]


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def by_people() -> list[tuple[int, str]]:
    return list(Decision.objects.exclude(by=None).order_by("pk").values_list("comment", "to_status"))
