"""More comments, other orders, folded branches, addresses of comments and what is new: on the page, nothing moves."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Site
from comments.reading import pages
from tests.element.host import serving
from tests.support import factories
from tests.support.factories import NOON
from tests.support.stack import Stack

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once
LATER = NOON + timedelta(minutes=1)
OpenPage = Callable[..., Page]
ELEMENT = "document.querySelector('comment-thread')"
TOP = "document.querySelector('#comment-{}').getBoundingClientRect().top"


def shown(page: Page) -> list[int]:
    ids = page.locator(".comment").evaluate_all("all => all.filter(one => !one.hidden).map(one => one.id)")
    return [int(one.removeprefix("comment-")) for one in ids]


def ids(*comments: Comment) -> list[int]:
    return [comment.pk for comment in comments]


def test_it_shows_other_parts_of_a_thread_in_place(open_page: OpenPage, article_url: str, newsroom: Site) -> None:
    on = factories.subject("newsroom", "foghorn", url="/science/foghorn/")
    Site.objects.filter(pk=newsroom.pk).update(page_size=2)
    one, two, three, four, five, six = (factories.published(on=on, name=f"Reader {n}") for n in range(6))
    replies = [factories.published(four, name="Bo") for _ in range(pages.REPLIES_EACH + 1)]
    page = open_page(viewport={"width": 900, "height": 600})
    page.goto(f"{article_url}?comment={three.pk}#comment-{three.pk}")
    page.fill("#comment", "Half a thought")
    here = shown(page)
    assert here == ids(three, four, *replies[:-1])

    # What is read stays where it is while more comes above and below.
    page.evaluate(f"document.querySelector('#comment-{four.pk}').scrollIntoView()")
    before = page.evaluate(TOP.format(four.pk))
    page.get_by_role("link", name="Previous comments").evaluate("link => link.click()")
    expect(page.locator(f"#comment-{one.pk}")).to_have_count(1)
    assert abs(page.evaluate(TOP.format(four.pk)) - before) < 1
    expect(page.locator(f"#comment-{two.pk}")).to_be_focused()
    page.get_by_role("link", name="1 more reply to Reader 3").click()
    expect(page.locator(f"#comment-{replies[-1].pk}")).to_be_focused()
    page.get_by_role("link", name="More comments").click()
    expect(page.locator(f"#comment-{five.pk}")).to_be_focused()
    assert shown(page) == ids(one, two, three, four, *replies, five, six)
    expect(page.locator("[data-list=before], [data-list=after], [data-list=replies]")).to_have_count(0)

    # A branch folds away for as long as the window is open, and opens for whom an address leads into it.
    page.get_by_role("button", name="21 replies to Reader 3").click()
    assert shown(page) == ids(one, two, three, four, five, six)
    page.reload()
    expect(page.get_by_role("button", name="21 replies to Reader 3")).to_have_attribute("aria-expanded", "false")
    page.evaluate(f"location.hash = 'comment-{replies[3].pk}'")
    expect(page.locator(f"#comment-{replies[3].pk}")).to_be_focused()
    assert shown(page) == here

    # Another order, and a comment that is on no page that was loaded; what was typed is still there.
    page.get_by_role("link", name="Newest first").click()
    expect(page.locator("[aria-current=true]")).to_have_text("Newest first")
    expect(page.locator("[aria-current=true]")).to_be_focused()
    assert shown(page) == ids(six, five)
    assert page.url.endswith("?comments_order=newest")
    page.evaluate(f"location.hash = 'comment-{replies[-1].pk}'")
    expect(page.locator(f"#comment-{replies[-1].pk}")).to_be_focused()
    page.get_by_role("link", name="Back to the conversation").click()
    expect(page.locator(f"#comment-{four.pk}")).to_be_focused()
    page.evaluate("location.hash = 'comment-999999'")
    expect(page.locator("[role=status]")).to_have_text(
        re.compile("^The comment that this address leads to is not here")
    )
    expect(page.locator(f"#comment-{four.pk}")).to_be_visible()
    expect(page.locator("#comment")).to_have_value("Half a thought")
    page.get_by_role("link", name="Leave a comment").click()
    expect(page.locator("#comment")).to_be_focused()


def test_it_announces_what_is_new_and_puts_it_in_place(open_page: OpenPage, stack: Stack) -> None:
    with serving(stack.url) as host:
        site = factories.quiet_site("newsroom", name="The Harbour Lantern", origins=host.url, page_size=2)
        on = factories.subject("newsroom", "one")
        first, second, third = (factories.published(on=on) for _ in range(3))
        assert site.order == "oldest"
        said = factories.published(first)
        page = open_page(viewport={"width": 900, "height": 600})
        page.clock.install()
        page.goto(host.with_thread("one"))
        expect(page.get_by_role("button", name="1 reply to Ada")).to_be_visible()  # so the scripts are there
        page.evaluate(f"{ELEMENT}.giveConsent()")

        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/counts/" in request.url else None)
        page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
        answer, fourth = factories.published(first, now=LATER), factories.published(on=on, now=LATER)
        page.clock.run_for(60_000)
        assert asked == []
        page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
        news = page.locator(".comments-fresh a")
        expect(news).to_have_text("2 new comments")
        expect(page.locator("[role=status]").first).to_have_text("2 new comments")
        assert shown(page) == ids(first, said, second)
        news.click()
        expect(page.locator(f"#comment-{answer.pk}.is-new")).to_be_focused()
        assert shown(page) == ids(first, said, answer, second)
        expect(page.locator(".comments-title")).to_have_text("6 Comments")
        expect(news).to_have_text("More new comments are on other pages.")
        news.click()
        expect(page.locator(f"#comment-{fourth.pk}.is-new")).to_be_focused()
        assert shown(page) == ids(fourth)
        page.get_by_role("link", name="Previous comments").click()
        expect(page.locator(f"#comment-{third.pk}")).to_have_count(1)
        assert shown(page) == ids(second, third, fourth)

        page.goto("about:blank")
        latest = factories.published(on=on, now=LATER + timedelta(minutes=1))
        again = page.context.new_page()
        again.goto(f"{host.with_thread('one')}#comment-{latest.pk}")
        expect(again.locator(f"#comment-{latest.pk}.is-new .comment-new")).to_be_visible()
        again.get_by_role("link", name="Previous comments").click()
        expect(again.locator(f"#comment-{fourth.pk}:not(.is-new)")).to_have_count(1)
