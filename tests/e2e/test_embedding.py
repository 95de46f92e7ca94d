"""examples/embed.html, served from another port as from another site."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Site
from comments.moderation import decisions
from tests.support import factories
from tests.support.servers import wait_until
from tests.support.stack import Stack

EXAMPLES = Path(__file__).parents[2] / "examples"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def other_site() -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(EXAMPLES))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def fill(page: Page) -> None:
    page.get_by_label("Comment").fill("From another site.")
    page.get_by_label("Name").fill("Zoë")
    page.get_by_label("Email").fill("zoe@example.org")
    page.get_by_role("button", name="Post Comment").click()


@pytest.mark.once
def test_it_reads_and_posts_from_a_listed_origin(
    stack: Stack, newsroom: Site, other_site: str, open_page: Callable[..., Page]
) -> None:
    Site.objects.filter(pk=newsroom.pk).update(origins=other_site)
    address = f"{other_site}/embed.html?service={stack.url}&thread=elsewhere"
    page = open_page()
    page.goto(address)
    fill(page)
    expect(page.locator("#status")).to_contain_text("It is being checked")
    comment = Comment.objects.get()
    assert comment.thread.url == f"{other_site}/embed.html"
    decisions.approve(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)
    own = page.locator(f"#comment-{comment.pk}", has_text="Zoë: From another site.")
    # The browser may show what it read before for as long as the answer's Cache-Control says.
    wait_until(lambda: page.goto(address) and own.count(), seconds=5, what="the published comment")


@pytest.mark.once
def test_it_lets_an_unlisted_origin_read_but_not_post(
    stack: Stack, newsroom: Site, other_site: str, chromium_without_complaints: Page
) -> None:
    published = factories.published(on=factories.subject("newsroom", "foghorn"), text="For all to read")
    page = chromium_without_complaints
    page.goto(f"{other_site}/embed.html?service={stack.url}&thread=foghorn")
    expect(page.locator(f"#comment-{published.pk}")).to_contain_text("For all to read")
    with page.expect_event("requestfailed"):
        fill(page)
    expect(page.locator("#status")).to_contain_text("cannot be reached")
    assert Comment.objects.count() == 1


@pytest.mark.once
def test_it_says_what_the_service_says(
    stack: Stack, newsroom: Site, other_site: str, chromium_without_complaints: Page
) -> None:
    page = chromium_without_complaints
    page.goto(f"{other_site}/embed.html?service={stack.url}&site=unheard-of")

    expect(page.locator("#status")).to_have_text("There is no site “unheard-of”.")


@pytest.fixture
def chromium_without_complaints(chromium: object) -> Iterator[Page]:
    """A page whose console may complain: a refused cross-origin request is the point."""
    context = chromium.new_context()  # type: ignore[attr-defined]
    yield context.new_page()
    context.close()
