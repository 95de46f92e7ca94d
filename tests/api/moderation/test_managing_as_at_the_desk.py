"""Batches, bans and switches by a program leave the same rows as at the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import Comment, Override, Site, Thread
from comments.moderation import batches, thread_switches
from tests.admin.desk import save
from tests.api.moderation.programs import call, token
from tests.api.moderation.rows_left import left_by
from tests.desk.hands import DESK, look
from tests.support import factories
from tests.support.pages import form_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tamsin: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(tamsin)
    return client


@pytest.fixture
def ask(client: Client, tamsin: User) -> Callable[..., Any]:
    key = token(tamsin)
    return lambda method, path, body=None, **query: call(client, method, path, key, body, **query)


def assert_same(by_hand: Callable[[], object], by_program: Callable[[], object]) -> None:
    before, one, other = left_by(lambda: None), left_by(by_hand), left_by(by_program)
    assert one != before
    assert {name: rows for name, rows in one.items() if rows != other[name]} == {
        name: other[name] for name, rows in one.items() if rows != other[name]
    }


@pytest.mark.parametrize("action", ["approve", "reject", "spam"])
def test_it_decides_on_what_was_chosen(desk: Client, ask: Callable[..., Any], action: str) -> None:
    comments = [factories.waiting() for _number in range(3)]

    def by_hand() -> None:
        values = form_values(page, "compact-form")
        ticked = {"action": action, "ticked": [comment.pk for comment in comments], "code": "spam", "told": ""}
        desk.post(page.one("form", id="compact-form")["action"], {**values, **ticked})

    def by_program() -> None:
        chosen = [{"id": comment.pk, "version": comment.version} for comment in comments]
        ask("POST", "batches/", {"action": action, "comments": chosen, "reason": "spam" * (action == "reject")})

    page = look(desk, f"{DESK}?view=compact")
    assert_same(by_hand, by_program)


@pytest.mark.parametrize("queue", [True, False])
def test_it_decides_on_all_that_is_found(desk: Client, ask: Callable[..., Any], queue: bool) -> None:
    for _number in range(2):
        factories.waiting(email="ada@spam.example")
    address, found = (
        (f"{DESK}all/?queue=decide&action=spam", {"queue": "decide"})
        if queue
        else (f"{DESK}search/all/?q=ada@spam.example&action=spam", {"q": "ada@spam.example"})
    )

    def by_hand() -> None:
        desk.post(page.one("form", id="all-form")["action"], {**form_values(page, "all-form"), "action": "spam"})

    def by_program() -> None:
        ask("POST", "batches/", {"action": "spam", "filter": found, "expected": 2})

    page = look(desk, address)
    assert_same(by_hand, by_program)


@pytest.mark.parametrize("change", ["pause", "stop", "undo"])
def test_it_changes_a_batch(desk: Client, ask: Callable[..., Any], tamsin: User, change: str) -> None:
    chosen = Comment.objects.filter(pk__in=[factories.waiting().pk for _number in range(2)])
    batch = batches.decide("spam", by=tamsin, kind="selection", comments=chosen)  # type: ignore[arg-type]

    address = f"{DESK}batches/{batch.pk}/"
    csrf = token_of_forms(desk, address)

    assert_same(
        lambda: desk.post(address, {**csrf, "change": change}),
        lambda: ask("POST", f"batches/{batch.pk}/{change}/"),
    )


def token_of_forms(desk: Client, address: str) -> dict[str, str]:
    return {"csrfmiddlewaretoken": look(desk, address).all("input", name="csrfmiddlewaretoken")[0]["value"]}


@pytest.mark.parametrize("state", Override.values)
def test_it_switches_a_thread(desk: Client, ask: Callable[..., Any], state: str) -> None:
    factories.published()
    thread = Thread.objects.get()
    address = f"{DESK}thread/{thread.pk}/"
    csrf = token_of_forms(desk, address)

    assert_same(
        lambda: desk.post(address, {**csrf, "seen": "", "state": state, "hours": "", "note": "Stay calm."}),
        lambda: ask("POST", f"threads/{thread.pk}/switch/", {"state": state, "version": 0, "note": "Stay calm."}),
    )


def test_it_ends_a_switch(desk: Client, ask: Callable[..., Any], tamsin: User) -> None:
    factories.published()
    thread = Thread.objects.get()
    switched = thread_switches.switch(thread.pk, Override.HOLD, by=tamsin, until=None, seen=None)
    version = ask("GET", f"threads/{thread.pk}/switch/").json()["switch"]["version"]
    csrf, seen = token_of_forms(desk, f"{DESK}thread/{thread.pk}/"), switched.override_since.isoformat()  # type: ignore[union-attr]

    assert_same(
        lambda: desk.post(f"{DESK}thread/{thread.pk}/", {**csrf, "seen": seen, "action": "lift"}),
        lambda: ask("DELETE", f"threads/{thread.pk}/switch/", version=version),
    )


def test_it_bans_an_author(desk: Client, ask: Callable[..., Any]) -> None:
    comment = factories.waiting(email="ada@spam.example")
    factories.waiting(email="ada@spam.example")
    address = f"{DESK}author/{comment.pk}/"
    csrf = token_of_forms(desk, address)
    typed = {
        "what": "email",
        "effect": "spam",
        "until": "ever",
        "waiting": "spam",
        "published": "leave",
        "note": "Boats.",
    }
    order = {"comment": comment.pk, "kind": "email", "effect": "spam", "waiting": "spam", "note": "Boats."}

    assert_same(lambda: desk.post(address, {**csrf, **typed}), lambda: ask("POST", "bans/", order))


def test_it_bans_a_value_and_lifts_the_ban(desk: Client, ask: Callable[..., Any], times: Site) -> None:
    order = {"kind": "email_domain", "value": "spam.example", "effect": "refuse", "note": "Boats."}
    assert_same(
        lambda: save(desk, "/admin/comments/ban/add/", "ban_form", site=str(times.pk), **order),
        lambda: ask("POST", "bans/", {"site": "times", **order}),
    )
    ban = ask("POST", "bans/", {"site": "times", **order}).json()["ban"]["id"]
    address = f"/admin/comments/ban/{ban}/delete/"
    csrf = token_of_forms(desk, address)
    assert_same(lambda: desk.post(address, {**csrf, "post": "yes"}), lambda: ask("DELETE", f"bans/{ban}/"))
