"""What a moderator does at the desk without JavaScript, and what stands there then."""

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from comments.models import Comment
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response

DESK = "/admin/desk/"
JSON = {"Accept": "application/json"}


def address_of(comment: Comment) -> str:
    return f"{DESK}comment/{comment.pk}/"


def look(client: Client, address: str = DESK) -> Element:
    """The page at an address, or where it leads."""
    return parse(client.get(address, follow=True))


def card_of(page: Element) -> Element:
    return page.one("article", class_="desk-card")


def card_id(page: Element) -> int | None:
    """The comment whose card is open; None if none is."""
    found = page.all("article", class_="desk-card")
    return int(found[0]["data-id"]) if found else None


def rows(page: Element) -> list[int]:
    """The comments in the list, in its order."""
    return [int(row["data-id"]) for row in page.all("a", class_="desk-row")]


def buttons(page: Element) -> list[str]:
    return [button["value"] for button in card_of(page).all("button", name="action")]


def counts(page: Element) -> dict[str, str]:
    links = [link for link in page.all("a") if "data-queue" in link]
    return {link["data-queue"]: "".join(found.text for found in link.all("span", class_="count")) for link in links}


def said(page: Element) -> list[str]:
    """The messages on the page, without their buttons."""
    return [line.all("span")[0].text for line in page.one(id="desk-said").all("li")]


def press(client: Client, address: str, action: str, *, form: str = "decide-form", **typed: Any) -> Response:
    """Load a card and press one of its buttons; `typed` replaces fields of the form."""
    return send(client, look(client, address), action, form=form, **typed)


def send(client: Client, page: Element, action: str, *, form: str = "decide-form", **typed: Any) -> Response:
    """Press a button of a page that was loaded before."""
    values = {**form_values(page, form), "action": action, **typed}
    return client.post(page.one("form", id=form)["action"], values, headers={"Sec-Fetch-Site": "same-origin"})


def undo(client: Client, page: Element) -> Response:
    """Press the first Undo on a page."""
    form = page.all("form", class_="desk-undo")[0]
    values = {field["name"]: field["value"] for field in form.all("input")}
    return client.post(form["action"], values)


def query(**values: str) -> str:
    return f"?{urlencode(values)}"
