"""A host on another origin, and a browser that keeps what it complains of."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from comments.models import Site
from tests.element.host import Host, serving
from tests.support import factories
from tests.support.stack import Stack


@pytest.fixture
def host(stack: Stack) -> Iterator[Host]:
    with serving(stack.url) as host:
        yield host


@pytest.fixture
def site(host: Host) -> Site:
    return factories.quiet_site("newsroom", name="The Harbour Lantern", origins=host.url)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """Keeps the element's events in `events`, as [name, detail]."""
    page = open_page()
    page.add_init_script(
        "window.events = [];"
        "for (const name of ['ready', 'posted', 'count', 'error'])"
        "  addEventListener(`comments:${name}`, ({ detail }) => events.push([name, detail]));"
    )
    return page
