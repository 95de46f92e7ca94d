"""What a moderator does in the flood view."""

from collections.abc import Iterable

from django.test import Client

from comments.models import Batch, Comment
from comments.moderation import handfuls
from tests.desk.hands import DESK
from tests.support import factories
from tests.support.pages import Element, form_values
from tests.support.responses import Response

FLOODS = f"{DESK}floods/"
HERE = {"Sec-Fetch-Site": "same-origin"}


def ids(page: Element, group: str) -> list[int]:
    """What the page lists of a group, in its order."""
    section = next(one for one in page.all("section") if one.get("data-group") == group)
    boxes = [box for box in section.all("input", type="checkbox") if box["name"] != "all"]
    return [int(box["value"].split(":")[0]) for box in boxes]


def press(client: Client, page: Element, action: str, *groups: str, number: str = "", **ticked: list[str]) -> Response:
    """Tick all of groups, or single things by the values of their boxes, and press."""
    form = "sure-form" if page.all("form", id="sure-form") else "floods-form"
    sent = {**form_values(page, form), "action": action, "all": list(groups), **ticked}
    if number:
        sent["number"] = number
    return client.post(f"{FLOODS}decide/", sent, headers=HERE)


def carry_out() -> None:
    for batch in Batch.objects.exclude(due=None):
        while handfuls.carry_out(batch.pk, now=batch.created_at):
            continue


def statuses(comments: Iterable[Comment]) -> set[str]:
    return {factories.fresh(comment).status for comment in comments}
