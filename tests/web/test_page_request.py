"""What is asked of the threads of a page is known from the request alone, without a database."""

from typing import Any

import pytest
from django.test import RequestFactory

from comments import signed_tokens
from comments.web.page_request import MOST_OWN, PageRequest, cookie_name, requests_of
from tests.support import factories

pytestmark = pytest.mark.once

FIRST, SECOND = factories.subject(), factories.subject("tides")


def asked(query: str = "", **cookies: str) -> list[PageRequest]:
    request = RequestFactory().get(f"/two/?{query}")
    request.COOKIES.update(cookies)
    return requests_of(request, [FIRST, SECOND, FIRST])


def test_it_asks_once_of_each_thread_in_their_order() -> None:
    assert [(one.subject, one.prefix) for one in asked()] == [(FIRST, ""), (SECOND, "comments-2-")]


@pytest.mark.parametrize(
    ("query", "field", "values"),
    [
        ("comments_order=newest&comments-2-comments_order=loudest", "order", ["newest", ""]),
        ("comments_cursor=7&comments-2-comments_cursor=8", "cursor", ["7", "8"]),
        ("comment_branch=7", "branch", ["7", ""]),
        ("comment=7", "comment_id", [7, 7]),
        ("comment=seven", "comment_id", [None, None]),
        ("comment=7&comments_cursor=5", "comment_id", [None, 7]),
        ("replytocom=07&comments-2-replytocom=me", "reply_to", ["7", ""]),
        ("waiting=", "is_private", [True, True]),
        ("", "is_private", [False, False]),
    ],
)
def test_it_asks_by_the_parameters_of_each_thread(query: str, field: str, values: list[Any]) -> None:
    assert [getattr(one, field) for one in asked(query)] == values


def test_it_opens_the_latest_comments_that_it_signed() -> None:
    ids = range(1, MOST_OWN + 3)
    query = "&".join(f"waiting={token}" for token in ("forged", *map(signed_tokens.waiting_token, ids)))

    assert {frozenset(one.waiting) for one in asked(query)} == {frozenset(ids[2:])}


@pytest.mark.parametrize(
    ("cookie", "commenter_id"), [(signed_tokens.commenter_token(5), 5), ("forged", None), ("", None)]
)
def test_it_knows_a_remembered_browser_by_the_cookie_of_each_site(cookie: str, commenter_id: int | None) -> None:
    first, second = asked(**{cookie_name("tides"): cookie})

    assert (first.commenter_id, first.is_private) == (None, False)
    assert (second.commenter_id, second.is_private) == (commenter_id, True)
