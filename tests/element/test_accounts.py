"""Readers with an account of the website around: it says who they are, by the examples as they are written."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from comments.access import identities
from comments.models import Comment, ReaderSession, Site
from tests.element.host import LINES, STRICT, Host
from tests.support import accounts, factories
from tests.support.hosts import EXAMPLES, running
from tests.support.servers import wait_until
from tests.support.stack import Stack

pytestmark = pytest.mark.once


def hand_out(token: str, route: Route) -> None:
    route.fulfill(json={"token": token})


def end_sessions() -> None:
    ReaderSession.objects.update(expires_at=timezone.now(), created_at=timezone.now() - timedelta(days=1))


def write(page: Page, text: str) -> None:
    page.fill("#comment", text)
    page.click("#submit")
    expect(page.locator(".comment.is-own").filter(has_text=text)).to_be_visible()


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_knows_readers_by_their_account_of_the_website_around(
    stack: Stack, page: Page, open_page: Callable[..., Page], example: str
) -> None:
    site = factories.quiet_site("newsroom")
    accounts.sign_on(site)
    factories.published(on=factories.subject("newsroom", "an-article"), name="Noor")
    with running(example, stack.url) as host:
        Site.objects.filter(pk=site.pk).update(origins=host)
        page.goto(host)
        page.fill("#comment", "Half a thought")
        expect(page.locator("#author")).to_be_visible()
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{host}/")
        account = page.locator("[data-account]")
        expect(account).to_contain_text("Signed in as Ada.")
        expect(page.locator("#comment")).to_have_value("Half a thought")
        assert page.locator("#author, #email, #wp-comment-cookies-consent").count() == 0
        write(page, "A whole thought")
        Site.objects.filter(pk=site.pk).update(reading="signed_in")
        end_sessions()
        page.get_by_role("link", name="Report the comment by Noor").click()
        expect(page.locator(".comment-act")).to_be_visible()
        Site.objects.filter(pk=site.pk).update(reading="open")
        end_sessions()
        write(page, "Another one")
        own = Comment.objects.filter(identity__isnull=False)
        assert list(own.values_list("name", "email", "identity__subject", "staff").distinct()) == [
            ("Ada", "ada@example.org", "ada", False)
        ]

        page.goto(f"{host}/sign-out")
        expect(page.locator("#author")).to_be_visible()
        page.goto(f"{host}/sign-in?account=bo")
        page.focus("#comment")
        expect(account).to_contain_text("Signed in as Bo. Staff")
        write(page, "From the desk")
        assert Comment.objects.get(text="From the desk").staff
        page.get_by_role("button", name="Sign out here").click()
        expect(page.locator("#author")).to_be_visible()
        expect(page.locator("#comment")).to_be_focused()
        left = ReaderSession.objects.filter(expires_at__gt=timezone.now(), ended_at=None)
        wait_until(lambda: not left.exists(), seconds=5, what="the end of each session")
        without_scripts(open_page(java_script_enabled=False), stack, site, host)
        page.goto(f"{host}/sign-out")


def test_it_tells_the_page_what_is_wrong_with_its_token_and_opens_what_is_for_readers_with_an_account(
    stack: Stack, host: Host, site: Site, page: Page
) -> None:
    accounts.sign_on(site)
    noor = factories.published(on=factories.subject("newsroom", "two"), name="Noor")
    used = accounts.token(aud="newsroom")
    identities.sign_in(site, used)
    answers = {
        "“aud”": accounts.token(aud="times"),
        "too old": accounts.token(aud="newsroom", now=accounts.in_a(minutes=-20)),
        "used before": used,
        "signature": accounts.token(aud="newsroom", key=accounts.OTHER_SECRET),
    }
    page.add_init_script(
        "addEventListener('comments:login', (event) => { event.preventDefault(); events.push(event.detail) })"
    )
    lines = LINES.replace("{key}", "one").replace("<comment-thread", '<comment-thread auth-url="/token"')
    asks = host.page(lines, csp=STRICT.replace("connect-src", "connect-src 'self'"))
    is_told = host.with_thread("two", path="/two.html")
    for said, token in answers.items():
        page.route("**/token", partial(hand_out, token))
        page.goto(asks)
        page.focus("#comment")
        wait_until(lambda: page.evaluate("events.length") == 2, seconds=5, what="what is wrong")
        name, detail = page.evaluate("events[1]")
        assert (name, detail["code"], detail["status"]) == ("error", "identity-refused", 401)
        assert said in detail["sentence"]
        expect(page.locator("#author")).to_be_visible()

    Site.objects.filter(pk=site.pk).update(reading="signed_in")
    page.goto(is_told)
    notice = page.locator("[part=notice]")
    expect(notice).to_contain_text("Sign in to read the comments.")
    notice.get_by_role("button", name="Sign in").click()
    wait_until(lambda: {"reason": "reading"} in page.evaluate("events"), seconds=5, what="the question who reads")
    element = "document.querySelector('comment-thread')"
    page.evaluate(f"(token) => {element}.setToken(token)", accounts.token(aud="newsroom"))
    expect(page.locator(f"#comment-{noor.pk}")).to_contain_text("Noor")
    page.fill("#comment", "Half a thought")
    expect(page.locator("[data-account]")).to_contain_text("Signed in as Grace Hopper.")
    page.evaluate(f"{element}.setToken(null)")
    expect(notice).to_contain_text("Sign in to read the comments.")
    page.evaluate(f"(token) => {element}.setToken(token)", accounts.token(aud="newsroom"))
    expect(page.locator("#comment")).to_have_value("Half a thought")


def without_scripts(page: Page, stack: Stack, site: Site, host: str) -> None:
    Site.objects.filter(pk=site.pk).update(posting="signed_in", login_url=f"{host}/sign-in?account=ada")
    page.goto(f"{stack.url}/threads/newsroom/?key=an-article")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in").click()
    opened.value.get_by_role("button", name="Go on to the comments").click()
    expect(opened.value.locator("[data-account]")).to_contain_text("Signed in as Ada.")
    page.fill("#comment", "Without a script")
    page.click("#submit")
    expect(page.locator(".comment.is-waiting")).to_have_count(3)
    assert Comment.objects.filter(identity__subject="ada", text="Without a script").exists()
    page.get_by_role("button", name="Sign out here").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert page.context.cookies(stack.url) == []
