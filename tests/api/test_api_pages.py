"""GET /api/v1/comments/ by the page: order, cursors, branches, and whatever parameter somebody tries."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Site
from comments.moderation import decisions
from comments.reading import pages
from tests.api.calls import API, NEVER_USED, assert_problem, ids, listed, path_of
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.both


def test_it_sorts_top_level_comments(client: Client, times: Site) -> None:
    old, quiet, lively = factories.published(), factories.published(), factories.published()
    answer = factories.published(lively)

    assert ids(listed(client)) == [old.pk, quiet.pk, lively.pk, answer.pk]
    assert ids(listed(client, sort="oldest")) == [old.pk, quiet.pk, lively.pk, answer.pk]
    assert ids(listed(client, sort="newest")) == [lively.pk, answer.pk, quiet.pk, old.pk]
    assert ids(listed(client, sort="replies")) == [lively.pk, answer.pk, quiet.pk, old.pk]


@pytest.mark.parametrize("sort", pages.SORTS)
def test_it_pages_through_all_top_level_comments(client: Client, times: Site, sort: str) -> None:
    tops = [factories.published() for _ in range(5)]
    factories.published(tops[3])

    pages = [listed(client, limit=2, sort=sort).json()]
    while following := pages[-1]["next"]:
        pages.append(client.get(path_of(following)).json())

    found = [comment["id"] for page in pages for comment in page["results"] if comment["depth"] == 1]
    assert len(pages) == 3
    assert sorted(found) == [top.pk for top in tops]


@pytest.mark.parametrize("sort", pages.SORTS)
def test_it_leads_back_to_the_page_before(client: Client, times: Site, sort: str) -> None:
    for _ in range(5):
        factories.published()

    first = listed(client, limit=2, sort=sort).json()
    second = client.get(path_of(first["next"])).json()

    assert first["previous"] is None
    assert client.get(path_of(second["previous"])).json() == first


def test_it_lists_what_was_published_since_a_moment(client: Client, times: Site) -> None:
    first = factories.published()
    late, reply = factories.waiting(), factories.published(first, now=NOON + timedelta(seconds=2))
    decisions.approve(late.pk, by=factories.moderator(), version=late.version, now=NOON + timedelta(seconds=1))

    answer = listed(client, since="2026-03-02T12:00:00Z").json()

    assert [one["id"] for one in answer["results"]] == [reply.pk, late.pk]
    assert [one["published_at"] for one in answer["results"]] == ["2026-03-02T12:00:02Z", "2026-03-02T12:00:01Z"]
    assert (answer["next"], answer["previous"], answer["thread"]["count"]) == (None, None, 3)
    assert ids(listed(client, since="2026-03-02T12:00:00Z", limit=1)) == [reply.pk]
    assert_problem(listed(client, since="yesterday"), 400, "invalid", "/since")


def test_it_builds_links_from_the_public_address(client: Client, times: Site, settings: Any) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"
    for _ in range(2):
        factories.published(on=factories.subject(key="a b&c=d/ü#"))

    page = client.get(
        API,
        {"site": "times", "thread": "a b&c=d/ü#", "limit": "1"},
        headers={"Host": "127.0.0.1", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher"},
    ).json()

    assert page["next"].startswith("https://comments.example.org/api/v1/comments/?")
    following = client.get(path_of(page["next"]))
    assert following.json()["thread"]["key"] == "a b&c=d/ü#"
    assert ids(following) != [comment["id"] for comment in page["results"]]
    assert following.json()["next"] is None


def test_it_takes_as_many_as_the_site_says(client: Client, times: Site) -> None:
    Site.objects.update(page_size=2)
    for _ in range(3):
        factories.published()

    assert len(ids(listed(client))) == 2
    assert len(ids(listed(client, limit=3))) == 3


def test_it_says_where_the_replies_are_that_were_cut(client: Client, times: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr(pages, "REPLIES_EACH", 2)
    top = factories.published()
    replies = [factories.published(top).pk for _ in range(5)]

    page = listed(client, sort="newest").json()

    assert [comment["id"] for comment in page["results"]] == [top.pk, *replies[:2]]
    assert page["results"][0]["more"].keys() == {"count", "url"}
    assert page["results"][0]["more"]["count"] == 3
    assert ids(client.get(path_of(page["results"][0]["more"]["url"]))) == replies[2:]
    assert all("more" not in comment for comment in page["results"][1:])


def test_it_bounds_a_page_whatever_the_thread(client: Client, times: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr(pages, "COMMENTS_IN_ALL", 5)
    for top in [factories.published(), factories.published()]:
        for _ in range(4):
            factories.published(top)

    results = listed(client).json()["results"]

    assert len(results) == 5
    assert sum(comment.get("more", {"count": 0})["count"] for comment in results) == 5


def test_it_pages_the_replies_below_one_comment(client: Client, times: Site) -> None:
    top = factories.published()
    replies = [factories.published(top).pk for _ in range(3)]
    below = factories.published(factories.fresh(Comment.objects.get(pk=replies[0]))).pk

    first = listed(client, parent=top.pk, limit=2)
    second = client.get(path_of(first.json()["next"]))

    assert ids(first) == [replies[0], below]
    assert ids(second) == replies[1:]
    assert second.json()["next"] is None


@pytest.mark.parametrize("kind", ["waiting", "elsewhere", "never"])
def test_it_knows_no_branch_of_what_is_not_shown_here(client: Client, times: Site, kind: str) -> None:
    factories.published()
    parent = {
        "waiting": lambda: factories.waiting().pk,
        "elsewhere": lambda: factories.published(on=factories.subject(key="tunnel")).pk,
        "never": lambda: NEVER_USED,
    }[kind]()

    response = listed(client, parent=parent)

    assert_problem(response, 404, "not-found")
    assert response.content == listed(client, parent=NEVER_USED + 1).content


ODD: list[tuple[dict[str, Any], str]] = [
    ({"site": None}, "site"),
    ({"site": ""}, "site"),
    ({"site": "a\x00b"}, "site"),
    ({"site": "x" * 51}, "site"),
    ({"thread": None}, "thread"),
    ({"thread": ""}, "thread"),
    ({"thread": "a\x00b"}, "thread"),
    ({"thread": "a\nb"}, "thread"),
    ({"thread": "\u202ebridge"}, "thread"),
    ({"thread": "x" * 256}, "thread"),
    ({"sort": "email"}, "sort"),
    ({"sort": ""}, "sort"),
    ({"sort": "OLDEST"}, "sort"),
    ({"limit": "0"}, "limit"),
    ({"limit": "-1"}, "limit"),
    ({"limit": "101"}, "limit"),
    ({"limit": "1e9"}, "limit"),
    ({"limit": "1.5"}, "limit"),
    ({"limit": "ten"}, "limit"),
    ({"limit": ""}, "limit"),
    ({"limit": "٣"}, "limit"),
    ({"limit": "9" * 30}, "limit"),
    ({"parent": "abc"}, "parent"),
    ({"parent": "0"}, "parent"),
    ({"parent": "9" * 30}, "parent"),
    ({"parent": "1; drop table"}, "parent"),
    ({"cursor": "garbage"}, "cursor"),
    ({"cursor": "1-1"}, "cursor"),
    ({"cursor": "9" * 30}, "cursor"),
    ({"cursor": "1' or '1'='1"}, "cursor"),
    ({"cursor": "\x00"}, "cursor"),
    ({"cursor": "x" * 81}, "cursor"),
    ({"cursor": "5", "sort": "replies"}, "cursor"),
    ({"page": "-1"}, "page"),
    ({"ordering": "email"}, "ordering"),
    ({"email__startswith": "a"}, "email__startswith"),
    ({"format": "api"}, "format"),
    ({"utm_source": "<script>"}, "utm_source"),
]


def test_it_refuses_odd_parameters(client: Client, times: Site, subtests: pytest.Subtests) -> None:
    factories.published()

    for query, pointer in ODD:
        with subtests.test(str(query)):
            assert_problem(listed(client, **query), 400, "invalid", f"/{pointer}")


def test_it_refuses_a_thousand_parameters(client: Client, times: Site) -> None:
    response = client.get(f"{API}?{'&'.join(f'site=times{n}' for n in range(1001))}")

    assert_problem(response, 400, "parse-error")


@pytest.mark.parametrize("cursor", ["garbage", "1", "0" * 13, "0" * 71, "00000010000002'"])
def test_it_refuses_odd_cursors_of_a_branch(client: Client, times: Site, cursor: str) -> None:
    top = factories.published()

    assert_problem(listed(client, parent=top.pk, cursor=cursor), 400, "invalid", "/cursor")
