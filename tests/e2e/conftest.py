"""A publication with an article to comment on, and people who do."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from comments.models import Site
from project.newsroom.content import load_articles
from project.newsroom.models import Article
from tests.desk.conftest import member
from tests.e2e.desk_hands import Hands, OpenPage, SitDown
from tests.support import factories
from tests.support.stack import Stack

PASSWORD = "correct horse battery staple"


@pytest.fixture
def newsroom(stack: Stack) -> Site:
    """The demo's articles without their comments, and no flood limits, since all visitors share an address."""
    load_articles()
    return factories.quiet_site("newsroom", name="The Harbour Lantern", origins="")


@pytest.fixture
def article_url(stack: Stack, newsroom: Site) -> str:
    return stack.url + Article.objects.get(slug="foghorn").get_absolute_url()


@pytest.fixture
def write() -> Callable[..., None]:
    def write(page: Page, text: str, *, name: str = "Zoë", email: str = "zoe@example.org") -> None:
        page.fill("#comment", text)
        page.fill("#author", name)
        page.fill("#email", email)

    return write


@pytest.fixture
def decide_in_admin(stack: Stack, open_page: Callable[..., Page]) -> Callable[[str, str], None]:
    """A moderator who finds a comment at the desk by its words and decides on it."""

    def decide(words: str, action: str) -> None:
        factories.moderator()
        page = open_page()
        page.goto(f"{stack.url}/admin/desk/?view=compact")
        page.fill("#id_username", "mod")
        page.fill("#id_password", PASSWORD)
        page.click("input[type=submit]")
        page.locator(".compact-row", has_text=re.compile(re.escape(words))).locator("[name=ticked]").check()
        page.click(f"button[value={action}]")
        page.wait_for_selector(".messagelist .success")

    return decide


@pytest.fixture
def times(stack: Stack) -> Site:
    return factories.quiet_site("times")


@pytest.fixture
def sit_down(stack: Stack, times: Site, open_page: OpenPage) -> SitDown:
    """sit_down("anna"): somebody who moderates the site, at the desk; `query` is where."""

    def sit_down(name: str = "anna", query: str = "", **options: object) -> Hands:
        return Hands(open_page(**options), stack.url, member(name, times)).sign_in().sit_down(query)

    return sit_down
