"""A publication with an article to comment on, and people who do."""

import re
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from comments.models import Site
from project.newsroom.content import load_articles
from project.newsroom.models import Article
from tests.desk.conftest import member
from tests.e2e.desk_hands import Hands, OpenPage, SitDown
from tests.support import environment, factories
from tests.support.mail_server import MailServer
from tests.support.servers import Queue
from tests.support.stack import HurriedStack, Stack

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


@pytest.fixture(scope="module")
def mail_server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture(scope="module")
def telling(
    _servers: HurriedStack, mail_server: MailServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Queue]:
    """In the place of the ordinary worker, which would write mails into files."""
    _servers.worker.kill()
    _servers.beat.kill()
    if not _servers.broker.running():
        _servers.broker.start()
    folder = tmp_path_factory.mktemp("telling")
    env = {"DATABASE_URL": environment.database_url(), "EMAIL_URL": mail_server.url(), "TRAPS": str(folder)}
    worker = Queue("worker", folder, env)
    worker.argv = [sys.executable, "-m", "tests.support.telling_worker"]
    with worker:
        yield worker


@pytest.fixture
def teller(transactional_db: None, telling: Queue, mail_server: MailServer) -> Queue:
    """A worker in a hurry, which TRAPS can kill; its mails go to the mail server."""
    mail_server.forget()
    if not telling.running():
        telling.start()
    return telling
