"""Nothing that a visitor sent is ever markup in the admin."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Thread
from comments.moderation import decisions
from comments.screening import run
from tests.admin.desk import LIST, choose, page_of, press, said
from tests.support import factories
from tests.support.pages import Element, parse
from tests.support.payloads import PAYLOADS

# The database takes no part in this.
pytestmark = pytest.mark.once

ALL = " ".join(PAYLOADS)


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


def test_it_lists_what_was_sent_as_text(moderator: Client) -> None:
    comments = [factories.waiting(on=factories.subject(key=f"thread-{n}"), name="Ada") for n in range(len(PAYLOADS))]
    run.screen([comment.pk for comment in comments], now=factories.NOON)
    Comment.objects.update(url="https://a.example")
    for comment in comments:
        comment.findings.filter(check_name="form_signals").update(verdict="hold")
        comment.findings.exclude(check_name="form_signals").delete()
    expected = [page(moderator, address).skeleton() for address in (LIST, "/admin/comments/thread/")]
    for comment, payload in zip(comments, PAYLOADS, strict=True):
        poison(comment, payload)

    pages = [page(moderator, address) for address in (LIST, "/admin/comments/thread/")]

    assert [found.skeleton() for found in pages] == expected
    assert [bdi.raw for bdi in pages[0].all("bdi")] == PAYLOADS[::-1]
    assert [reason.raw for reason in pages[0].all(class_="reason")] == PAYLOADS[::-1]


def test_it_shows_what_was_sent_as_text(moderator: Client) -> None:
    comment = factories.screened(factories.published(), address="")
    addresses = [
        page_of(comment),
        f"{LIST}{comment.pk}/history/",
        f"/admin/comments/thread/{comment.thread_id}/change/",
    ]
    expected = [page(moderator, address).skeleton() for address in addresses]
    poison(comment, ALL)
    assert comment.parent is not None
    poison(comment.parent, ALL)

    pages = [page(moderator, address) for address in addresses]

    assert [found.skeleton() for found in pages] == expected
    assert [shown.raw for shown in pages[0].all(class_="as-typed")] == [ALL, ALL]


def test_it_says_what_was_done_as_text(moderator: Client) -> None:
    for payload in (ALL[:245], PAYLOADS[0]):
        comment = factories.screened(name=payload)
        decisions.approve(comment.pk, by=factories.moderator("other"), version=1)
        choose(moderator, "reject", comment, **{f"version_{comment.pk}": "1"})
        warned = page(moderator, page_of(comment)).one("ul", class_="messagelist").one("li")
        press(moderator, comment, "reject", reason=payload)

        found = page(moderator, LIST).one("ul", class_="messagelist").one("li")

        assert (warned["class"], found["class"]) == ("warning", "success")
        assert warned.skeleton() == found.skeleton() == []
        assert found.raw.startswith(f"Comment {comment.pk} by {payload}")
        assert said(moderator) == []
