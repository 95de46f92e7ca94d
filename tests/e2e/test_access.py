"""axe finds nothing to object to, in any state, light or dark."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from comments.access import api_keys
from comments.models import Ban, BatchKind, Cluster, Comment, Flood, KeyScope, Site, Thread
from comments.moderation import batches, decisions
from comments.similarity import clusters, floods
from comments.trials import trials
from comments.trials.rules import TriedRule
from tests.e2e.conftest import PASSWORD
from tests.support import factories
from tests.support.stack import Stack
from tests.support.variants import spun

# What a browser shows does not depend on the database.
pytestmark = pytest.mark.once
OpenPage = Callable[..., Page]
SMALLEST_TARGET = 24  # WCAG 2.2, 2.5.8


# axe sets styles of its own, which our policy rightly refuses: these pages are looked at without it.


OF_COLOURS = "axe.run({runOnly: ['color-contrast', 'link-in-text-block']}).then(found => found.violations)"


def violations(page: Page) -> list[tuple[str, str]]:
    """In light colours, and what dark ones break. No colour is looked at on its way to another."""
    page.add_style_tag(content="* { transition: none !important }")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(OF_COLOURS)
    page.emulate_media(color_scheme="light")
    return [(violation["id"], node["html"][:120]) for violation in found for node in violation["nodes"]]


def test_it_is_accessible_on_the_article_in_reply_error_and_waiting(
    open_page: OpenPage, article_url: str, newsroom: Site, write: Callable[..., None]
) -> None:
    parent = factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"), name="Noor")
    factories.published(parent, name="Ada", url="https://example.org/")
    Comment.objects.filter(pk=parent.pk).update(pinned_at=factories.NOON, picked_at=factories.NOON, staff=True)
    Site.objects.update(recommends=True)
    page = open_page(bypass_csp=True)
    page.goto(article_url)
    expect(page.locator(".comment-meta").first).to_contain_text("Pinned Noor Staff Picked by the publication")
    page.get_by_role("button", name="Recommend Comment by Noor").click()
    expect(page.get_by_role("button", name="Recommend 1 Comment by Noor")).to_have_attribute("aria-pressed", "true")
    assert violations(page) == []
    page.get_by_role("link", name="Reply to Noor").click()
    assert violations(page) == []
    page.locator("#commentform").evaluate("form => form.noValidate = true")
    page.fill("#email", "nope")
    page.click("#submit")
    expect(page.locator(".comment-errors")).to_be_focused()
    assert violations(page) == []
    write(page, "Now it is right.")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(1)
    assert violations(page) == []


def test_it_is_accessible_where_the_parent_is_gone_or_the_thread_was_closed_meanwhile(
    open_page: OpenPage, article_url: str, newsroom: Site, write: Callable[..., None]
) -> None:
    parent = factories.published(on=factories.subject("newsroom", "foghorn", url="/science/foghorn/"), name="Noor")
    page = open_page(viewport={"width": 390, "height": 800}, bypass_csp=True)
    page.goto(article_url)
    page.get_by_role("link", name="Reply to Noor").click()
    write(page, "I had hoped you would say so.")
    decisions.mark_spam(parent.pk, by=factories.moderator(), version=parent.version)
    page.click("#submit")
    expect(page.locator(".comment-errors")).to_be_focused()
    box = page.get_by_label("Post this as a new comment")
    expect(box).to_be_checked()
    size = box.bounding_box()
    assert size and min(size["width"], size["height"]) >= SMALLEST_TARGET
    assert violations(page) == []
    Thread.objects.update(is_open=False)
    page.click("#submit")
    expect(page.get_by_label("Your text, so that you can copy it")).to_have_value("I had hoped you would say so.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert violations(page) == []


def signed_in(page: Page, stack: Stack) -> Page:
    factories.moderator()
    page.goto(f"{stack.url}/admin/desk/")
    page.fill("#id_username", "mod")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    expect(page.locator("#desk")).to_be_visible()
    return page


def test_it_is_accessible_at_the_desk(stack: Stack, open_page: OpenPage, newsroom: Site) -> None:
    comment = factories.screened(
        on=factories.subject("newsroom", "foghorn"), text="See http://a.example and http://b.example", name="Pаul"
    )
    later = factories.screened(on=factories.subject("newsroom", "foghorn"), name="Cy")
    decisions.mark_spam(later.pk, by=factories.moderator(), version=later.version)
    found = Comment.objects.filter(pk__in=[comment.pk, later.pk])
    batch = batches.decide("reject", by=factories.moderator(), kind=BatchKind.SELECTION, comments=found)
    batches.pause(batch.pk, by=factories.moderator())
    trial = trials.start(TriedRule(settings={"max_links": 1}), by=factories.moderator(), site_id=newsroom.pk)
    key = api_keys.make(by=factories.moderator(), name="Bot", scope=KeyScope.READ, site=newsroom, expires_at=None).key
    page = signed_in(open_page(bypass_csp=True), stack)
    card = f"desk/comment/{comment.pk}/?show=reject&show=aside&show=checks&show=conversation"
    at_desk = ("desk/", card, "desk/?view=compact", "desk/mine/", "desk/dashboard/", "desk/?queue=aside")
    beside = (
        f"desk/author/{comment.pk}/", f"desk/thread/{comment.thread_id}/", "desk/log/", "desk/search/?q=see",
        f"desk/batches/{batch.pk}/", "desk/all/?action=reject",
        "desk/trials/", f"desk/trials/{trial.pk}/",
        "second-factor/", "auth/user/add/", "comments/apikey/", "comments/apikey/add/",
        f"comments/apikey/{key.pk}/change/",
    )  # fmt: skip
    for width, addresses in ((1280, at_desk), (390, at_desk + beside)):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(f"{stack.url}/admin/{address}")
            for fold in page.locator("details").all():
                fold.evaluate("fold => { fold.open = true; }")
            assert page.evaluate("document.documentElement.scrollWidth") == width, address
            assert violations(page) == [], address


def test_it_is_accessible_where_many_are_decided_at_once(stack: Stack, open_page: OpenPage, newsroom: Site) -> None:
    now = timezone.now()  # beat ends a flood that it finds no comments of
    comments = [
        factories.waiting(on=factories.subject("newsroom", "foghorn"), text=spun(number)) for number in range(3)
    ]
    clusters.assign(newsroom, comments, factories.NOON)
    cluster = Cluster.objects.get()
    Comment.objects.bulk_create(
        Comment(
            thread=comments[0].thread, site=newsroom, number=number, path=f"{number:06}", depth=1,
            text=f"Waiting, number {number}.", created_at=now,
        )
        for number in range(10, 10 + floods.FEWEST)
    )  # fmt: skip
    page = signed_in(open_page(bypass_csp=True), stack)
    Flood.objects.create(site=newsroom, began_at=now, last_at=now, comments=412, alike=380)
    page.goto(f"{stack.url}/admin/desk/floods/")
    expect(page.locator(".flood")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{stack.url}/admin/comments/cluster/")
    expect(page.locator("#result_list")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{stack.url}/admin/comments/cluster/{cluster.pk}/change/")
    assert violations(page) == []
    page.get_by_label("Also new comments like these, for 24 hours").check()
    page.get_by_role("button", name="Mark all 3 as spam").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert violations(page) == []


def test_it_is_accessible_where_rules_are_laid_down(stack: Stack, open_page: OpenPage, newsroom: Site) -> None:
    comment = factories.screened(on=factories.subject("newsroom", "foghorn"))
    Ban.objects.create(site=newsroom, kind="email", value="someone@spam.example", created_at=factories.NOON)
    shared = Ban.objects.create(kind="email", value="everywhere@spam.example", created_at=factories.NOON)
    factories.moderator()
    page = open_page(bypass_csp=True)
    page.goto(f"{stack.url}/admin/comments/ban/")
    page.fill("#id_username", "mod")
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
    expect(page.locator("#result_list")).to_be_visible()
    assert violations(page) == []
    for form in (
        f"ban/add/?comment={comment.pk}&kind=email", f"trustedauthor/add/?comment={comment.pk}", "thread/add/",
        f"site/{newsroom.pk}/change/", f"ban/{shared.pk}/change/", "reason/add/", "guideline/add/",
    ):  # fmt: skip
        page.goto(f"{stack.url}/admin/comments/{form}")
        expect(page.locator(".submit-row")).to_be_visible()
        assert violations(page) == [], form
    page.goto(f"{stack.url}/admin/comments/ban/add/?comment={comment.pk}&kind=email")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.click("input[name=_save]")
    expect(page.locator("#again-form")).to_be_visible()
    assert violations(page) == []
