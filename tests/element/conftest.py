"""A host on another origin, and a browser that keeps what it complains of."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from comments.models import Site
from tests.element.host import DOCS, Host, serving
from tests.support import factories
from tests.support.stack import Stack

# The names of what a browser keeps, as the document lists them.
KEPT = "|".join(
    re.escape(name).replace("SITE", r"[\w-]+").replace("KEY", ".+").replace("ID", r"\d+")
    for name in re.findall(r"`(comment-[\w-]+:SITE(?:/KEY)?)`", DOCS)
)


@pytest.fixture
def host(stack: Stack) -> Iterator[Host]:
    with serving(stack.url) as host:
        yield host


@pytest.fixture
def site(host: Host) -> Site:
    return factories.quiet_site("newsroom", name="The Harbour Lantern", origins=host.url)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Iterator[Page]:
    """Keeps the element's events in `events`, as [name, detail]; whatever it does, it keeps only what is documented."""
    page = open_page()
    page.add_init_script(
        "window.events = [];"
        "for (const name of ['ready', 'posted', 'count', 'error'])"
        "  addEventListener(`comments:${name}`, ({ detail }) => events.push([name, detail]));"
    )
    yield page
    stored = page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    assert [name for name in stored if not re.fullmatch(KEPT, name)] == []
    assert page.context.cookies() == []
