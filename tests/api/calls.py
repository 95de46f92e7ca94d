"""Calls to the public API, and what every refusal must look like."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from comments import conf
from tests.support.responses import Response

API = "/api/v1/comments/"
ORIGIN = "https://times.example.org"
PAGE = f"{ORIGIN}/city/bridge/"
NEVER_USED = 9_000_000

_numbers = itertools.count(1)


def submission(**fields: Any) -> dict[str, Any]:
    """A comment that is taken, each with an e-mail and a text of its own; a field that is None is left out."""
    number = next(_numbers)
    ordinary = {
        "site": "times",
        "thread": "bridge",
        "name": "Ada",
        "email": f"ada{number}@example.org",
        "text": f"A thought from afar, number {number}.",
        "page_url": PAGE,
        "page_title": "The bridge is open",
    }
    return {name: value for name, value in {**ordinary, **fields}.items() if value is not None}


def post(client: Client, *, headers: Any = None, **fields: Any) -> Response:
    return send(client, submission(**fields), headers=headers)


def send(
    client: Client, body: Any, *, headers: dict[str, str] | None = None, content_type: str = "application/json"
) -> Response:
    """Bytes and strings go as they are, in UTF-8 whatever charset the type names."""
    text = body if isinstance(body, bytes | str) else json.dumps(body)
    data = text.encode() if isinstance(text, str) else text
    return client.generic("POST", API, data, content_type=content_type, headers=headers)


def preview(client: Client, *, headers: dict[str, str] | None = None, **fields: Any) -> Response:
    body = {"site": "times", "text": "A thought.", **fields}
    return client.post(f"{API}preview/", json.dumps(body), content_type="application/json", headers=headers)


def recommend(
    client: Client, comment_id: int, *, method: str = "post", headers: dict[str, str] | None = None
) -> Response:
    answer: Response = getattr(client, method)(f"{API}{comment_id}/recommendation/", headers=headers)
    return answer


def report(
    client: Client, comment_id: int, *, headers: dict[str, str] | None = None, body: Any = None, **fields: Any
) -> Response:
    """A reader reports a comment; `body` goes as it is."""
    text = json.dumps({"reason": "spam", **fields}) if body is None else body
    return client.post(f"{API}{comment_id}/reports/", text, content_type="application/json", headers=headers)


def sign_in(
    client: Client,
    *,
    site: str = "times",
    method: str = "post",
    query: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    """Or out, by DELETE."""
    answer: Response = getattr(client, method)(f"/api/v1/sites/{site}/sign-in/{query}", headers=headers)
    return answer


def listed(client: Client, *, headers: dict[str, str] | None = None, **query: Any) -> Response:
    parameters = {"site": "times", "thread": "bridge", **query}
    kept = {name: value for name, value in parameters.items() if value is not None}
    return client.get(f"{API}?{urlencode(kept)}", headers=headers)


def one(client: Client, comment_id: int | str, token: str | None = None) -> Response:
    return client.get(f"{API}{comment_id}/", headers={"Authorization": f"Bearer {token}"} if token else None)


def edit(
    client: Client, comment_id: int | str, token: str | None, /, *, headers: Any = None, **fields: Any
) -> Response:
    return change(client, comment_id, token, fields, headers=headers)


def change(
    client: Client,
    comment_id: int | str,
    token: str | None,
    body: Any,
    *,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
) -> Response:
    """PATCH; bytes and strings go as they are."""
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.patch(
        f"{API}{comment_id}/", data, content_type=content_type, headers={**_authorized(token), **(headers or {})}
    )


def withdraw(
    client: Client, comment_id: int | str, token: str | None, *, headers: dict[str, str] | None = None
) -> Response:
    return client.delete(f"{API}{comment_id}/", headers={**_authorized(token), **(headers or {})})


def _authorized(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token is not None else {}


@contextmanager
def unreachable(error: type[Exception]) -> Iterator[None]:
    def refuse(*_args: object) -> NoReturn:
        raise error("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        yield


def path_of(url: str) -> str:
    """What to ask the client for, of an address made from PUBLIC_URL."""
    assert url.startswith(f"{conf.public_url()}/"), url
    return url.removeprefix(conf.public_url())


def ids(response: Response) -> list[int]:
    return [comment["id"] for comment in response.json()["results"]]


def assert_problem(response: Response, status: int, code: str, *pointers: str) -> None:
    """RFC 9457, kept by nobody; `pointers` are all the fields it names."""
    problem = response.json()
    assert (response.status_code, problem["status"]) == (status, status), problem
    assert problem.keys() == {"type", "code", "title", "status", "detail", "errors"}
    assert problem["type"].endswith(f"/api/v1/problems/{code}/"), problem
    assert problem["code"] == code
    assert all(error.keys() == {"pointer", "code", "detail"} for error in problem["errors"])
    assert [error["pointer"] for error in problem["errors"]] == list(pointers)
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
