"""How /feeds/SITE/ answers: what caches may keep, 304, how few statements, and refusals in words."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comments import signed_tokens
from comments.models import Commenter, Site
from comments.moderation import decisions
from comments.reading import permalinks
from tests.support import accounts, factories
from tests.support.factories import NOON
from tests.web.atom import FEED, OF_THREAD, feed_of, path_of, read, texts

PUBLIC = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def test_it_answers_304_until_something_changes(client: Client, times: Site) -> None:
    comment = factories.published()
    for address in (FEED, OF_THREAD):
        etag = client.get(address)["ETag"]
        for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            answer = client.get(address, headers={"If-None-Match": known})
            assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
            assert answer["Cache-Control"] == PUBLIC
        head = client.head(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", etag)
        assert "Last-Modified" not in head

    was = {address: client.get(address)["ETag"] for address in (FEED, OF_THREAD)}
    decisions.reject(comment.pk, by=factories.moderator(), version=comment.version)
    for address, etag in was.items():
        answer = client.get(address, headers={"If-None-Match": etag})
        assert texts(feed_of(answer), "a:entry/a:id") == []


def test_it_is_the_same_for_everybody_for_a_second(client: Client, times: Site) -> None:
    commenter = Commenter.objects.create(site=times, created_at=NOON)
    client.cookies["commenter-times"] = signed_tokens.commenter_token(commenter.pk)
    for address in (FEED, OF_THREAD, path_of(permalinks.feed_of_replies("times", commenter))):
        answer = client.get(address)

        assert answer.status_code == 200
        assert answer["Cache-Control"] == PUBLIC
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "Cookie" not in answer.get("Vary", "")
        assert "Set-Cookie" not in answer


@pytest.mark.parametrize("address", [FEED, OF_THREAD])
def test_it_makes_two_statements(
    client: Client, times: Site, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.crowd(60, replies=1)
    with django_assert_num_queries(2):
        read(client, address)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/feeds/nowhere/", 404),
        ("/feeds/nowhere/?key=bridge", 404),
        (f"{FEED}?key=", 400),
        (f"{FEED}?key={'x' * 256}", 400),
        (f"{FEED}?key=a%00b", 400),
        (f"{FEED}?key=%ff", 400),
        (f"{FEED}?before=x", 404),
        (f"{FEED}?before=-1", 404),
        (f"{FEED}replies/", 404),
        (f"{FEED}replies/?author=ada@example.org", 404),
        (f"{FEED}replies/?author=1", 404),
    ],
)
def test_it_refuses_in_words_and_nothing_keeps_that(client: Client, times: Site, address: str, status: int) -> None:
    answer = client.get(address)

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(client: Client, times: Site, method: str) -> None:
    assert getattr(client, method)(FEED).status_code == 405


def test_it_ignores_what_it_does_not_know(client: Client, times: Site) -> None:
    factories.published()

    assert client.get(f"{FEED}?utm_source=x&order=email").content == client.get(FEED).content


def test_it_shows_signed_in_readers_alone_what_only_they_may_read(client: Client, times: Site) -> None:
    comment = factories.published()
    me = Commenter.objects.create(site=times, created_at=NOON)
    permalink = urlencode({"url": permalinks.of_comments(factories.fresh(comment).thread)(comment.pk)})
    addresses = [FEED, OF_THREAD, path_of(permalinks.feed_of_replies("times", me)), f"/oembed/?{permalink}"]
    Site.objects.update(reading="signed_in")

    for address in addresses:
        for headers in ({}, {"Comments-Identity": "forged"}, {"If-None-Match": "*"}):
            answer = client.get(address, headers=headers)
            assert (answer.status_code, answer["Cache-Control"]) == (401, "no-store")
            assert comment.name not in answer.content.decode()
    session, _account = accounts.signed_in(factories.site())
    for address in addresses:
        answer = client.get(address, headers={"Comments-Identity": session})
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        assert "ETag" not in answer
