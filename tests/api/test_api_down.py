"""While the database does not answer: 503 and when to come back, never a 500."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from comments import signed_tokens
from comments.models import Comment, Site
from tests.api.calls import API, ORIGIN, assert_problem, listed, one, post, unreachable
from tests.support import factories
from tests.support.failing_database import locked


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("origin", [None, ORIGIN, "https://evil.example"])
def test_it_asks_to_come_back(client: Client, times: Site, origin: str | None, error: type[Exception]) -> None:
    comment = factories.published()
    headers = {"Origin": origin} if origin else {}

    with unreachable(error):
        answers = [
            listed(client, headers=headers),
            client.get(f"{API}{comment.pk}/", headers=headers),
            one(client, comment.pk, signed_tokens.author_token(comment.pk, 1)),
            post(client, headers=headers),
        ]

    for answer in answers:
        assert_problem(answer, 503, "unavailable")
        assert answer["Retry-After"] == "5"
        assert "closed the connection" not in answer.content.decode()


def test_it_lets_a_page_read_that_it_should_come_back(client: Client, times: Site) -> None:
    with unreachable(OperationalError):
        response = post(client, headers={"Origin": ORIGIN})

    assert response["Access-Control-Allow-Origin"] in ("*", ORIGIN)
    assert "Retry-After" in response["Access-Control-Expose-Headers"]


def test_it_answers_a_preflight_without_the_database(client: Client, times: Site) -> None:
    with unreachable(OperationalError):
        response = client.options(API, headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST"})

    assert response.status_code in (204, 503)


def test_it_keeps_nothing_of_a_post_that_failed_half_way(client: Client, times: Site) -> None:
    with locked("comments_decision"):
        response = post(client, headers={"Idempotency-Key": "again"})

    assert_problem(response, 503, "unavailable")
    assert post(client, headers={"Idempotency-Key": "again"}).status_code == 201
    assert Comment.objects.count() == 1
