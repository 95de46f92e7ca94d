"""Sites with their settings and threads with their switch, in the admin."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from comments.models import Site, Thread
from comments.posting import posts
from tests.admin.desk import filled_in, refused, save, send
from tests.support import factories
from tests.support.pages import parse


def test_it_closes_a_thread(moderator: Client) -> None:
    thread = factories.published().thread

    response = save(moderator, f"/admin/comments/thread/{thread.pk}/change/", "thread_form", is_open=None)

    assert response.status_code == 302
    assert not Thread.objects.get().is_open


def test_it_saves_of_a_thread_only_what_was_changed(moderator: Client, monkeypatch: Any) -> None:
    """Comments that come in while the form is saved keep their numbers and their count."""
    thread = factories.published().thread
    loaded = Thread.full_clean

    def meanwhile(self: Thread, *args: Any, **kwargs: Any) -> None:
        Thread.objects.filter(pk=self.pk).update(last_number=99, count=98, title="The host's new title")
        loaded(self, *args, **kwargs)

    monkeypatch.setattr(Thread, "full_clean", meanwhile)

    save(moderator, f"/admin/comments/thread/{thread.pk}/change/", "thread_form", is_open=None)

    saved = Thread.objects.get()
    assert not saved.is_open
    assert (saved.last_number, saved.count, saved.title) == (99, 98, "The host's new title")


ADD = "/admin/comments/thread/add/"


def test_it_adds_a_thread_before_its_first_comment(moderator: Client, times: Site) -> None:
    """So that one article can be open where new ones are closed."""
    article = {"site": str(times.pk), "key": "ferry", "title": "The ferry", "url": "/city/ferry/"}

    assert save(moderator, ADD, "thread_form", **article, premoderation="all").status_code == 302

    thread = Thread.objects.get()
    assert (thread.site, thread.key, thread.url, thread.premoderation) == (times, "ferry", "/city/ferry/", "all")
    assert thread.is_open
    assert thread.is_confirmed
    assert posts.keep_comment(factories.subject(key="ferry"), factories.draft()).comment.thread == thread


def new_thread(client: Client, site: Site) -> dict[str, str]:
    """What the form sends of a thread that could be."""
    shown = filled_in(parse(client.get(ADD)), "thread_form")
    return {**shown, "site": str(site.pk), "key": "ferry", "title": "The ferry"}


def test_it_keeps_a_key_as_it_was_typed(moderator: Client, times: Site) -> None:
    shown = new_thread(moderator, times)

    for key in (" ferry", "ferry ", "\u200bferry", "caf\u00e9", "x" * 255):
        assert send(moderator, ADD, shown, key=key).status_code == 302
        assert Thread.objects.latest("pk").key == key


def test_it_adds_no_thread_that_no_page_could_have(moderator: Client, times: Site) -> None:
    shown = new_thread(moderator, times)
    wrong = {
        "key": ["", "   ", "\u200b", "\u3164\u2060", "a\u202eb", "a\x07b"],
        "url": [
            "foo/bar", "city/ferry", "//cdn.example/x", "//evil.example", "https://*.example", "javascript:alert(1)",
            "https://a.example/" + "x" * 1990,
        ],
        "premoderation": ["nonsense"],
    }  # fmt: skip

    for field, values in wrong.items():
        for value in values:
            assert refused(send(moderator, ADD, shown, **{field: value})) == {field}, value
    assert not Thread.objects.exists()


def test_it_cuts_from_an_address_what_names_a_visit(moderator: Client, times: Site) -> None:
    url = "https://times.example.org/ferry?id=7&utm_source=mail&fbclid=x#status"
    save(moderator, ADD, "thread_form", site=str(times.pk), key="ferry", title="The ferry", url=url)

    assert Thread.objects.get().url == "https://times.example.org/ferry?id=7"


def test_it_finds_a_thread_by_key(moderator: Client) -> None:
    factories.published(on=factories.subject(key="2026/03/ferry-7", title="The boat"))
    factories.published(on=factories.subject(key="bridge"))

    page = parse(moderator.get("/admin/comments/thread/?q=ferry-7"))
    assert "The boat" in page.one(id="result_list").text
    assert "The bridge" not in page.one(id="result_list").text
    assert "2026/03/ferry-7" in parse(moderator.get("/admin/comments/thread/")).one(id="result_list").text


def test_it_adds_no_thread_twice(moderator: Client, times: Site) -> None:
    factories.waiting()
    article = {"site": str(times.pk), "key": "bridge", "title": "Again"}

    response = save(moderator, ADD, "thread_form", **article)

    assert response.status_code == 200
    assert parse(response).all("ul", class_="errorlist")
    assert Thread.objects.get().title == "The bridge is open"


def test_it_gives_one_thread_a_rule_of_its_own(moderator: Client) -> None:
    thread = factories.published().thread

    save(moderator, f"/admin/comments/thread/{thread.pk}/change/", "thread_form", premoderation="links")

    assert Thread.objects.get().premoderation == "links"


def test_it_deletes_no_thread(moderator: Client) -> None:
    thread = factories.published().thread

    assert moderator.get(f"/admin/comments/thread/{thread.pk}/delete/").status_code == 403


def test_it_survives_any_question_about_threads(moderator: Client) -> None:
    factories.waiting()

    for query in ("premoderation__exact=%00", "q=%00", "is_open__exact=x", "site__id__exact=%00"):
        with transaction.atomic():
            assert moderator.get(f"/admin/comments/thread/?{query}").status_code < 500, query


def test_it_changes_a_sites_settings(moderator: Client, times: Site) -> None:
    response = save(
        moderator,
        f"/admin/comments/site/{times.pk}/change/",
        "site_form",
        text_limit="300",
        origins="https://a.example",
    )

    assert response.status_code == 302
    times.refresh_from_db()
    assert (times.text_limit, times.origins) == (300, "https://a.example")


@pytest.mark.parametrize(
    "wrong",
    [
        {"origins": "https://a.example/path", "depth": "0", "page_size": "0", "text_limit": "0", "flood_seconds": "-1",
         "time_zone": "Mars/Olympus", "language": "xx\x00", "name": "", "slug": "a b"},
        {"origins": "https://u@a.example", "depth": "11", "page_size": "101", "text_limit": "20001"},
    ],
    ids=["too-small", "too-large"],
)  # fmt: skip
def test_it_refuses_settings_that_cannot_work(moderator: Client, times: Site, wrong: dict[str, str]) -> None:
    before = Site.objects.values().get()

    assert refused(save(moderator, f"/admin/comments/site/{times.pk}/change/", "site_form", **wrong)) == set(wrong)

    assert Site.objects.values().get() == before


def test_it_deletes_no_site(moderator: Client, times: Site) -> None:
    assert moderator.get(f"/admin/comments/site/{times.pk}/delete/").status_code == 403
