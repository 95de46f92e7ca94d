"""Where the measured pages are found, as a reader finds them: by following links."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from bench.load import get

PAGE_SIZE = 50
ORDER = "oldest"
SITE = "newsroom"
_API = "/api/v1/comments/"


@dataclass(frozen=True)
class Page:
    """One page of a thread over the API: its path with the query, and how many comments are on it."""

    path: str
    comments: int
    body: Mapping[str, Any]  # what JSON holds


def thread(key: str) -> str:
    """Path of a thread in the API, in the site's own order and length, as another site asks for it."""
    return f"{_API}?{urlencode({'site': SITE, 'thread': key})}"


def start(key: str) -> str:
    """Path of a thread in the API, in the order and length in which cold pages are measured."""
    return f"{_API}?{urlencode({'site': SITE, 'thread': key, 'sort': ORDER, 'limit': PAGE_SIZE})}"


def article(key: str) -> str:
    return f"/city/{key}/"


def fragment(key: str) -> str:
    """The address at which a page of another program gets a thread as HTML."""
    return f"/threads/{SITE}/fragment/?{urlencode({'key': key})}"


def same_in_html(page: Page) -> str:
    """The article's page with the same comments on it."""
    asked = dict(parse_qsl(urlsplit(page.path).query))
    query = {"comment_branch": asked.get("parent"), "comments_cursor": asked.get("cursor")}
    if query["comments_cursor"] and not query["comment_branch"]:
        query["comments_order"] = ORDER
    given = {name: value for name, value in query.items() if value}
    return article(asked["thread"]) + (f"?{urlencode(given)}" if given else "")


def first_page(server: str, key: str) -> Page:
    return _page(server, start(key))


def page_number(server: str, first: Page, number: int) -> Page:
    """The page of this number, by following `next` from the first. Raises LookupError where the thread ends before."""
    page = first
    for _ in range(number - 1):
        page = _page(server, _path(page.body["next"]))
    return page


def rest_of_branch(server: str, page: Page) -> Page:
    """The page that `more` of the first comment with cut replies leads to. Raises StopIteration without one."""
    return _page(server, next(_path(one["more"]["url"]) for one in page.body["results"] if one.get("more")))


def _page(server: str, path: str) -> Page:
    answer = get(server + path)
    if answer.status != 200:
        raise LookupError(f"{path} answered {answer.status}")
    body = json.loads(answer.body)
    return Page(path, len(body["results"]), body)


def _path(url: str | None) -> str:
    if url is None:
        raise LookupError("the thread ends before that page")
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
