"""POST and DELETE /api/v1/comments/ID/recommendation/: a reader recommends a comment."""

import pytest
from django.test import Client

from comments.counters.recommending import NETWORK_MOST
from comments.models import Site
from tests.api.calls import NEVER_USED, ORIGIN, assert_problem, listed, one, recommend
from tests.support import factories


def by(browser: str, origin: str = ORIGIN) -> dict[str, str]:
    return {"Origin": origin, "User-Agent": browser}


def test_it_counts_a_reader_once_until_that_is_taken_back(client: Client, times: Site) -> None:
    comment = factories.published()
    Site.objects.update(recommends=True)

    answers = [recommend(client, comment.pk, headers=by(browser)) for browser in ("Fox", "Fox", "Seal")]
    answers += [recommend(client, comment.pk, method="delete", headers=by("Fox")) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert [answer.json() for answer in answers] == [{"recommendations": number} for number in (1, 1, 2, 1, 1)]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert {answer["Access-Control-Allow-Origin"] for answer in answers} == {ORIGIN}
    shown = [one(client, comment.pk).json(), listed(client).json()["results"][0]]
    assert [comment["recommendations"] for comment in shown] == [1, 1]


def test_it_says_when_a_network_has_recommended_enough(client: Client, times: Site) -> None:
    comment = factories.published()
    Site.objects.update(recommends=True)

    answers = [recommend(client, comment.pk, headers=by(f"Browser {n}")) for n in range(NETWORK_MOST + 1)]

    assert_problem(answers[-1], 409, "enough-recommended")
    assert factories.fresh(comment).recommendations == NETWORK_MOST


@pytest.mark.parametrize("method", ["post", "delete"])
def test_it_takes_nothing_from_foreign_pages_and_tells_nothing_of_what_is_not_there(
    client: Client, times: Site, method: str
) -> None:
    comment, waiting = factories.published(), factories.waiting()
    assert_problem(recommend(client, comment.pk, method=method), 404, "not-found")
    Site.objects.update(recommends=True)

    assert_problem(
        recommend(client, comment.pk, method=method, headers=by("Fox", "https://evil.example")), 403, "origin-refused"
    )
    for comment_id in (waiting.pk, NEVER_USED, 10**30):
        assert_problem(recommend(client, comment_id, method=method), 404, "not-found")
    assert factories.fresh(comment).recommendations == 0
