"""/threads/SITE/fragment/?key=KEY: a thread as a piece of HTML for pages of other programs."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comments import signed_tokens
from comments.conf import public_url
from comments.models import Comment, Site, Thread
from comments.reading import permalinks
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.responses import Response

PUBLIC = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"
PAGE = "https://times.example.org/city/bridge/"

pytestmark = pytest.mark.once


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def ask(client: Client, **query: Any) -> Response:
    return client.get("/threads/times/fragment/", {"key": "bridge", **query})


def shown(client: Client, **query: Any) -> Element:
    response = ask(client, **query)
    assert response.status_code == 200, response.content
    return parse(response)


def links(element: Element) -> list[str]:
    """Those for readers; one is for the owner of a page."""
    found = [link["href"] for link in element.all("a")] + [form["action"] for form in element.all("form")]
    return [link for link in found if "/admin/" not in link]


def test_it_is_the_section_and_its_stylesheet_alone(client: Client, times: Site) -> None:
    comment = factories.published()

    found = shown(client)

    assert [child.tag for child in found.children if isinstance(child, Element)] == ["link", "section"]
    assert found.one("link")["href"].startswith(f"{public_url()}/embed/")
    assert found.one("li", class_="comment")["id"] == f"comment-{comment.pk}"
    assert not found.all("script")
    assert not [element for element in found.walk() if "style" in element or element.tag == "style"]


def test_it_is_public_and_the_same_for_everybody(client: Client, times: Site) -> None:
    factories.published()
    client.cookies["commenter-times"] = signed_tokens.commenter_token(1)
    client.cookies["sessionid"] = "x"

    known, stranger = ask(client), ask(Client())

    assert known.content == stranger.content
    assert (known["ETag"], known["Cache-Control"]) == (stranger["ETag"], PUBLIC)
    assert (known["Access-Control-Allow-Origin"], known["X-Robots-Tag"]) == ("*", "noindex")
    assert not known.cookies
    again = client.get("/threads/times/fragment/?key=bridge", headers={"If-None-Match": known["ETag"]})
    assert again.status_code == 304


@pytest.mark.both
def test_it_costs_two_statements(
    client: Client, times: Site, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.crowd(3, replies=2)

    with django_assert_num_queries(2):
        ask(client)


def test_it_leads_to_comments_in_the_page_at_hand_and_elsewhere_to_ours(client: Client, times: Site) -> None:
    parent = factories.published()
    child = factories.published(parent)

    found = shown(client)

    assert found.one("li", id=f"comment-{child.pk}").one(class_="comment-permalink")["href"] == f"#comment-{child.pk}"
    assert found.one(class_="in-reply-to").one("a")["href"] == f"#comment-{parent.pk}"
    ours = [link for link in links(found) if not link.startswith("#comment-")]
    of_thread = [link for link in ours if urlsplit(link).path == "/threads/times/"]
    elsewhere = [link for link in ours if not link.startswith(f"{public_url()}/threads/times/")]
    assert elsewhere == [permalinks.feed_of("times", "bridge")]
    assert len(of_thread) >= 4
    assert all(parse_qs(urlsplit(link).query)["key"] == ["bridge"] for link in of_thread)


@pytest.mark.parametrize("query", [{"comments_order": "newest"}, {"comment_branch": "{top}"}, {"comments_cursor": "1"}])
def test_its_links_work_by_themselves(client: Client, times: Site, query: dict[str, str]) -> None:
    factories.crowd(3, replies=1)
    query = {name: value.format(top=Comment.objects.order_by("number")[0].pk) for name, value in query.items()}
    Site.objects.update(page_size=2)

    for link in set(links(shown(client, **query))):
        address = urlsplit(link)
        if not link.startswith("#"):
            page = client.get(f"{address.path}?{address.query}")
            assert page.status_code == 200, link
            assert not address.fragment or parse(page).all(id=address.fragment), link


@pytest.mark.parametrize("name", ["waiting", "x", "prefix", "fragment", "comments-2-comments_cursor", "part"])
def test_it_puts_nothing_into_its_links_that_it_does_not_understand(client: Client, times: Site, name: str) -> None:
    factories.published(factories.published())

    answer = ask(client, **{name: "<b>\"'//evil.example"})

    assert answer.content == ask(client).content


def test_it_keeps_nothing_of_a_page_that_describes_a_known_thread(client: Client, times: Site) -> None:
    factories.published()

    described = ask(client, url="https://evil.example/", title="Buy pills")

    assert described.content == ask(client).content


def test_it_can_begin_a_thread_on_a_page_of_the_site(client: Client, times: Site) -> None:
    said = {"url": PAGE, "title": "A <new> page", "section": "City", "authors": "Ada", "published_at": "2026-03-02"}

    found = shown(client, key="new", **said)

    action = parse_qs(urlsplit(found.one("form")["action"]).query)
    kept = {**said, "published_at": "2026-03-02T00:00:00+00:00", "key": "new"}
    assert action == {name: [value] for name, value in kept.items()}
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("query", "status", "code", "said"),
    [
        ({"url": "https://other.example/a"}, 403, "origin-refused", "https://other.example"),
        ({"url": "javascript:alert(1)"}, 403, "origin-refused", "page-url"),
        ({}, 403, "origin-refused", "page-url"),
        ({"key": ""}, 400, "invalid", "key"),
        ({"key": "a\x00b"}, 400, "invalid", "key"),
        ({"key": "x" * 256}, 400, "invalid", "key"),
    ],
)
def test_it_tells_the_owner_of_a_page_what_is_missing(
    client: Client, times: Site, query: dict[str, str], status: int, code: str, said: str
) -> None:
    answer = ask(client, **query)

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (status, "*")
    assert answer["Cache-Control"] == "no-store"
    section = parse(answer).one("section", class_="comments")
    assert section["data-code"] == code
    assert said in section.text


def test_it_tells_the_owner_in_the_language_of_the_site(client: Client, times: Site) -> None:
    Site.objects.update(language="de")

    section = parse(ask(client, url="https://other.example/a")).one("section")

    assert section["lang"] == "de"
    assert "https://other.example" in section.text and "Pages of" not in section.text


def test_it_says_that_there_is_no_such_site(client: Client, times: Site) -> None:
    answer = client.get("/threads/nowhere/fragment/?key=bridge")

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (404, "*")
    assert parse(answer).one("section")["data-code"] == "not-found"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("de-AT", "de"), ("DE", "de"), ("de_CH", "de"), ("tlh", "en"), ("", "en"), ("../de", "en"), ("d" * 99, "en")],
)
def test_it_is_in_the_nearest_language_that_we_have(client: Client, times: Site, asked: str, answered: str) -> None:
    factories.published()

    answer = ask(client, lang=asked)

    section = parse(answer).one("section", id="comments")
    assert (section["lang"], answer["Content-Language"]) == (answered, answered)
    action = parse_qs(urlsplit(section.one("form")["action"]).query)
    assert action.get("lang", ["en"]) == [answered]


def test_it_follows_an_own_comment_in_the_language_and_with_the_links_of_the_fragment(
    client: Client, times: Site
) -> None:
    comment = factories.published()
    address = shown(client, lang="de").one("section")["data-waiting-url"]
    assert address == f"{public_url()}/threads/times/waiting/?fragment=1&lang=de"

    path = address.removeprefix(public_url())
    answer = client.get(f"{path}&{urlencode({'waiting': signed_tokens.waiting_token(comment.pk)})}")

    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    assert parse(answer).one(class_="comment-permalink")["href"] == f"#comment-{comment.pk}"
    reply = urlsplit(parse(answer).one(class_="comment-reply-link")["href"])
    assert (reply.path, parse_qs(reply.query)["lang"]) == ("/threads/times/", ["de"])
