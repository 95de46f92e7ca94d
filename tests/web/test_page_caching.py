"""The plain page is one public page for everybody; what is one visitor's is nobody else's."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from project.newsroom.models import Article
from tests.support import factories
from tests.support.responses import Response
from tests.web.browsing import ARTICLE

PUBLIC = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
PAGES = [ARTICLE, "/threads/newsroom/?key=bridge", f"{ARTICLE}?replytocom=1", f"{ARTICLE}?comment_branch=1"]


def assert_public(response: Response) -> None:
    assert response.status_code == 200
    assert response["Cache-Control"] == PUBLIC
    assert "ETag" in response
    assert "Set-Cookie" not in response
    assert not response.cookies
    assert not {"cookie", "origin", "*"} & set(response.get("Vary", "").lower().split(", "))


@pytest.mark.once
@pytest.mark.parametrize("address", PAGES)
def test_it_is_public(client: Client, article: Article, on: dict[str, Any], address: str) -> None:
    comment = factories.published(**on)

    assert_public(client.get(address.replace("=1", f"={comment.pk}")))


@pytest.mark.once
def test_it_is_the_same_to_the_byte_for_everybody(client: Client, article: Article, on: dict[str, Any]) -> None:
    factories.published(factories.published(**on))
    one, other, staff = Client(), Client(), Client()
    other.cookies["theme"] = "dark"
    staff.force_login(factories.moderator())

    pages = [
        one.get(ARTICLE),
        other.get(ARTICLE, headers={"User-Agent": "Other/1", "Accept-Language": "de", "Referer": "https://a.example/"}),
        staff.get(ARTICLE),
        client.get(ARTICLE, REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "x"}),
    ]

    assert len({page.content for page in pages}) == 1
    assert len({page["ETag"] for page in pages}) == 1
    for page in pages:
        assert_public(page)


def test_it_answers_304_until_something_changes(client: Client, article: Article, on: dict[str, Any]) -> None:
    etag = client.get(ARTICLE)["ETag"]
    factories.waiting(**on)
    same = client.get(ARTICLE, headers={"If-None-Match": etag})
    factories.published(**on)
    changed = client.get(ARTICLE, headers={"If-None-Match": etag})

    assert (same.status_code, same.content, same["Cache-Control"]) == (304, b"", PUBLIC)
    assert changed.status_code == 200


@pytest.mark.once
def test_it_answers_head_as_get_without_a_body(client: Client, article: Article) -> None:
    response = client.head(ARTICLE)

    assert response.content == b""
    assert {"ETag": client.get(ARTICLE)["ETag"], **response.headers} == {**client.get(ARTICLE).headers}


@pytest.mark.once
@pytest.mark.parametrize(
    "address", [f"{ARTICLE}?waiting=", f"{ARTICLE}?waiting=x", "/threads/newsroom/?key=bridge&waiting=x"]
)
def test_it_keeps_no_page_that_was_asked_for_by_an_author(
    client: Client, article: Article, on: dict[str, Any], address: str
) -> None:
    factories.published(**on)

    response = client.get(address)

    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response


@pytest.mark.parametrize(("address", "queries"), [(ARTICLE, 8), ("/threads/newsroom/?key=bridge", 6)])
def test_it_reads_a_page_in_a_few_queries(
    client: Client,
    article: Article,
    on: dict[str, Any],
    address: str,
    queries: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.crowd(6, replies=2, **on)

    with django_assert_max_num_queries(queries):
        response = client.get(address)

    assert response.content.count(b"<li id=") == 18


def test_it_says_nothing_of_this_minute(client: Client, article: Article, on: dict[str, Any], monkeypatch: Any) -> None:
    """Whatever is random or relative to now would make every page another one."""
    factories.published(**on)

    assert client.get(ARTICLE).content == client.get(ARTICLE).content
