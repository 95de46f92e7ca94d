"""Enter in a field decides nothing, saves nothing and loses nothing, wherever moderators type."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from comments.models import Actor, Ban, Batch, Cluster, Comment, Decision, Site, Thread, TrustedAuthor
from comments.similarity import clusters
from project.newsroom.models import Article
from tests.support import factories
from tests.support.stack import Stack
from tests.support.variants import spun

# What a browser does does not depend on the database.
pytestmark = pytest.mark.once
OpenPage = Callable[..., Page]
FIELDS = ":is(input:not([type=hidden], [type=submit], [type=button], #searchbar), select):visible:enabled"


@pytest.fixture
def desk(stack: Stack, newsroom: Site, open_page: OpenPage) -> Page:
    """The admin, with one row of each kind, and a moderator signed in."""
    comments = [
        factories.waiting(on=factories.subject("newsroom", "foghorn"), text=spun(number)) for number in range(3)
    ]
    clusters.assign(newsroom, comments, factories.NOON)
    now = timezone.now()
    Ban.objects.create(site=newsroom, kind="email", value="a@spam.example", created_at=now)
    TrustedAuthor.objects.create(site=newsroom, email="a@a.example", name="Ada", created_at=now)
    return signed_in(open_page(), stack)


def signed_in(page: Page, stack: Stack) -> Page:
    client = Client()
    client.force_login(factories.moderator())
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": stack.url}])
    return page


def rows() -> list[list[object]]:
    """What people decide; the worker goes on screening meanwhile."""
    kept: tuple[type[Model], ...] = (Article, Ban, Batch, Site, TrustedAuthor)
    found: list[list[object]] = [list(model._default_manager.order_by("pk").values()) for model in kept]
    people = Decision.objects.filter(actor=Actor.MODERATOR)
    return [*found, list(people.values()), list(Thread.objects.values("title", "is_open", "premoderation"))]


def pages() -> list[str]:
    """Every list and form of ours, and the cards that decide."""
    card = f"desk/comment/{Comment.objects.latest('pk').pk}/"
    found = [f"{card}?show=reject", f"{card}?show=aside", "desk/?view=compact", "desk/all/?action=reject"]
    found += [f"comments/cluster/{Cluster.objects.get().pk}/change/", "comments/cluster/"]
    for app, model in (("comments", Site), ("comments", Thread), ("comments", Ban), ("comments", TrustedAuthor),
                       ("newsroom", Article)):  # fmt: skip
        name = f"{app}/{model.__name__.lower()}"
        found += [f"{name}/", f"{name}/add/", f"{name}/{model._default_manager.latest('pk').pk}/change/"]
    return found


def test_it_does_nothing_on_enter(desk: Page, stack: Stack) -> None:
    before = rows()
    for address in pages():
        desk.goto(f"{stack.url}/admin/{address}")
        for action in desk.locator("select[name=action]").all():
            action.select_option(index=1)
        desk.evaluate("document.body.dataset.loaded = 'once'")
        fields = desk.locator("#content").locator(FIELDS)
        kinds = fields.evaluate_all("all => all.map(field => `${field.tagName} ${field.type} ${field.className}`)")
        typed = desk.locator("#content").locator("input[type=text]:visible:enabled:not([readonly], #searchbar)").all()
        for field in typed[:1]:
            field.fill("half a word")
        for kind in set(kinds):
            fields.nth(kinds.index(kind)).press("Enter")
        assert desk.evaluate("document.body.dataset.loaded") == "once", address
        assert [field.input_value() for field in typed[:1]] in ([], ["half a word"]), address
    assert rows() == before


def test_it_searches_on_enter(desk: Page, stack: Stack) -> None:
    desk.goto(f"{stack.url}/admin/comments/ban/?kind__exact=email")
    desk.fill("#searchbar", "heron")
    desk.press("#searchbar", "Enter")
    desk.wait_for_url("**q=heron*")

    assert "kind__exact=email" in desk.url
