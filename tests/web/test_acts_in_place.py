"""What one does to a comment without leaving its page, in a browser that gets all it asks for without a server."""

from contextvars import Context, copy_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page, Request, Route, expect

from comments.counters import recommending
from comments.counters.recommending import Recommender
from comments.models import Comment, Report, Site
from comments.moderation import decisions
from tests.conftest import OpenPage
from tests.support import factories
from tests.support.responses import Response
from tests.web.browsing import ARTICLE, sent

pytestmark = [pytest.mark.once, pytest.mark.django_db]

HERE = "http://localhost"


def answer(route: Route, client: Client, context: Context) -> None:
    """As the server does; where it leads on, what is there."""
    path = urlsplit(route.request.url).path
    if path.startswith("/static/"):
        route.fulfill(path=Path(str(find(path.removeprefix("/static/")))))
        return
    response = context.run(asked, client, route.request)
    route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.content)


def asked(client: Client, request: Request) -> Response:
    kind = request.headers.get("content-type", "")
    response = client.generic(
        request.method, request.url, request.post_data or "", content_type=kind, headers={"Host": "localhost"}
    )
    return client.get(response["Location"], headers={"Host": "localhost"}) if "Location" in response else response


@pytest.fixture
def page(client: Client, open_page: OpenPage) -> Page:
    page = open_page()
    # Routes are answered in a context of their own, in which Django would open another connection.
    context = copy_context()
    page.route("**/*", lambda route: answer(route, client, context.copy()))
    return page


def test_it_reports_and_copies_a_link_in_place(client: Client, page: Page, on: dict[str, Any]) -> None:
    comment, other = factories.published(name="Ada", **on), factories.published(name="Bo", **on)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=HERE)
    page.goto(HERE + ARTICLE)
    item = page.locator(f"#comment-{comment.pk}")
    act, link = item.locator(".comment-act"), item.get_by_role("link", name="Report the comment by Ada")

    link.click()
    expect(act).to_be_focused()
    page.keyboard.press("Escape")
    expect(act).to_have_count(0)
    expect(link).to_be_focused()
    link.press("Enter")
    page.get_by_label("Hateful").check()
    page.get_by_label("Explain it if you like").fill("Read it again.")
    page.route("**/report/**", lambda route: route.abort())
    page.get_by_role("button", name="Send report").click()
    expect(item.locator(".comment-act-failed")).to_contain_text("Nothing you typed is lost.")
    expect(page.get_by_label("Explain it if you like")).to_have_value("Read it again.")
    page.unroute("**/report/**")
    page.get_by_role("button", name="Send report").click()
    expect(act).to_contain_text("Thank you.")
    expect(page.locator(".comments-status")).to_contain_text("Thank you.")
    expect(act).to_be_focused()
    assert Report.objects.values_list("comment", "reason", "text").get() == (comment.pk, "hate", "Read it again.")
    act.get_by_role("link", name="Close").click()
    expect(link).to_be_focused()

    page.locator(f"#comment-{other.pk} .comment-copy").click()
    expect(page.locator(".comments-status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{HERE}{ARTICLE}?comment={other.pk}#comment-{other.pk}"
    assert urlsplit(page.url).path == ARTICLE


def test_it_recommends_and_takes_that_back_in_place(client: Client, page: Page, on: dict[str, Any]) -> None:
    comment = factories.published(name="Ada", **on)
    Site.objects.update(recommends=True)
    page.goto(HERE + ARTICLE)
    item, status = page.locator(f"#comment-{comment.pk}"), page.locator(".comments-status")
    button = item.get_by_role("button", name="Comment by Ada")

    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_accessible_name("Recommend 1 Comment by Ada")
    expect(button).to_be_focused()
    expect(status).to_have_text("You recommend this comment.")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_have_accessible_name("Recommend Comment by Ada")
    expect(status).to_have_text("You do not recommend this comment any more.")

    for n in range(recommending.NETWORK_MOST):
        recommending.recommend(factories.fresh(comment), Recommender("127.0.0.1", f"Browser {n}"))
    button.click()
    expect(item.locator(".comment-act")).to_contain_text("Several readers of your network")
    item.get_by_role("link", name="Close").click()
    expect(item.locator(".comment-act")).to_have_count(0)
    assert urlsplit(page.url).path == ARTICLE


@pytest.mark.usefixtures("article")
def test_it_keeps_an_open_edit_while_its_comment_is_decided(client: Client, page: Page) -> None:
    address = sent(client)["Location"]
    own = Comment.objects.get()
    page.clock.install()
    page.goto(HERE + address)
    item, said = page.locator(f"#comment-{own.pk}"), page.locator(".comments-status")
    text = item.locator(".comment-act textarea")

    item.get_by_role("link", name="Edit your comment").click()
    text.fill("Better words.")
    decisions.approve(own.pk, by=factories.moderator(), version=own.version)
    page.clock.fast_forward(60_000)
    expect(text).to_have_value("Better words.")
    expect(text).to_be_focused()
    item.get_by_role("button", name="Save").click()
    expect(said).to_contain_text("Your comment was changed.")
    expect(item.locator(".comment-content")).to_have_text("Better words.")
    expect(item.locator(".comment-act")).to_have_count(0)


def test_it_leads_moderators_to_the_desk_from_pages_that_are_everybodys(
    client: Client, page: Page, on: dict[str, Any]
) -> None:
    comment = factories.published(name="Ada", **on)
    asked_at_desk: list[str] = []
    page.on("request", lambda request: asked_at_desk.append(request.url) if "/admin/" in request.url else None)
    page.goto(HERE + ARTICLE)
    expect(page.locator(".comment-copy")).to_have_count(1)
    assert asked_at_desk == []

    client.force_login(factories.moderator())
    page.goto(f"{HERE}/admin/desk/")
    page.goto(HERE + ARTICLE)
    link = page.get_by_role("link", name="Open on the desk")
    expect(link).to_have_attribute("href", f"/admin/desk/comment/{comment.pk}/")
    assert client.get(ARTICLE)["Cache-Control"].startswith("public")

    client.logout()
    with page.expect_response(lambda answer: "/page-link/" in answer.url):
        page.goto(HERE + ARTICLE)
    page.wait_for_function("localStorage.getItem('comments-desk') === null")
    expect(link).to_have_count(0)
