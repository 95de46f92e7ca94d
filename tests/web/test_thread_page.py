"""/threads/SITE/?key=KEY: one thread as a page of its own, without the page it belongs to."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from comments import signed_tokens
from comments.conf import public_url
from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.posting import posts
from tests.support import factories
from tests.support.pages import form_values, parse
from tests.web.browsing import follow, form_token, sent, submit, typed

pytestmark = pytest.mark.both

THREAD = "/threads/times/?key=bridge"


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def from_elsewhere(**page: str) -> Comment:
    subject = factories.subject(**{"url": "https://times.example.org/city/bridge/", **page})
    return posts.post_comment_from_elsewhere(subject, factories.draft(), now=factories.NOON).comment


def test_it_shows_a_thread_and_leads_to_its_page(client: Client, times: Site) -> None:
    comment = factories.published()

    response = client.get(THREAD)

    page = parse(response)
    assert response["X-Robots-Tag"] == "noindex"
    assert page.one("title").text == "Comments on The bridge is open"
    link = page.one("h1").one("a")
    assert (link["href"], link.text) == (f"{public_url()}/city/bridge/", "The bridge is open")
    assert page.one("li", class_="comment")["id"] == f"comment-{comment.pk}"
    assert page.one("input", id="comment_post_ID")["value"] == "bridge"


def test_it_takes_a_comment_and_comes_back(client: Client, times: Site) -> None:
    factories.published()

    redirect = sent(client, THREAD)

    address = urlsplit(redirect["Location"])
    assert (redirect.status_code, address.path) == (303, "/threads/times/")
    assert parse_qs(address.query).keys() == {"key", "waiting"}
    assert parse_qs(address.query)["key"] == ["bridge"]
    assert parse(follow(client, redirect)).one("li", class_="is-waiting")["id"] == address.fragment
    assert Comment.objects.latest("id").thread.title == "The bridge is open"


@pytest.mark.parametrize(
    "key", ["a b", "a&key=b", "blog.article:42", "/city/ü/?x=1#y", "\"'><script>", "%00", "{{ x }}", "x" * 255]
)
def test_it_keeps_any_key_in_every_link(client: Client, times: Site, key: str) -> None:
    parent = factories.published(on=factories.subject(key=key))
    address = f"/threads/times/?{urlencode({'key': key})}"

    page = parse(client.get(address))
    reply = page.one("a", class_="comment-reply-link")["href"]
    redirect = sent(client, reply.partition("#")[0])

    assert form_values(parse(client.get(reply)))["comment_parent"] == str(parent.pk)
    assert redirect.status_code == 303
    assert Comment.objects.latest("id").parent == parent
    assert parse(follow(client, redirect)).one("input", id="comment_post_ID")["value"] == key


def test_it_makes_no_title_public_that_a_visitor_brought(client: Client, times: Site) -> None:
    comment = from_elsewhere(title="Buy cheap pills", url="https://times.example.org/pills")

    before = client.get(THREAD)
    decisions.approve(comment.pk, by=factories.moderator(), version=1)
    after = parse(client.get(THREAD))

    assert b"pills" not in before.content
    assert after.one("h1").one("a")["href"] == "https://times.example.org/pills"


def test_it_begins_a_thread_for_a_page_of_the_site(client: Client, times: Site) -> None:
    page = {"key": "tunnel", "url": "https://times.example.org/tunnel?a=b", "title": "The <i>tunnel</i>"}
    address = f"/threads/times/?{urlencode(page)}"
    before = client.get(address)

    redirect = sent(client, address)

    thread = Thread.objects.get()
    assert parse(before).one("section", id="comments").one("h2").text == "No comments yet"
    assert "tunnel" not in parse(before).one("title").text
    assert (thread.key, thread.url, thread.title) == (page["key"], page["url"], page["title"])
    assert not thread.is_confirmed
    assert follow(client, redirect).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "", "https://evil.example/", "/tunnel", "http://[", "https://times.example.org@evil.example/",
        "javascript:alert(1)", "https://times.example.org/\n", "https://times.example.org/" + "x" * 2000, "\x00",
    ],
)  # fmt: skip
def test_it_begins_no_thread_for_another_page(client: Client, times: Site, url: str) -> None:
    address = f"/threads/times/?{urlencode({'key': 'tunnel', 'url': url, 'title': 'x'})}"

    assert client.get(address).status_code == 404
    assert submit(client, address, {**typed(), "form_token": form_token(site="times", key="tunnel")}).status_code == 404
    assert not Thread.objects.exists()


def test_it_begins_no_thread_by_being_read(client: Client, times: Site) -> None:
    assert client.get("/threads/times/?key=tunnel&url=https://times.example.org/").status_code == 200
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "?key=", "?key=%00", "?key=a%0Ab", "?key=%E2%80%AEa", f"?key={'x' * 256}", "?KEY=a"]
)
def test_it_knows_no_thread_by_an_odd_key(client: Client, times: Site, query: str) -> None:
    assert client.get(f"/threads/times/{query}").status_code == 404
    assert submit(client, f"/threads/times/{query}", typed()).status_code == 404


def test_it_does_not_know_a_foreign_site(client: Client, times: Site) -> None:
    assert client.get("/threads/unheard-of/?key=bridge").status_code == 404
    assert submit(client, "/threads/unheard-of/?key=bridge", typed()).status_code == 404


@pytest.mark.parametrize("change", [{"is_open": False}, {"host_is_open": False}])
def test_it_is_closed_where_the_page_is(client: Client, times: Site, change: dict[str, Any]) -> None:
    factories.published()
    Thread.objects.update(**change)

    page = parse(client.get(THREAD))
    response = submit(client, THREAD, {**typed(), "form_token": form_token(site="times")})

    assert not page.all("form")
    assert page.one(id="respond").text == "Comments are closed."
    assert response.status_code == 403


def test_it_cannot_be_told_another_page_by_its_form(client: Client, times: Site) -> None:
    factories.published()

    sent(client, THREAD, page_url="https://times.example.org/evil", page_title="Evil", url="https://ada.example.org")

    thread = Thread.objects.get()
    assert (thread.title, thread.url) == ("The bridge is open", "/city/bridge/")


def test_it_speaks_the_sites_language_and_time(client: Client, times: Site) -> None:
    Site.objects.update(time_zone="Asia/Tokyo")
    factories.published()

    page = parse(client.get(THREAD))

    assert page.one("html")["lang"] == "en"
    assert page.one("time").text == "March 2, 2026 at 9 p.m."
    assert page.one("time")["datetime"] == "2026-03-02T12:00:00+00:00"


@pytest.mark.parametrize("tops", [0, 3])
def test_it_reads_the_thread_with_its_site_and_the_comments_once_each(
    client: Client, times: Site, django_assert_num_queries: Any, tops: int
) -> None:
    factories.crowd(tops)

    with django_assert_num_queries(2):
        response = client.get("/threads/times/?key=bridge")

    assert response.status_code == 200


def test_it_reads_the_thread_of_a_waiting_comment_with_it(
    client: Client, times: Site, django_assert_num_queries: Any
) -> None:
    comment = factories.waiting()

    with django_assert_num_queries(1):
        response = client.get("/threads/times/waiting/", {"waiting": signed_tokens.waiting_token(comment.pk)})

    assert response.status_code == 200
