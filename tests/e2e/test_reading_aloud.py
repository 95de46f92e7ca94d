"""What screen readers are told of a thread is written down in docs/accessibility.md, and is so."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Site
from tests.support import factories

pytestmark = pytest.mark.once
DOCS = (Path(__file__).parents[2] / "docs" / "accessibility.md").read_text("utf-8")
WIDEST = "document.documentElement.scrollWidth <= innerWidth"
HIDDEN_ON_PAPER = (".comment-respond", ".comment-actions", ".comments-tools")


@pytest.fixture
def thread(newsroom: Site) -> Comment:
    """A picked comment by the publication, with a reply and a reply to that."""
    on = factories.subject("newsroom", "foghorn", url="/science/foghorn/")
    top = factories.published(on=on, name="Noor", text="The first thought.")
    Comment.objects.filter(pk=top.pk).update(picked_at=factories.NOON, staff=True)
    factories.published(factories.published(top, name="Ada", text="An answer."), name="Zoë", text="And another.")
    return top


def test_it_tells_screen_readers_what_is_written_down(
    open_page: Callable[..., Page], article_url: str, thread: Comment
) -> None:
    page = open_page()
    page.goto(article_url)

    (written,) = re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL)
    expect(page.locator("section.comments")).to_match_aria_snapshot(written)


def test_it_fits_a_narrow_window_a_large_letter_and_paper(
    open_page: Callable[..., Page], article_url: str, thread: Comment
) -> None:
    Comment.objects.filter(pk=thread.pk).update(name="N" * 60)
    page = open_page(viewport={"width": 320, "height": 640})
    page.goto(article_url)
    assert page.evaluate(WIDEST)
    # Half as wide is what a page gets at 200 %.
    page.set_viewport_size({"width": 640, "height": 400})
    page.evaluate("document.documentElement.style.zoom = 2")
    assert page.evaluate(WIDEST)
    page.emulate_media(media="print")
    for hidden in HIDDEN_ON_PAPER:
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_text("The first thought.")).to_be_visible()
    page.emulate_media(media="screen", forced_colors="active")
    badge = page.locator(".staff-badge").first
    assert badge.evaluate("badge => getComputedStyle(badge).borderTopStyle") == "solid"
