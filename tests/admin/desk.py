"""What a moderator does with the list and the page of a comment, and with other forms."""

from typing import Any
from urllib.parse import urlencode

from django.test import Client

from comments.models import Comment
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response

LIST = "/admin/comments/comment/"


def page_of(comment: Comment) -> str:
    return f"{LIST}{comment.pk}/change/"


def listed(client: Client, query: str = "") -> list[str]:
    """The ids in the list, as it shows them."""
    page = parse(client.get(f"{LIST}{query}"))
    return [box["value"] for box in page.all("input", class_="action-select")]


def choose(client: Client, action: str, *comments: Comment, on: str = LIST, **changes: Any) -> Response:
    """Load the list, tick these and carry the action out; `changes` replace fields of the form, None leaves one out."""
    page = parse(client.get(on))
    values: dict[str, Any] = {
        "csrfmiddlewaretoken": page.one("form", id="changelist-form").one("input", name="csrfmiddlewaretoken")["value"],
        **{field["name"]: field["value"] for field in versions(page)},
        "action": action,
        "index": "0",
        "select_across": "0",
        "_selected_action": [str(comment.pk) for comment in comments],
        **changes,
    }
    return client.post(on, {name: value for name, value in values.items() if value is not None})


def versions(page: Element) -> list[Element]:
    return [field for field in page.all("input", type="hidden") if (field.get("name") or "").startswith("version_")]


def press(client: Client, comment: Comment, action: str, **changes: str) -> Response:
    """Load a comment's page and press one of its buttons."""
    page = parse(client.get(page_of(comment)))
    form = page.one("form", id="decide-form")
    return client.post(form["action"], {**form_values(page, "decide-form"), "action": action, **changes})


def filled_in(page: Element, form: str) -> dict[str, str]:
    """What a form would send as it stands, without its buttons."""
    values = form_values(page, form)
    for element in page.one("form", id=form).all("select"):
        chosen = [option["value"] for option in element.all("option") if "selected" in option]
        values[element["name"]] = chosen[0] if chosen else ""
    return {name: value for name, value in values.items() if not name.startswith("_")}


def send(client: Client, address: str, values: dict[str, str], /, **changes: str | None) -> Response:
    """Send a form that was loaded before, with these fields changed; one that is None is not sent."""
    kept = {name: value for name, value in {**values, **changes}.items() if value is not None}
    # As a browser does; Django's client would send the parts of an upload.
    return client.post(address, urlencode(kept), content_type="application/x-www-form-urlencoded")


def save(client: Client, address: str, form: str, /, **changes: str | None) -> Response:
    """Load a page with a form, change these fields of it, press Save; a field that is None is not sent."""
    return send(client, address, filled_in(parse(client.get(address)), form), **changes)


def errors(response: Response) -> list[str]:
    """What a form says is wrong, and no more than that: it was not saved."""
    assert response.status_code == 200
    return [item.text for found in parse(response).all("ul", class_="errorlist") for item in found.all("li")]


def refused(response: Response) -> set[str]:
    """The fields that a form says it cannot take; it was not saved."""
    assert response.status_code == 200
    found = parse(response).all("ul", class_="errorlist")
    return {each["id"].removeprefix("id_").removesuffix("_error") for each in found if "id" in each}


def said(client: Client) -> list[tuple[str, str]]:
    """The messages that stand on the next page: (kind, text)."""
    page = parse(client.get(LIST))
    return [(item["class"], item.text) for found in page.all("ul", class_="messagelist") for item in found.all("li")]
