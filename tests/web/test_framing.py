"""Our own page of a thread in a frame: pages of the site's origins alone may do that."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from comments.models import Site
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.responses import Response
from tests.web.browsing import sent

pytestmark = pytest.mark.once

ORIGIN = "https://times.example.org"
THREAD = "/threads/times/?key=bridge"


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times", origins=f"{ORIGIN}\nhttps://Bücher.example:8443")


def ancestors(response: Response) -> list[str]:
    """As a browser reads them: of several policies or directives of one name it would not be the last."""
    policy = response["Content-Security-Policy"]
    assert policy.count("frame-ancestors") == 1 and "," not in policy
    return next(part.split()[1:] for part in policy.split("; ") if part.startswith("frame-ancestors"))


def framed(client: Client, origin: str = ORIGIN, address: str = THREAD) -> Element:
    return parse(client.get(f"{address}&{urlencode({'framed_by': origin})}"))


def test_it_lets_the_pages_of_the_site_frame_it(client: Client, times: Site) -> None:
    factories.published()

    response = client.get(THREAD)

    assert ancestors(response) == [ORIGIN, "https://xn--bcher-kva.example:8443"]
    assert "X-Frame-Options" not in response
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("origins", ["", "not an origin; script-src *", "*", "https://*.example.org"])
def test_it_lets_nobody_frame_it_where_the_site_lists_none(client: Client, times: Site, origins: str) -> None:
    factories.published()
    Site.objects.update(origins=origins)

    response = client.get(THREAD)

    assert ancestors(response) == ["'none'"]
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/threads/times/fragment/?key=bridge", "/threads/nowhere/?key=a", "/"]
)
def test_it_lets_nobody_frame_other_pages(client: Client, times: Site, path: str) -> None:
    factories.published()

    response = client.get(path)

    assert ancestors(response) == ["'none'"]
    assert response["X-Frame-Options"] == "DENY"


def test_it_knows_the_page_around_it(client: Client, times: Site) -> None:
    factories.published()

    page = framed(client)

    assert page.one("html")["data-framed-by"] == ORIGIN
    assert page.one("base")["target"] == "_top"
    assert not page.all("input", name="wp-comment-cookies-consent")


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "*", "null", "", '"><script>', f"{ORIGIN}/path", "x" * 9999]
)
def test_it_tells_nothing_to_a_page_that_the_site_does_not_list(client: Client, times: Site, origin: str) -> None:
    factories.published()

    page = framed(client, origin)

    assert "data-framed-by" not in page.one("html")
    assert not [script for script in page.all("script") if "frame" in (script.get("src") or "")]


def test_its_links_lead_out_of_the_frame_and_its_form_does_not(client: Client, times: Site) -> None:
    factories.published()

    page = framed(client)
    answer = sent(client, f"{THREAD}&framed_by={ORIGIN}")

    assert not [link for link in page.all("a") if "framed_by" in link["href"]]
    assert parse_qs(urlsplit(answer["Location"]).query)["framed_by"] == [ORIGIN]
    assert ancestors(client.get(answer["Location"]))[0] == ORIGIN


def test_it_says_who_may_frame_it_by_itself_too(client: Client, times: Site, settings: Any) -> None:
    """In a project without a policy of its own, and without Django's middleware."""
    factories.published()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "content_policy" not in name]

    assert client.get(THREAD)["Content-Security-Policy"].startswith(f"frame-ancestors {ORIGIN} ")
