"""One decision on all of a queue or of a search: what is shown before it is pressed is what it falls on."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from comments.models import Batch, Comment, Site
from comments.moderation import decisions, handfuls
from tests.desk.conftest import member
from tests.desk.hands import DESK, look, said, undo
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response

ALL, SEARCH = f"{DESK}all/", f"{DESK}search/all/"


def waiting(number: int, **fields: Any) -> list[Comment]:
    return [factories.screened(name=f"Ada {n}", text=f"casino {n}", **fields) for n in range(number)]


def heading(page: Element) -> str:
    return page.one(id="preview-title").text


def press(client: Client, page: Element, **typed: Any) -> Response:
    form = page.one("form", id="all-form")
    among = [field["value"] for field in form.all("input", name="among")]
    status = [field["value"] for field in form.all("input", name="status")]
    action = form.all("button", name="action")[-1]["value"]
    values = {**form_values(page, "all-form"), "action": action, "among": among, "status": status, **typed}
    return client.post(form["action"], values)


def statuses() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("address", "action", "status"),
    [(f"{ALL}?", "approve", "approved"), (f"{ALL}?", "spam", "spam"), (f"{SEARCH}?q=casino&", "reject", "rejected")],
)
def test_it_falls_on_all_that_was_found(anna: Client, address: str, action: str, status: str) -> None:
    waiting(3)
    theirs = waiting(1, on=factories.subject("herald"))

    page = look(anna, f"{address}action={action}")
    response = press(anna, page)

    assert heading(page).endswith(": 3 comments")
    assert statuses() == [status] * 3 + ["pending"]
    assert factories.fresh(theirs[0]).status == "pending"
    back = look(anna, response["Location"])
    assert urlsplit(response["Location"]).path == (DESK if address.startswith(f"{ALL}?") else f"{DESK}search/")
    assert said(back)[0].startswith("3 comments ")
    assert back.one(id="desk-said").all("button", **{"data-key": "z"})


def test_it_does_once_what_is_pressed_twice_and_again_after_an_undo(anna: Client) -> None:
    waiting(2)
    page = look(anna, f"{ALL}?action=spam")
    responses = [press(anna, page) for _twice in range(2)]

    back = look(anna, responses[1]["Location"])
    assert set(said(back)) == {"2 comments marked as spam."}
    undo(anna, back)
    press(anna, page)
    press(anna, page, key="\x00")

    assert Batch.objects.count() == 2
    assert statuses() == ["spam", "spam"]


def test_it_is_led_to_from_the_queue_and_from_the_search(anna: Client) -> None:
    waiting(1)

    for address in (DESK, f"{DESK}?view=compact", f"{DESK}search/?q=casino&status=pending"):
        (link,) = [one["href"] for one in look(anna, address).all("a") if "all of these" in one.text]
        asked = {"q": ["casino"], "status": ["pending"]} if "search" in address else {}
        assert parse_qs(urlsplit(link).query).items() >= asked.items()
        assert [one["value"] for one in look(anna, link).one("form", class_="all-choice").all("button")] == [
            "approve", "reject", "spam",
        ]  # fmt: skip


def test_it_leaves_out_what_came_after_it_was_shown(anna: Client) -> None:
    waiting(2)
    page = look(anna, f"{ALL}?action=reject")
    waiting(1)

    press(anna, page)

    assert statuses() == ["rejected", "rejected", "pending"]


def test_it_looks_again_where_more_match_than_were_shown(anna: Client) -> None:
    first, _second = waiting(2)
    decisions.reject(first.pk, by=factories.moderator(), version=first.version)
    page = look(anna, f"{ALL}?action=spam")
    decisions.review_again(first.pk, by=factories.moderator(), version=first.version + 1)

    response = press(anna, page)

    assert (response.status_code, statuses()) == (422, ["pending", "pending"])
    assert Batch.objects.count() == 0


def test_it_takes_published_ones_only_on_wish_and_shows_which(anna: Client) -> None:
    waiting(1)
    published, spam = waiting(2)
    decisions.approve(published.pk, by=factories.moderator(), version=published.version)
    decisions.mark_spam(spam.pk, by=factories.moderator(), version=spam.version)

    page = look(anna, f"{SEARCH}?q=casino&action=reject")
    boxes = {box["value"]: "checked" in box for box in page.all("input", type="checkbox", name="among")}
    wished = look(anna, f"{SEARCH}?q=casino&action=reject&asked=yes&among=pending&among=approved")

    assert (heading(page), boxes) == ("Reject: 1 comment", {"pending": True, "approved": False, "spam": False})
    assert heading(wished) == "Reject: 2 comments"
    assert "1 of them is published" in wished.one(class_="card-notice").text
    assert [f"#{published.pk}" in one.text for one in wished.all("details") if "newest published" in one.text] == [True]
    press(anna, wished)
    assert statuses() == ["rejected", "rejected", "spam"]


@pytest.mark.parametrize(("typed", "is_done"), [("", False), ("4", False), (" 3 ", True)])
def test_it_wants_the_number_typed_for_very_many(
    anna: Client, monkeypatch: pytest.MonkeyPatch, typed: str, is_done: bool
) -> None:
    monkeypatch.setattr("comments.desk.typed_number.ABOVE", 2)
    waiting(3)
    page = look(anna, f"{ALL}?action=spam")
    assert page.all("input", name="number")

    response = press(anna, page, number=typed)

    assert statuses() == (["spam"] * 3 if is_done else ["pending"] * 3)
    assert is_done or "type this number" in " ".join(said(parse(response)))


def test_it_refuses_more_than_it_can_show(anna: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.moderation.matched.MOST", 2)
    waiting(3)

    page = look(anna, f"{ALL}?action=spam")

    assert not page.all("form", id="all-form")
    assert "more than 2 comments" in page.one(class_="card-notice").text


def test_it_skips_what_colleagues_decide_and_says_so(
    anna: Client, times: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comments.limits.BATCH_AT_ONCE", 1)
    first, _second = waiting(2)
    press(anna, look(anna, f"{ALL}?action=spam"))
    decisions.approve(first.pk, by=member("otto", times), version=first.version)
    batch = Batch.objects.get()
    while handfuls.carry_out(batch.pk):
        continue

    page = look(anna, f"{DESK}batches/{batch.pk}/")

    assert statuses() == ["approved", "spam"]
    assert "Otto approved it" in page.one("div", class_="batch-skipped").text
