"""Filling in the form as a reader does."""

import itertools
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.test import Client
from django.utils import timezone

from comments import signed_tokens
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response

ARTICLE = "/city/bridge/"
OLD_TOKEN_HOURS = 49

_numbers = itertools.count(1)


def page(client: Client, address: str = ARTICLE) -> Element:
    response = client.get(address)
    assert response.status_code == 200
    return parse(response)


def typed(**fields: str) -> dict[str, str]:
    """What a reader types, each with an e-mail and a text of its own."""
    number = next(_numbers)
    return {"comment": f"A thought, number {number}.", "author": "Ada", "email": f"ada{number}@example.org", **fields}


def sent(client: Client, address: str = ARTICLE, /, *, headers: Any = None, **fields: Any) -> Response:
    """Load the page, fill in its form and send it; a field that is None is not sent."""
    read = _form_of if "replytocom" in address else _form_once
    values: dict[str, Any] = {**read(address), **typed(), **fields}
    sent_values = {name: value for name, value in values.items() if value is not None}
    return submit(client, address, sent_values, headers=headers)


def _form_of(address: str) -> dict[str, str]:
    return form_values(parse(Client().get(address)))


# The empty form is the same for everybody and for an hour, so hundreds of tests need not ask for it again.
_form_once = cache(_form_of)


def submit(client: Client, address: str, values: dict[str, Any], *, headers: dict[str, str] | None = None) -> Response:
    """As a browser does, which is not as Django's client does."""
    kind = "application/x-www-form-urlencoded"
    return client.generic("POST", address, urlencode(values), content_type=kind, headers=headers)


def again(client: Client, refused: Response, address: str = ARTICLE, /, **fields: str) -> Response:
    """Send the form of an error page once more, with these fields mended."""
    return submit(client, address, {**form_values(parse(refused)), **fields})


def follow(client: Client, redirect: Response) -> Response:
    assert redirect.status_code == 303, redirect.status_code
    return client.get(redirect["Location"])


def refused(response: Response, status: int) -> Element:
    """The page of a refusal, which must always be like this."""
    page = parse(response)
    assert response.status_code == status, page.one("section", id="comments").text[:500]
    assert page.one("title").text.startswith("Error: The bridge is open")
    assert page.one("div", class_="comment-errors")["role"] == "alert"
    assert response["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response
    return page


def fragment_of(redirect: Response) -> str:
    return urlsplit(redirect["Location"]).fragment


def waiting_token_of(redirect: Response) -> str:
    return parse_qs(urlsplit(redirect["Location"]).query)["waiting"][0]


def form_token(*, site: str = "newsroom", key: str = "bridge", hours_old: int = 0) -> str:
    return signed_tokens.form_token(site, key, hour=int(timezone.now().timestamp() // 3600) - hours_old)
