"""Two threads never answer to one key: keys in a query are UTF-8, or the query is refused."""

from urllib.parse import quote

import pytest
from django.test import Client

from comments import signed_tokens
from comments.models import Thread
from tests.api.calls import assert_problem
from tests.support import factories
from tests.web.browsing import submit, typed

pytestmark = pytest.mark.django_db

NO_UTF8 = ["caf%E9", "caf%E8", "%C3", "%ED%A0%80", "%FF", "a%80b", "%C0%AF", "%F5%80%80%80"]


@pytest.fixture(autouse=True)
def _there_is_what_they_would_be_read_as() -> None:
    factories.published(on=factories.subject(key="caf\ufffd"))
    factories.published(on=factories.subject(key="caf\u00e9"))


def test_it_has_no_page_for_a_key_that_is_no_text(client: Client) -> None:
    token = signed_tokens.form_token("times", "caf\ufffd", hour=0)
    for key in NO_UTF8:
        address = f"/threads/times/?key={key}"

        assert client.get(address).status_code == 404, key
        assert submit(client, address, {**typed(), "form_token": token}).status_code == 404, key
    assert Thread.objects.count() == 2


@pytest.mark.parametrize(
    "query",
    [
        "comments/?site=times&thread={}",
        "counts/?site=times&thread=bridge&thread={}",
        "comments/?site=times&thread=bridge&cursor={}",
        "trending/?site=times&{}=1",
    ],
)
def test_it_refuses_a_query_that_is_no_text(client: Client, query: str) -> None:
    for key in NO_UTF8:
        assert_problem(client.get(f"/api/v1/{query.format(key)}"), 400, "invalid", "")


@pytest.mark.parametrize("key", ["caf\u00e9", "caf\ufffd"])
def test_it_takes_every_key_that_is_text(client: Client, key: str) -> None:
    assert client.get(f"/threads/times/?key={quote(key)}").status_code == 200
    assert client.get(f"/api/v1/comments/?site=times&thread={quote(key)}").json()["thread"]["count"] == 1


@pytest.mark.parametrize("key", ["\u200b", "%20", "\u3164\ufe0f", "\u2800"])
def test_it_knows_no_key_that_nobody_could_see(client: Client, key: str) -> None:
    asked = quote(key, safe="%")

    assert client.get(f"/threads/times/?key={asked}").status_code == 404
    assert_problem(client.get(f"/api/v1/comments/?site=times&thread={asked}"), 400, "invalid", "/thread")
    assert_problem(client.get(f"/api/v1/counts/?site=times&thread={asked}"), 400, "invalid", "/thread")
