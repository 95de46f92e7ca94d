"""Lists of comments as a program reads them, page by page."""

from typing import Any

from django.test import Client

from tests.api.calls import ids, path_of
from tests.api.moderation.programs import call
from tests.support.responses import Response


def listed(client: Client, key: str, **query: Any) -> Response:
    return call(client, "GET", "comments/", key, **query)


def all_pages(client: Client, key: str, **query: Any) -> list[int]:
    """What the pages have, one after the other, each asked for at the address in `next`."""
    answer, found = listed(client, key, **query), []
    while True:
        found += ids(answer)
        following = answer.json()["next"]
        if following is None:
            return found
        answer = call(client, "GET", path_of(following), key)
