"""Where signed-in readers alone read, the API tells nobody else of comments, and no cache keeps what it tells."""

import json
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from comments.api import urls
from comments.models import Comment, Gate, Site
from tests.api.calls import assert_problem
from tests.api.own import published, token_of
from tests.support import accounts, factories
from tests.support.accounts import header
from tests.support.responses import Response

ROOT = "/api/v1/"
WORDS = "The words that nobody else may read"


class Call(NamedTuple):
    """A request that anybody may make where everybody reads."""

    path: str
    method: str = "get"
    body: object = None

    def send(self, client: Client, headers: dict[str, str]) -> Response:
        data = json.dumps(self.body) if self.body is not None else ""
        answer: Response = client.generic(
            self.method.upper(), ROOT + self.path, data, content_type="application/json", headers=headers
        )
        return answer


def calls(comment: Comment) -> dict[str, list[Call]]:
    """By route, all that reads comments, or does something to what must be read first."""
    one, since = f"comments/{comment.pk}/", "since=1970-01-01T00:00:00Z"
    return {
        "comments/": [
            Call(f"comments/?site=times&thread=bridge{more}") for more in ("", f"&parent={comment.pk}", f"&{since}")
        ] + [Call("comments/?site=times&thread=nothing-there-yet")],
        "comments/<int:comment_id>/": [Call(one)],
        "comments/<int:comment_id>/recommendation/": [
            Call(f"{one}recommendation/", method) for method in ("post", "delete")
        ],
        "comments/<int:comment_id>/reports/": [Call(f"{one}reports/", "post", {"reason": "spam"})],
        "counts/": [Call(f"counts/?site=times&thread=bridge{more}") for more in ("", f"&{since}")],
        "trending/": [Call("trending/?site=times")],
    }  # fmt: skip


# What tells nothing of comments, or is for moderators.
OTHERS = {"comments/preview/", "sites/<slug:site>/", "sites/<slug:site>/sign-in/", "schema/", "docs/"}
OF_MODERATORS = ("moderation/", "threads/")


def public_routes() -> Iterator[str]:
    for entry in urls.urlpatterns:
        route = str(entry.pattern)
        if isinstance(entry, URLPattern) and "^" not in route and not route.startswith(("problems/", *OF_MODERATORS)):
            yield route


@pytest.fixture
def comment(times: Site) -> Comment:
    comment = published(text=f"{WORDS}.")
    Site.objects.update(reading=Gate.SIGNED_IN, recommends=True)
    return comment


def test_it_knows_of_every_route_whether_it_tells_of_comments() -> None:
    assert {*public_routes()} == {*calls(Comment(pk=1))} | OTHERS


def test_it_tells_nobody_else_anything(client: Client, comment: Comment) -> None:
    answers = [one.send(client, {}) for several in calls(comment).values() for one in several]

    for answer in answers:
        assert_problem(answer, 401, "sign-in-needed")
        assert answer["WWW-Authenticate"] == "Comments-Identity"
        assert WORDS.encode() not in answer.content
    assert len(answers) > 8


def test_it_tells_signed_in_readers_and_no_cache(client: Client, comment: Comment) -> None:
    token, _who = accounts.signed_in()
    answers = [one.send(client, header(token)) for several in calls(comment).values() for one in several]

    assert {answer.status_code for answer in answers} == {200, 202}
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert not any(answer.has_header("ETag") for answer in answers)
    assert sum(WORDS.encode() in answer.content for answer in answers) == 3


def test_it_takes_no_session_that_is_over_or_of_another_site(client: Client, comment: Comment) -> None:
    other, _who = accounts.signed_in(factories.quiet_site("post"))
    for token in ("x", other, accounts.token()):
        assert_problem(client.get(f"{ROOT}comments/{comment.pk}/", headers=header(token)), 401, "sign-in-needed")


def test_it_leaves_one_s_own_to_its_author(client: Client, comment: Comment) -> None:
    headers = {"Authorization": f"Bearer {token_of(comment)}"}

    assert client.get(f"{ROOT}comments/{comment.pk}/", headers=headers).json()["text"] == f"{WORDS}."


def test_it_asks_for_no_session_where_everybody_reads(client: Client, comment: Comment) -> None:
    Site.objects.update(reading=Gate.OPEN)
    token, _who = accounts.signed_in()
    for several in calls(comment).values():
        for call in several:
            if call.method == "get":
                ways: list[dict[str, str]] = [{}, header(token), header("x")]
                assert len({call_and_count(client, call, headers) for headers in ways}) == 1


def call_and_count(client: Client, call: Call, headers: dict[str, str]) -> tuple[bytes, str, int]:
    with CaptureQueriesContext(connection) as made:
        answer = call.send(client, headers)
    assert answer.status_code == 200
    return answer.content, answer["Cache-Control"], len(made)
