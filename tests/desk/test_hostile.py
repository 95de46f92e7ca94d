"""Nothing that a visitor sent is ever markup at the desk."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Thread
from comments.moderation import decisions
from comments.screening import run
from tests.desk.hands import DESK, address_of, card_of, look, press
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.payloads import PAYLOADS

# The database takes no part in this.
pytestmark = pytest.mark.once

ALL = " ".join(PAYLOADS)
BADGE = ("bdi", ["class", "data-code", "title"])  # what nobody sees, written out


def page(client: Client, address: str) -> Element:
    """The page, in which nothing may run but the admin's own scripts."""
    found = parse(client.get(address))
    for element in found.walk():
        assert not [name for name in element.attributes if name.startswith("on") or name == "srcdoc"], element
        assert not element.attributes.get("href", "").strip().lower().startswith(("javascript:", "data:"))
    return found


def poison(comment: Comment, payload: str) -> None:
    """As if every field had been let through, however it came in."""
    fields: dict[str, Any] = dict.fromkeys(("name", "text", "html", "user_agent", "url", "email", "address"), payload)
    limits = {"name": 245, "user_agent": 254, "url": 200, "email": 100, "address": 45}
    Comment.objects.filter(pk=comment.pk).update(**{name: value[: limits.get(name)] for name, value in fields.items()})
    comment.findings.update(reason=payload, verdict=payload[:10])
    comment.decisions.update(reason=payload, told=payload)
    address = f"https://times.example.org/{payload}"
    Thread.objects.filter(pk=comment.thread_id).update(
        title=payload[:300], key=payload[:255], section=payload[:100], url=address
    )


def test_it_lists_what_was_sent_as_text(mod: Client) -> None:
    comments = [factories.waiting(on=factories.subject(key=f"thread-{n}"), name="Ada") for n in range(len(PAYLOADS))]
    run.screen([comment.pk for comment in comments], now=factories.NOON)
    addresses = [f"{DESK}?view=compact", "/admin/comments/thread/"]
    expected = [page(mod, address).skeleton() for address in addresses]
    for comment, payload in zip(comments, PAYLOADS, strict=True):
        poison(comment, payload)

    pages = [page(mod, address) for address in addresses]

    assert [[tag for tag in found.skeleton() if tag != BADGE] for found in pages] == expected
    names = [row.one("label").all("bdi")[0].raw for row in pages[0].all("li", class_="compact-row")]
    assert names == PAYLOADS


@pytest.mark.parametrize("payload", [*PAYLOADS, ALL])
def test_it_shows_what_was_sent_as_text(mod: Client, payload: str) -> None:
    comment = factories.screened(factories.published(), address="")
    poison(comment, payload)
    assert comment.parent is not None
    poison(comment.parent, payload)

    card = card_of(page(mod, f"{address_of(comment)}?show=checks&show=conversation"))

    typed = card.one(class_="card-text").all(class_="typed")
    assert "".join(part.raw for part in typed) == payload
    assert {element.tag for part in typed for element in part.walk()} <= {"mark", "b", "u", "bdi"}
    assert card.one("pre", class_="as-typed").raw == payload


@pytest.mark.parametrize("payload", [ALL[:245], PAYLOADS[0]])
def test_it_says_what_was_done_as_text(mod: Client, payload: str) -> None:
    comment, other = factories.screened(name=payload), factories.screened(name=payload)
    decisions.approve(comment.pk, by=factories.moderator("other"), version=1)

    warned = parse(press(mod, address_of(comment), "reject", version="1")).one(id="desk-said").one("span")
    done = look(mod, press(mod, address_of(other), "reject")["Location"]).one(id="desk-said").all("span")[0]

    assert warned.skeleton() == done.skeleton() == []
    assert done.raw == f"Rejected: {payload}."
