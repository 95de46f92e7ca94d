"""A call that will go says so with each answer, long before; so does the document."""

from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.test import Client

from comments.api import retirement
from comments.api.openapi import DOCUMENT
from comments.api.reference import pages
from comments.api.reference.operations import all_operations
from comments.api.retirement import Retirement
from comments.models import Site
from tests.api.calls import listed, one, post
from tests.support.pages import parse

pytestmark = pytest.mark.once

HEADERS = {"Deprecation", "Sunset", "Link"}
OLD = {"deprecated": True, "x-deprecated-since": "2027-01-01", "x-sunset": "2028-07-01"}
YEAR = timedelta(days=365)


@pytest.fixture
def old_list(monkeypatch: pytest.MonkeyPatch) -> Iterator[Retirement]:
    """As if the list of comments were to go."""
    _forget()
    operation = DOCUMENT["paths"]["/comments/"]["get"]
    monkeypatch.setitem(DOCUMENT["paths"]["/comments/"], "get", {**operation, **OLD})
    found = retirement.retirements(DOCUMENT)
    monkeypatch.setattr(retirement, "RETIREMENTS", found)
    yield found["/comments/", "GET"]
    _forget()


def _forget() -> None:
    all_operations.cache_clear()
    pages.html_of_docs.cache_clear()


def test_a_call_that_will_go_says_when_and_where_it_is_explained(
    client: Client, times: Site, old_list: Retirement, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"
    for answer in (listed(client), listed(client, site="unheard-of"), client.head("/api/v1/comments/?site=times")):
        assert answer["Deprecation"] == "@1798761600"
        assert parsedate_to_datetime(answer["Sunset"]).date() == date(2028, 7, 1)
        page = "https://comments.example.org/api/v1/docs/#listComments"
        assert answer["Link"] == f'<{page}>; rel="deprecation"; type="text/html"'


def test_other_calls_of_its_path_and_other_paths_say_nothing(client: Client, times: Site, old_list: Retirement) -> None:
    assert not HEADERS & set(post(client).headers)
    assert not HEADERS & set(one(client, 1).headers)


def test_a_call_with_a_parameter_in_its_path_says_it(
    client: Client, times: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Retirement("readComment", date(2027, 1, 1), date(2028, 7, 1))
    monkeypatch.setattr(retirement, "RETIREMENTS", {("/comments/{comment_id}/", "GET"): going})

    assert set(one(client, 1).headers) >= HEADERS


def test_the_page_of_the_api_says_it(client: Client, old_list: Retirement) -> None:
    call = parse(client.get("/api/v1/docs/")).one("article", id="listComments")

    assert "Deprecated since 2027-01-01. It answers until 2028-07-01 at least." in call.text


def test_what_will_go_is_announced_a_year_before() -> None:
    assert [one for one in retirement.retirements(DOCUMENT).values() if one.sunset - one.since < YEAR] == []


def test_a_deprecated_operation_needs_both_days() -> None:
    with pytest.raises(KeyError):
        retirement.of_operation({"operationId": "listComments", "deprecated": True})
