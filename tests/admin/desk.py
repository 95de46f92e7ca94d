"""What a moderator does with the list and the page of a comment."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from comments.models import Comment
from tests.pages import Element, form_values, parse

LIST = "/admin/comments/comment/"


def page_of(comment: Comment) -> str:
    return f"{LIST}{comment.pk}/change/"


def listed(client: Client, query: str = "") -> list[str]:
    """The ids in the list, as it shows them."""
    page = parse(client.get(f"{LIST}{query}"))
    return [box["value"] for box in page.all("input", class_="action-select")]


def choose(client: Client, action: str, *comments: Comment, **changes: Any) -> HttpResponse:
    """Load the list, tick these and carry the action out; `changes` replace what the form would send."""
    page = parse(client.get(LIST))
    values: dict[str, Any] = {
        "csrfmiddlewaretoken": page.one("form", id="changelist-form").one("input", name="csrfmiddlewaretoken")["value"],
        **{field["name"]: field["value"] for field in versions(page)},
        "action": action,
        "index": "0",
        "select_across": "0",
        "_selected_action": [str(comment.pk) for comment in comments],
        **changes,
    }
    return client.post(LIST, values)


def versions(page: Element) -> list[Element]:
    return [field for field in page.all("input", type="hidden") if (field.get("name") or "").startswith("version_")]


def press(client: Client, comment: Comment, action: str, **changes: str) -> HttpResponse:
    """Load a comment's page and press one of its buttons."""
    page = parse(client.get(page_of(comment)))
    form = page.one("form", id="decide-form")
    return client.post(form["action"], {**form_values(page, "decide-form"), "action": action, **changes})


def said(client: Client) -> list[tuple[str, str]]:
    """The messages that stand on the next page: (kind, text)."""
    page = parse(client.get(LIST))
    return [(item["class"], item.text) for found in page.all("ul", class_="messagelist") for item in found.all("li")]
