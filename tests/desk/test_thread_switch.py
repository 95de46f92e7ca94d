"""Switching a thread from the desk: what holds, for how long, with a sentence for readers."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Override, Thread
from tests.desk.hands import address_of, look, said
from tests.support import factories
from tests.support.pages import parse
from tests.support.responses import Response


def page_of(thread: Thread) -> str:
    return f"/admin/desk/thread/{thread.pk}/"


@pytest.fixture
def thread(times: Any) -> Thread:
    return factories.thread_of(factories.published())


def sent(client: Client, thread: Thread, *, seen: str | None = None, **typed: str) -> Response:
    page = look(client, page_of(thread))
    hidden = {one["name"]: one["value"] for one in page.one("form", id="switch-form").all("input", type="hidden")}
    return client.post(page_of(thread), {**hidden, **({} if seen is None else {"seen": seen}), **typed})


@pytest.mark.parametrize("state", Override)
@pytest.mark.parametrize(("hours", "lasts"), [("1", 1), ("4", 4), ("", None)])
def test_it_switches_a_thread(anna: Client, thread: Thread, state: str, hours: str, lasts: int | None) -> None:
    answer = sent(anna, thread, state=state, hours=hours, note="Stay calm.")

    assert (answer.status_code, answer["Location"]) == (302, page_of(thread))
    thread.refresh_from_db()
    assert (thread.override, thread.override_note) == (state, "Stay calm.")
    assert thread.override_since is not None
    until = thread.override_until
    assert ((until - thread.override_since).total_seconds() / 3600 if until else None) == lasts
    shown = look(anna, page_of(thread)).one("p", class_="card-notice").text
    assert "Stay calm." in shown
    assert "Anna" in shown


def test_it_ends_a_switch(anna: Client, thread: Thread) -> None:
    sent(anna, thread, state="closed")
    sent(anna, thread, action="lift")

    assert Thread.objects.get().override == ""


def test_it_says_that_a_colleague_was_faster_and_keeps_what_was_typed(
    anna: Client, mod: Client, thread: Thread
) -> None:
    sent(mod, thread, state="closed")

    answer = sent(anna, thread, seen="", state="slow", note="Slowly.")

    assert answer.status_code == 409
    page = parse(answer)
    assert "in the meantime" in " ".join(said(page))
    assert page.one("input", id="switch-note")["value"] == "Slowly."
    assert Thread.objects.get().override == "closed"


def test_it_says_what_is_wrong(anna: Client, thread: Thread) -> None:
    assert sent(anna, thread, state="closed", note="x" * 301).status_code == 400
    assert sent(anna, thread, state="upside-down").status_code == 404
    assert Thread.objects.get().override == ""


def test_it_is_reached_from_a_card(anna: Client, thread: Thread) -> None:
    card = look(anna, address_of(factories.waiting()))

    assert page_of(thread) in [link["href"] for link in card.all("a")]


def test_it_shows_other_sites_to_nobody(anna: Client) -> None:
    other = factories.thread_of(factories.published(on=factories.subject("other")))
    own = factories.thread_of(factories.published())

    assert anna.get(page_of(other)).status_code == 404
    hidden = {one["name"]: one["value"] for one in look(anna, page_of(own)).all("input", type="hidden")}
    assert anna.post(page_of(other), {**hidden, "state": "closed"}).status_code == 404
    assert Thread.objects.get(pk=other.pk).override == ""
