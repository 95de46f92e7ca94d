"""The surroundings of every test: the database of this pass, and on demand a broker, all servers, a browser."""

import gc
import os
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from unittest.mock import patch
from zlib import crc32

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.template.base import Template
from django.test import TransactionTestCase
from django.test.utils import _TestState
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.install_browser import find
from tests.support import environment
from tests.support.emptying import Emptying
from tests.support.stack import HurriedStack, Stack

# Subfolders import models at once, so Django is ready before their conftest is read.
environment.set_up()

from comments import doorbell  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--no-first-run", "--disable-dev-shm-usage"]
MEANT = ("the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED")

# The folders of what is sent to browsers and programs: all that differs between databases lies below it, in use cases.
EDGES = {"admin", "api", "desk", "web"}

OpenPage = Callable[..., Page]

# Found examples depend on the seed alone: not on how busy the machine is, nor on what an earlier run left behind.
settings.register_profile("steady", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


def pytest_report_header() -> str:
    return f"database: {environment.vendor()}"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Of the files only those of TEST_PART are read: a half of them (0/2 or 1/2), or those that may need all servers.

    On PostgreSQL neither are those in which no test needs a database, or is for both. Without TEST_PART all are read.
    """
    part = os.environ.get("TEST_PART")
    if not part or not (collection_path.name.startswith("test_") and collection_path.suffix == ".py"):
        return None
    if environment.vendor() != "sqlite":
        text = collection_path.read_text("utf-8")
        if "\npytestmark = pytest.mark.once\n" in text or (_is_of_an_edge(collection_path) and ".both" not in text):
            return True
    if part == "servers":
        return None if _may_need_servers(collection_path) else True
    number, parts = map(int, part.split("/"))
    return None if crc32(collection_path.name.encode()) % parts == number else True


def _is_of_an_edge(path: Path) -> bool:
    return path.parent.parent.name == "tests" and path.parent.name in EDGES


def _may_need_servers(path: Path) -> bool:
    """By the text alone. Every pass that reads all files, or a half, sees that no other file has a test that does."""
    return path.parent.name in ("e2e", "attacks") or "stack: Stack" in path.read_text("utf-8")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """What runs once runs on SQLite; what needs all servers comes last, however shuffled.

    The tests of pages and of the API run once, too, in a part of the suite: but for those marked `both`.
    """
    for item in items:
        if "_servers" in getattr(item, "fixturenames", ()):
            assert _may_need_servers(item.path), f"no pass would run {item.nodeid}: let it take `stack: Stack`"
            item.add_marker("servers")
    yield
    if environment.vendor() != "sqlite":
        items[:] = [item for item in items if "once" not in item.keywords]
        if os.environ.get("TEST_PART"):
            items[:] = [item for item in items if "both" in item.keywords or not _is_of_an_edge(item.path)]
    items.sort(key=lambda item: "servers" in item.keywords)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected, which stays to the end, out of every search for garbage; search seldom.

    Migrating makes some thousand models, and Python would look at all of them after each 700 objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(autouse=True)
def _silent_doorbells(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a broker nobody is rung: a bell that is not heard would ring on, and write logs, through other tests."""
    if "stack" not in request.fixturenames:
        for each in (doorbell.screening, doorbell.decisions_on_many, doorbell.trials):
            monkeypatch.setattr(each, "ring", lambda row_id: None)


@pytest.fixture
def _tables_as_new(db: None) -> None:
    """Tables as a migration makes them, for the one test: PostgreSQL plans by what others left in files."""
    if connection.vendor == "postgresql":
        tables = [name for name in connection.introspection.table_names() if name.startswith("comments_")]
        with connection.cursor() as cursor:
            cursor.execute(f"truncate {', '.join(tables)} cascade")
            # What other tests had it learn of their rows outlives these.
            cursor.execute("delete from pg_statistic where starelid = any(%s::regclass[])", [tables])


def pytest_unconfigure() -> None:
    environment.tear_down()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """A copy of a template is kept, and migrated as far as it is not; any other database is made anew."""
    return environment.begins_migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of the plugin, emptied in our own way."""
    with django_db_blocker.unblock():
        emptying = Emptying()
    flush = vars(TransactionTestCase)["_fixture_teardown"]
    with patch.object(TransactionTestCase, "_fixture_teardown", lambda case: emptying.empty(partial(flush, case))):
        yield


@pytest.fixture(scope="session")
def migrated(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of SQLite as `migrate` leaves it, to be copied: migrating takes three seconds of a core."""
    path = tmp_path_factory.mktemp("migrated") / "db.sqlite3"
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as ours, closing(sqlite3.connect(path)) as copy:
        ours.backup(copy)
    return path


@pytest.fixture(scope="session")
def _servers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HurriedStack]:
    stack = HurriedStack(tmp_path_factory.mktemp("stack"))
    try:
        yield stack
    finally:
        stack.kill()


@pytest.fixture
def stack(transactional_db: None, _servers: HurriedStack) -> Iterator[Stack]:
    """Broker, web, worker and beat over the test's database; what one test broke is whole again for the next."""
    _servers.begin_test()
    yield _servers
    _servers.heal()


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Of one round: hashing takes a third of a second, on purpose. Servers take these, and make them slow."""
    with patch.object(PBKDF2PasswordHasher, "iterations", 1):
        yield


@pytest.fixture(scope="session", autouse=True)
def _plain_rendering(django_test_environment: None) -> Iterator[None]:
    """Without Django's notes on each template and its context, which no test reads and which cost a form its fifth."""
    with patch.object(Template, "_render", vars(_TestState)["saved_data"].template_render):
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    assert path, "run tests/install_browser.py first"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Open pages, each in a profile of its own: open_page(java_script_enabled=False, color_scheme="dark").

    Whatever the browser complained about, a refused script or style among it, fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Refusals by status, and networks that are away, are what many tests are about.
        is_meant = any(said in message.text for said in MEANT)
        if message.type in {"error", "warning"} and not is_meant:
            complaints.append(message.text)

    def open_page(**options: object) -> Page:
        context = chromium.new_context(**options)  # type: ignore[arg-type]  # playwright's own names and types
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
