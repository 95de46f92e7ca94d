"""Sites with their settings and threads with their switch, in the admin."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Site, Thread
from tests import build
from tests.pages import form_values, parse


def save(client: Client, address: str, form: str, **changes: Any) -> Any:
    page = parse(client.get(address))
    values = form_values(page, form)
    for element in page.one("form", id=form).all("select"):
        chosen = [option["value"] for option in element.all("option") if "selected" in option]
        values[element["name"]] = chosen[0] if chosen else ""
    kept = {name: value for name, value in {**values, **changes}.items() if value is not None}
    return client.post(address, {name: value for name, value in kept.items() if not name.startswith("_")})


def test_it_closes_a_thread(moderator: Client) -> None:
    thread = build.published().thread

    response = save(moderator, f"/admin/comments/thread/{thread.pk}/change/", "thread_form", is_open=None)

    assert response.status_code == 302
    assert not Thread.objects.get().is_open


def test_it_saves_of_a_thread_only_what_was_changed(moderator: Client, monkeypatch: Any) -> None:
    """Comments that come in while the form is saved keep their numbers and their count."""
    thread = build.published().thread
    loaded = Thread.full_clean

    def meanwhile(self: Thread, *args: Any, **kwargs: Any) -> None:
        Thread.objects.filter(pk=self.pk).update(last_number=99, count=98, title="The host's new title")
        loaded(self, *args, **kwargs)

    monkeypatch.setattr(Thread, "full_clean", meanwhile)

    save(moderator, f"/admin/comments/thread/{thread.pk}/change/", "thread_form", is_open=None)

    saved = Thread.objects.get()
    assert not saved.is_open
    assert (saved.last_number, saved.count, saved.title) == (99, 98, "The host's new title")


def test_it_neither_adds_nor_deletes_threads(moderator: Client) -> None:
    thread = build.published().thread

    assert moderator.get("/admin/comments/thread/add/").status_code == 403
    assert moderator.get(f"/admin/comments/thread/{thread.pk}/delete/").status_code == 403


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
    "change",
    [
        {"origins": "example.org"}, {"origins": "https://a.example/"}, {"origins": "https://a.example/path"},
        {"origins": "*"}, {"origins": "null"}, {"origins": "javascript:alert(1)"}, {"origins": "https://u@a.example"},
        {"origins": "http://["}, {"depth": "0"}, {"depth": "11"}, {"page_size": "0"}, {"page_size": "101"},
        {"text_limit": "0"}, {"text_limit": "20001"}, {"time_zone": "Mars/Olympus"}, {"language": "xx\x00"},
        {"flood_seconds": "-1"}, {"name": ""}, {"slug": "a b"},
    ],
    ids=str,
)  # fmt: skip
def test_it_refuses_settings_that_cannot_work(moderator: Client, times: Site, change: dict[str, str]) -> None:
    response = save(moderator, f"/admin/comments/site/{times.pk}/change/", "site_form", **change)

    assert response.status_code == 200
    assert parse(response).all("ul", class_="errorlist")
    before = (times.origins, times.depth, times.text_limit)
    times.refresh_from_db()
    assert (times.origins, times.depth, times.text_limit) == before


def test_it_deletes_no_site(moderator: Client, times: Site) -> None:
    assert moderator.get(f"/admin/comments/site/{times.pk}/delete/").status_code == 403
