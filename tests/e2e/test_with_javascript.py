"""What scripts add: the form moves, the address is clean, the own comment follows its fate."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from comments.models import Comment, Site
from comments.moderation import decisions
from comments.statuses import Status
from tests.support import factories
from tests.support.servers import wait_until
from tests.support.stack import Stack

# What a browser's scripts do does not depend on the database.
pytestmark = pytest.mark.once
OpenPage = Callable[..., Page]
LONG = 60_000  # milliseconds, in which the page looks again for what it waits for


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.fixture
def noor(newsroom: Site) -> Comment:
    return factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"), name="Noor")


def test_it_follows_the_own_comment_until_it_is_published(
    page: Page, article_url: str, write: Callable[..., None]
) -> None:
    page.clock.install()
    page.goto(article_url)
    assert page.context.cookies() == []
    write(page, "Sent with the keyboard.")
    page.press("#comment", "Control+Enter")
    own = page.locator(".comment.is-waiting")
    expect(own).to_be_focused()
    assert "waiting=" not in page.url
    assert re.search(r"#comment-\d+$", page.url)
    comment = Comment.objects.get()
    wait_until(lambda: factories.fresh(comment).is_screened, seconds=10, what="the screening")
    page.clock.fast_forward(LONG)
    expect(own).to_contain_text("are read before they are published")
    page.reload()
    expect(own).to_contain_text("Sent with the keyboard.")
    decisions.approve(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)
    page.clock.fast_forward(LONG)
    expect(page.locator("[role=status]")).to_have_text("Your comment is published.")
    expect(own).to_have_count(0)
    assert page.context.cookies() == []


def test_it_keeps_all_own_comments_in_view_until_each_is_decided(
    page: Page, article_url: str, noor: Comment, write: Callable[..., None]
) -> None:
    page.clock.install()
    page.goto(article_url)
    for text in ("My first.", "My second."):
        write(page, text)
        page.press("#comment", "Control+Enter")
        expect(page.locator(".comment.is-waiting", has_text=text)).to_be_focused()
    own = page.locator(".comment.is-waiting")
    expect(own).to_have_count(2)
    page.reload()
    expect(own).to_have_count(2)
    expect(page.locator("#comments-title")).to_have_text("1 Comment")
    first, second = Comment.objects.exclude(pk=noor.pk).order_by("pk")
    wait_until(lambda: factories.fresh(second).is_screened, seconds=10, what="the screening")
    decisions.approve(first.pk, by=factories.moderator(), version=factories.fresh(first).version)
    page.clock.fast_forward(LONG)
    expect(page.locator("#comments-title")).to_have_text("2 Comments")
    expect(page.locator(f"#comment-{first.pk}.is-own")).to_contain_text("My first.")
    expect(own).to_have_count(1)
    decisions.delete(second.pk, by=factories.moderator(), version=factories.fresh(second).version)
    page.clock.fast_forward(LONG)
    expect(own).to_contain_text("Your comment is not here any more.")
    page.reload()
    expect(page.locator(f"#comment-{noor.pk}")).to_be_visible()
    expect(own).to_have_count(0)
    expect(page.locator(f"#comment-{first.pk} .comment-until")).to_have_count(1)
    page.clock.fast_forward(16 * LONG)  # so long the first one can be changed
    page.clock.run_for(1000)
    assert page.evaluate("sessionStorage.length") == 0


def test_it_says_no_more_that_nobody_has_commented_above_the_own_one(
    page: Page, article_url: str, write: Callable[..., None]
) -> None:
    page.goto(article_url)
    expect(page.locator("#comments-title")).to_have_text("No comments yet")
    write(page, "The first of all.")
    page.click("#submit")
    expect(page.locator("#comments-title")).to_have_text("Comments")
    page.reload()
    expect(page.locator(".comment.is-waiting")).to_have_count(1)
    expect(page.locator("#comments-title")).to_have_text("Comments")


def test_it_moves_the_form_below_the_comment_and_back(
    page: Page, article_url: str, noor: Comment, write: Callable[..., None]
) -> None:
    page.goto(article_url)
    link = page.get_by_role("link", name="Reply to Noor")
    link.click()
    expect(page.locator(f"#comment-{noor.pk} #respond #reply-title")).to_contain_text("Reply to Noor")
    expect(page.locator("#reply-title bdi")).to_have_text("Noor")
    expect(page.locator("#comment")).to_be_focused()
    page.click("#cancel-comment-reply-link")
    expect(page.locator(f"#comment-{noor.pk} #respond")).to_have_count(0)
    expect(link).to_be_focused()
    expect(page.locator("#comment_parent")).to_have_value("0")
    link.click()
    write(page, "I agree.")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_contain_text("in reply to Noor")
    assert Comment.objects.get(name="Zoë").parent_id == noor.pk


def test_it_keeps_a_draft_over_a_reload_until_it_is_sent(
    page: Page, article_url: str, write: Callable[..., None]
) -> None:
    page.goto(article_url)
    page.locator("#comment").press_sequentially("Half a thou")
    page.reload()
    expect(page.locator("#comment")).to_have_value("Half a thou")
    write(page, "A whole thought")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(1)
    expect(page.locator("#comment")).to_have_value("")


def test_it_never_mixes_the_drafts_of_two_threads(page: Page, stack: Stack, newsroom: Site) -> None:
    for key in ("da", "da:sent"):
        factories.published(on=factories.subject("newsroom", key))
    for key in ("da", "da:sent"):
        page.goto(f"{stack.url}/threads/newsroom/?key={key}")
        expect(page.locator("#comment")).to_have_value("")
        page.locator("#comment").press_sequentially(f"Of {key}")
    page.goto(f"{stack.url}/threads/newsroom/?key=da#comment-1")

    expect(page.locator("#comment")).to_have_value("Of da")


def test_it_counts_and_sends_what_the_server_counts(page: Page, article_url: str, newsroom: Site) -> None:
    Site.objects.filter(pk=newsroom.pk).update(text_limit=50)
    page.goto(article_url)
    text, email = "🦑" * 20 + "e\u0301" * 15, "müller@münchen.de"
    for field, value in {"author": "🦑" * 245, "email": email, "comment": text}.items():
        page.fill(f"#{field}", value)
    expect(page.locator("#comment-counter")).to_have_text("Characters left: 0")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(1)

    kept = Comment.objects.get()
    assert (kept.name, kept.email, kept.text) == ("🦑" * 245, email, text)


def test_it_counts_near_the_limit_and_does_not_send_or_cut_what_is_too_long(
    page: Page, article_url: str, newsroom: Site, write: Callable[..., None]
) -> None:
    Site.objects.filter(pk=newsroom.pk).update(text_limit=50)
    page.goto(article_url)
    write(page, "x" * 45)
    expect(page.locator("#comment-counter")).to_have_text("Characters left: 5")
    page.fill("#comment", "x" * 53)
    expect(page.locator("#comment-counter")).to_have_text("Characters too many: 3")
    page.click("#submit")
    expect(page.locator("#comment")).to_have_value("x" * 53)
    assert not Comment.objects.exists()


def test_it_makes_one_comment_of_a_double_click(page: Page, article_url: str, write: Callable[..., None]) -> None:
    page.goto(article_url)
    write(page, "Clicked twice")
    page.dblclick("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(1)
    assert Comment.objects.count() == 1


def test_it_works_where_the_browser_keeps_nothing(page: Page, article_url: str, noor: Comment) -> None:
    denied = "{ get() { throw new DOMException('denied', 'SecurityError'); } }"
    page.add_init_script(f"Object.defineProperty(window, 'sessionStorage', {denied})")
    page.goto(article_url)
    page.get_by_role("link", name="Reply to Noor").click()
    page.fill("#comment", "Nothing of this is kept here.")
    page.fill("#author", "Zoë")
    page.fill("#email", "zoe@example.org")
    page.dblclick("#submit")

    expect(page.locator(".comment.is-waiting")).to_contain_text("Nothing of this is kept here.")
    expect(page).not_to_have_url(re.compile("waiting="))
    assert Comment.objects.filter(parent=noor).count() == 1


def test_it_publishes_a_remembered_and_proven_author_without_a_moderator(
    page: Page, article_url: str, write: Callable[..., None]
) -> None:
    page.clock.install()
    page.goto(article_url)
    write(page, "My first one here.")
    page.check("#wp-comment-cookies-consent")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(1)
    first = Comment.objects.get()
    wait_until(lambda: Comment.objects.get().is_screened, seconds=10, what="the screening")
    decisions.approve(first.pk, by=factories.moderator(), version=factories.fresh(first).version)
    page.goto(article_url)
    expect(page.locator("#author")).to_have_value("Zoë")
    expect(page.locator("#email")).to_have_value("zoe@example.org")
    page.clock.fast_forward(LONG)  # a form sent faster than people write is held
    page.fill("#comment", "And a second thought.")
    page.click("#submit")
    expect(page.locator("[role=status]")).to_have_text("Your comment is published.")
    assert Comment.objects.get(text="And a second thought.").status == Status.APPROVED


def test_it_goes_the_whole_way_by_keyboard(page: Page, article_url: str, noor: Comment) -> None:
    page.goto(article_url)
    reply = page.get_by_role("link", name="Reply to Noor")
    for _ in range(60):
        if reply.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(reply).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#comment")).to_be_focused()
    page.keyboard.type("Typed without a mouse.")
    for value in ("Zoë", "zoe@example.org"):
        page.keyboard.press("Tab")
        page.keyboard.type(value)
    for _ in range(4):  # website, consent, what happens to what you type, button
        page.keyboard.press("Tab")
    expect(page.locator("#submit")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".comment.is-waiting")).to_be_focused()


def test_it_never_scrolls_a_phone_sideways(page: Page, article_url: str, noor: Comment) -> None:
    parent = noor
    for depth in range(6):
        parent = factories.published(parent, text=f"Level {depth} " + "abcdefgh" * 20)
    page.goto(article_url)
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        narrowest = page.locator(".comment-content").evaluate_all("all => Math.min(...all.map(e => e.clientWidth))")
        assert narrowest >= width * 0.6


def test_it_finds_the_page_of_the_comment_that_an_address_names(page: Page, article_url: str, noor: Comment) -> None:
    Site.objects.update(page_size=1)
    second = factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"))

    page.goto(f"{article_url}#comment-{second.pk}")

    expect(page.locator(f"#comment-{second.pk}")).to_be_in_viewport()
    assert page.url.endswith(f"?comment={second.pk}#comment-{second.pk}")
    expect(page.locator(f"#comment-{noor.pk}")).to_have_count(0)


def test_it_follows_an_address_that_changes_to_a_comment_of_another_page(
    page: Page, article_url: str, noor: Comment
) -> None:
    Site.objects.update(page_size=1)
    second = factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"))
    page.goto(article_url)
    expect(page.locator(f"#comment-{noor.pk}")).to_be_visible()

    page.evaluate(f"location.hash = '#comment-{second.pk}'")

    expect(page.locator(f"#comment-{second.pk}")).to_be_in_viewport()


def test_it_finds_another_comment_while_the_own_one_waits(
    page: Page, article_url: str, write: Callable[..., None], noor: Comment
) -> None:
    Site.objects.update(page_size=1)
    second = factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"))
    page.goto(article_url)
    write(page, "Mine waits.")
    page.press("#comment", "Control+Enter")
    expect(page.locator(".comment.is-waiting")).to_be_focused()

    page.goto(f"{article_url}#comment-{second.pk}")

    expect(page.locator(f"#comment-{second.pk}")).to_be_in_viewport()
