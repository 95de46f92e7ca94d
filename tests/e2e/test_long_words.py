"""Words without a space, however long, make no page wider than its window."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from comments.models import (
    Ban,
    Batch,
    Cluster,
    Comment,
    Decision,
    Finding,
    Flood,
    ListKind,
    Site,
    Thread,
    TrustedAuthor,
)  # fmt: skip
from comments.screening import word_lists
from comments.similarity import clusters
from project.newsroom.models import Article
from tests.e2e.test_enter import signed_in
from tests.support import factories
from tests.support.stack import Stack
from tests.support.variants import spun

# What a browser shows does not depend on the database.
pytestmark = pytest.mark.once
OpenPage = Callable[..., Page]
LONG = "Donaudampfschifffahrtsgesellschaft" * 8


@pytest.fixture
def foghorn(newsroom: Site) -> Site:
    """Every text of every row is one long word."""
    on = factories.subject("newsroom", "foghorn", title=LONG, url="/science/foghorn/")
    comments = [factories.screened(on=on, text=spun(number), name="Ada") for number in range(3)]
    shown = factories.published(on=on, text=LONG)
    factories.published(shown, text=f"https://{LONG[:50]}.example/{LONG}")
    clusters.assign(newsroom, comments, factories.NOON)
    now, by = timezone.now(), factories.moderator()
    cluster = Cluster.objects.get()
    batch = Batch.objects.create(site=newsroom, kind="cluster", action="reject", by=by, reason=LONG, created_at=now)
    batch.clusters.add(cluster, through_defaults={"covers": 1, "stands_until": now})
    rows = {"name": LONG[:100], "url": f"https://a.example/{LONG}"[:200], "email": f"{LONG[:60]}@a.example"}
    Comment.objects.update(**rows, user_agent=LONG[:250])
    Finding.objects.update(reason=LONG)
    Decision.objects.update(reason=LONG, told=LONG)
    Thread.objects.update(title=LONG, key="foghorn", is_confirmed=True)
    Article.objects.filter(slug="foghorn").update(title=LONG[:200], standfirst=LONG, byline=LONG[:100], body=LONG)
    Site.objects.update(name=LONG[:100], guidelines=LONG)
    Ban.objects.create(site=newsroom, kind="website", value=f"{LONG[:200]}.example", note=LONG, created_at=now, by=by)
    TrustedAuthor.objects.create(
        site=newsroom, email=f"{LONG[:50]}@a.example", name=LONG[:90], note=LONG, created_at=now
    )
    Flood.objects.create(site=newsroom, began_at=now, last_at=now, comments=412, alike=380)
    word_lists.keep(newsroom, {ListKind.MODERATION: LONG[:200]})
    return newsroom


# Those that reach beyond the window and hold no other that does.
WIDE = """[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && ![...e.children].some(c => c.getBoundingClientRect().right > innerWidth + 1))
    .slice(0, 5).map(e => e.outerHTML.slice(0, 90))"""


def wide(page: Page, addresses: list[str]) -> dict[str, object]:
    """The pages that can be scrolled sideways in a window of either width, and how far they reach."""
    found: dict[str, object] = {}
    for address in addresses:
        page.goto(address)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            reach, fits = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth]")
            if reach > fits:
                found[f"{address} {width}"] = [reach, page.evaluate(WIDE)]
    return found


def test_it_fits_whoever_reads(stack: Stack, foghorn: Site, open_page: OpenPage) -> None:
    page = open_page()
    comment = Comment.objects.filter(shown=True).latest("pk")

    addresses = ["/", "/science/", "/science/foghorn/", f"/science/foghorn/?replytocom={comment.pk}"]
    addresses += ["/threads/newsroom/?key=foghorn", f"/threads/newsroom/?key=foghorn&comment={comment.pk}"]
    assert wide(page, [stack.url + address for address in addresses]) == {}


def test_it_fits_whoever_moderates(stack: Stack, foghorn: Site, open_page: OpenPage) -> None:
    page = signed_in(open_page(), stack)
    kinds = [("comment", Comment), ("cluster", Cluster), ("site", Site), ("thread", Thread), ("ban", Ban)]
    addresses = [
        "",
        "comments/flood/",
        "newsroom/article/",
        f"newsroom/article/{Article.objects.get(slug='foghorn').pk}/change/",
    ]
    for name, model in [*kinds, ("trustedauthor", TrustedAuthor)]:
        row = f"comments/{name}/{model._default_manager.latest('pk').pk}"
        addresses += [f"comments/{name}/", f"{row}/change/", f"{row}/history/"]
        addresses += [f"{row}/delete/"] if name in ("ban", "trustedauthor") else []

    assert wide(page, [f"{stack.url}/admin/{address}" for address in addresses]) == {}
