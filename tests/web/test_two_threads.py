"""Two threads on one page: each has ids, links and a form of its own, and the first keeps the ones it has alone."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from playwright.sync_api import Page, Route, expect

from comments import conf, signed_tokens
from comments.models import Comment, Site
from comments.moderation import decisions
from comments.web.host_page import comment_page, takes_comments
from tests.conftest import OpenPage
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.web.browsing import submit, typed

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("two_on_a_page")]

FIRST, SECOND = factories.subject(key="bridge", url="/two/"), factories.subject("tides", key="bridge", url="/two/")
SOURCE = """{% load leave_a_reply static %}<!DOCTYPE html>
<html lang="en"><head><title>{{ title_prefix }}Two</title>
<link rel="stylesheet" href="{% static 'comments/comments.css' %}"></head><body>
<a class="way" href="#{% comment_anchor for first %}">first</a>
<a class="way" href="#{% comment_anchor for second %}">second</a>
{% comments for first %}{% comments for second %}</body></html>"""


@takes_comments
def two(request: HttpRequest) -> HttpResponse:
    context = {"first": FIRST, "second": SECOND}
    return comment_page(request, FIRST, "two.html", context, others=[SECOND])


urlpatterns = [path("two/", two), path("", include("project.urls"))]


@pytest.fixture
def two_on_a_page(settings: Any, db: None) -> None:
    loaders = [
        ("django.template.loaders.locmem.Loader", {"two.html": SOURCE}),
        "django.template.loaders.app_directories.Loader",
    ]
    ours = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**ours, "APP_DIRS": False, "OPTIONS": {**ours["OPTIONS"], "loaders": loaders}}]
    settings.ROOT_URLCONF = __name__
    factories.quiet_site("times", guidelines="Be kind.", page_size=2)
    factories.quiet_site("tides", guidelines="Be brief.", page_size=2, language="de")


def page_of(client: Client, address: str = "/two/", **fields: str) -> Element:
    response = submit(client, address, fields) if fields else client.get(address)
    assert response.status_code in (200, 400), response.content
    return parse(response)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert not page_of(client, address).all(class_="comments-missing")
    return len(queries)


def threads_of(page: Element) -> tuple[Element, Element]:
    first, second = page.all("section", class_="comments")
    return first, second


def form_of(thread: Element, **fields: str) -> dict[str, str]:
    return {**form_values(thread, thread.one("form")["id"]), **typed(**fields)}


def ids_in(page: Element) -> list[str]:
    return [element["id"] for element in (page, *page.walk()) if "id" in element]


@pytest.mark.parametrize("address", ["/two/", "/two/?replytocom={0}", "/two/?comments-2-replytocom={1}"])
def test_it_gives_everything_an_id_of_its_own(client: Client, address: str) -> None:
    comments = [factories.published(on=subject).pk for subject in (FIRST, SECOND)]
    page = page_of(client, address.format(*comments))
    first, second = threads_of(page)
    ids = ids_in(page)

    assert len(ids) == len(set(ids))
    assert {"comments", "respond", "commentform", "comment", f"comment-{comments[0]}"} <= set(ids_in(first))
    assert {f"comments-2-{name}" for name in ("comments", "respond", "commentform")} <= set(ids_in(second))
    for thread in (first, second):
        names = {name for element in (thread, *thread.walk()) for name in _named(element)}
        assert names <= set(ids_in(thread))


def _named(element: Element) -> list[str]:
    """The ids that an element speaks of."""
    names = [element.get(attribute) or "" for attribute in ("for", "aria-labelledby", "aria-describedby")]
    fragment = urlsplit(element.get("href") or element.get("action") or "").fragment
    return [*" ".join(names).split(), *([fragment] if fragment else [])]


def test_it_leads_to_each(client: Client) -> None:
    factories.published(on=SECOND)

    ways = [link["href"] for link in page_of(client).all("a", class_="way")]

    assert ways == ["#respond", "#comments-2-comments"]


@pytest.mark.parametrize("place", [0, 1])
def test_it_takes_the_form_of_each(client: Client, place: int) -> None:
    answer = submit(client, "/two/", form_of(threads_of(page_of(client))[place]))

    assert answer.status_code == 303
    assert Comment.objects.get().thread.site.slug == ("times", "tides")[place]
    after = threads_of(parse(client.get(answer["Location"])))
    assert ["is-waiting" in thread.raw or bool(thread.all("li", class_="is-waiting")) for thread in after] == [
        place == 0, place == 1,
    ]  # fmt: skip


@pytest.mark.parametrize(("place", "names"), [(0, ""), (1, "comments-2-")])
def test_it_writes_what_is_published_in_place_as_on_the_page(client: Client, place: int, names: str) -> None:
    answer = submit(client, "/two/", form_of(threads_of(page_of(client))[place]))
    token = parse_qs(urlsplit(answer["Location"]).query)["waiting"][0]
    comment = Comment.objects.get()
    decisions.approve(comment.pk, by=factories.moderator(), version=comment.version)
    thread = threads_of(page_of(client))[place]
    asked = thread["data-waiting-url"]

    fresh = parse(client.get(f"{asked}{'&' if '?' in asked else '?'}waiting={token}"))

    reply = f"/two/?{names}replytocom={comment.pk}#{names}respond"
    assert thread.one("a", class_="comment-reply-link")["href"] == reply
    assert fresh.one("a", class_="comment-reply-link")["href"] == conf.public_url() + reply


def test_it_writes_what_belongs_to_another_page_as_there(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setitem(globals(), "SECOND", factories.subject("tides", key="elsewhere", url="/elsewhere/"))

    second = threads_of(page_of(client))[1]

    assert second["data-waiting-url"] == "/threads/tides/waiting/"


@pytest.mark.parametrize("prefix", ["x", "comments-2-\n", "comments--", "javascript:", "comments-2-&amp;"])
def test_it_takes_no_prefix_of_anybody_else(client: Client, prefix: str) -> None:
    comment = factories.published(on=SECOND)
    asked = {"waiting": signed_tokens.waiting_token(comment.pk), "prefix": prefix}

    fresh = parse(client.get("/threads/tides/waiting/", asked))

    assert fresh.one("a", class_="comment-reply-link")["href"].endswith(f"/two/?replytocom={comment.pk}#respond")


def test_it_looks_for_a_comment_until_it_is_found(client: Client) -> None:
    comments = [factories.published(on=subject).pk for subject in (FIRST, SECOND)]

    plain, of_first, of_second = (
        statements(client, f"/two/{query}") for query in ("", *(f"?comment={comment_id}" for comment_id in comments))
    )

    assert (of_first - plain, of_second - plain) == (1, 2)


@pytest.mark.parametrize("place", [0, 1])
def test_it_refuses_in_the_form_that_was_sent(client: Client, place: int) -> None:
    fields = form_of(threads_of(page_of(client))[place], email="nobody")
    after = threads_of(page_of(client, "/two/", **fields))

    assert [bool(thread.all("div", class_="comment-errors")) for thread in after] == [place == 0, place == 1]
    assert after[place].one("textarea", name="comment").text.strip() == fields["comment"]
    target = after[place].one("div", class_="comment-errors").one("a")["href"].removeprefix("#")
    assert after[place].one("input", id=target)["name"] == "email"


def test_it_turns_the_pages_of_each_by_itself(client: Client) -> None:
    for subject in (FIRST, SECOND):
        for _ in range(5):
            factories.published(on=subject)
    page = page_of(client)
    following = threads_of(page)[1].one("nav", class_="comments-nav").one("a")["href"]

    first, second = threads_of(page_of(client, following))

    shown = [len(thread.all("li", class_="comment")) for thread in (first, second)]
    assert shown == [2, 2]
    assert first.raw != second.raw
    before = [ids_in(thread.one("ol")) for thread in threads_of(page)]
    assert ids_in(first.one("ol")) == before[0]
    assert not set(ids_in(second.one("ol"))) & set(before[1])


def test_it_keeps_the_page_of_a_remembered_reader_private(client: Client) -> None:
    client.cookies["commenter-tides"] = "whatever"

    assert client.get("/two/")["Cache-Control"] == "private, no-store"


def opened(client: Client, page: Page) -> None:
    """In a browser that gets the page as it is now and the static files, and needs no server."""
    body = client.get("/two/").content

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=Path(str(find(path.removeprefix("/static/")))))
        else:
            route.fulfill(body=body, content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://testserver/two/")


def test_it_moves_counts_and_remembers_each_form_by_itself(client: Client, open_page: OpenPage) -> None:
    Site.objects.update(text_limit=30)
    for subject in (FIRST, SECOND):
        factories.published(on=subject)
    browser = open_page()
    opened(client, browser)
    first, second = (browser.locator("section.comments").nth(place) for place in (0, 1))

    second.locator(".comment-reply-link").click()
    expect(second.locator("li .comment-respond")).to_have_count(1)
    expect(first.locator("li .comment-respond")).to_have_count(0)
    second.locator("textarea").fill("x" * 25)
    expect(second.locator(".comment-counter")).to_have_text(re.compile("5"))
    expect(first.locator(".comment-counter")).to_have_text("")
    browser.reload()
    expect(second.locator("textarea")).to_have_value("x" * 25)
    expect(first.locator("textarea")).to_have_value("")
