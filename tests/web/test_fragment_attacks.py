"""What a stranger could try with the address of a fragment, which caches keep for everybody."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, Site
from tests.project.shared_cache.origin import Answer
from tests.support import factories
from tests.support.cached_service import CachedService, connections_kept
from tests.support.pages import parse
from tests.support.responses import Response

pytestmark = pytest.mark.once

PATH = "/threads/times/fragment/"
HOSTILE = "\"><script>alert(1)</script><a href='//evil.example'>{{ x }}"


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def asked(client: Client, **query: str) -> Response:
    return client.get(PATH, {"key": "bridge", **query})


@pytest.mark.parametrize(
    "name",
    [
        "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL", "Forwarded",
        "X-HTTP-Method-Override", "Origin", "Referer", "Accept-Language", "Accept", "User-Agent", "Sec-Fetch-Site",
        "Cookie",
    ],
)  # fmt: skip
def test_no_header_changes_what_everybody_gets(client: Client, times: Site, name: str) -> None:
    factories.published()
    value = "commenter-times=1:forged; theme=evil.example" if name == "Cookie" else "https://evil.example"

    answer = client.get(PATH, {"key": "bridge"}, headers={name: value})

    assert answer.content == asked(Client()).content
    assert answer["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    "name", ["lang", "comments_order", "comments_cursor", "comment_branch", "comment", "replytocom", "comments_since"]
)
@pytest.mark.parametrize("value", [HOSTILE, "x" * 3000, "../../admin/"])
def test_it_repeats_nothing_that_it_does_not_understand(client: Client, times: Site, name: str, value: str) -> None:
    factories.published(factories.published())

    assert asked(client, **{name: value}).content == asked(client).content


@pytest.mark.parametrize("name", ["key", "url", "title", "section", "authors", "published_at"])
def test_it_lets_nothing_out_of_its_attributes(client: Client, times: Site, name: str) -> None:
    ordinary = {"key": "new", "url": "https://times.example.org/a", "title": "A"}

    ordinarily, hostile = parse(asked(client, **ordinary)), parse(asked(client, **{**ordinary, name: HOSTILE[:200]}))

    if name != "url":  # which is no address
        assert [tag for tag, _names in hostile.skeleton()] == [tag for tag, _names in ordinarily.skeleton()]
    assert not hostile.all("script")


def test_what_a_link_says_of_a_page_is_shown_to_nobody(client: Client, times: Site) -> None:
    said = {"url": "https://times.example.org/a", "title": "Buy pills", "authors": "Pill Co", "section": "Pills"}

    found = parse(asked(client, key="new", **said))

    assert not {"Buy", "Pill", "Pills"} & set(found.text.split())


class Cached(CachedService):
    def get(self, path: str = PATH, query: str = "key=bridge", **more: str) -> Answer:
        return super().get(path, query, **more)


@pytest.fixture
def cached(times: Site) -> Iterator[Cached]:
    factories.published(text="For everybody")
    with connections_kept():
        yield Cached()


def test_a_copy_is_kept_for_exactly_what_was_asked(cached: Cached, django_assert_num_queries: Any) -> None:
    first = cached.get()
    cached.clock.forward(0.1)
    with django_assert_num_queries(0):
        again = cached.get(HTTP_ORIGIN="https://evil.example", HTTP_COOKIE="theme=dark")
    hostile = cached.get(query=f"key=bridge&{urlencode({'lang': HOSTILE})}")

    assert again.body == first.body == hostile.body
    assert "Age" in again.headers and "Age" not in hostile.headers
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("query", ["key=none", "key=none&url=https://evil.example/", "key=", "key=%FF"])
def test_no_refusal_is_kept(cached: Cached, query: str) -> None:
    cached.get(query=query)

    answer = cached.get(query=query)

    assert answer.status.startswith("4")
    assert "Age" not in answer.headers


def test_a_waiting_comment_is_in_no_copy(cached: Cached) -> None:
    factories.waiting(text="Still waiting")
    token = signed_tokens.waiting_token(Comment.objects.latest("pk").pk)

    answer = cached.get(query=f"key=bridge&waiting={token}")

    assert b"Still waiting" not in answer.body
    assert answer.body == cached.get().body
