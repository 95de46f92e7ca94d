"""Feeds as a feed reader reads them: valid by the schema of RFC 4287, or refused."""

from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from lxml import etree

from comments import conf
from tests.support.responses import Response

RNG = Path(__file__).parent.parent / "support" / "atom.rng"
FEED = "/feeds/times/"
OF_THREAD = f"{FEED}?key=bridge"
NAMES = {"a": "http://www.w3.org/2005/Atom", "thr": "http://purl.org/syndication/thread/1.0"}


@cache
def schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(RNG))


def feed_of(response: Response) -> Any:  # lxml has no types
    """The feed, which is one."""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    assert schema().validate(root), schema().error_log
    assert all(len(entry.findall("a:author", NAMES)) == 1 for entry in root.findall("a:entry", NAMES))
    return root


def read(client: Client, address: str = FEED, **headers: str) -> Any:
    return feed_of(client.get(address, headers=headers))


def texts(root: Any, path: str) -> list[str]:
    return [element.text or "" for element in root.findall(path, NAMES)]


def link(root: Any, rel: str) -> str | None:
    found = root.find(f"a:link[@rel='{rel}']", NAMES)
    return None if found is None else found.get("href")


def path_of(address: str) -> str:
    return address.removeprefix(conf.public_url())
