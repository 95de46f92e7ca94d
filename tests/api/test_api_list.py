"""GET /api/v1/comments/: what every page on the web may read of a thread."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from comments.models import Comment, Site, Thread
from comments.moderation import decisions
from comments.posting import posts
from tests.api.calls import API, ORIGIN, assert_problem, ids, listed
from tests.support import factories

pytestmark = pytest.mark.both

PUBLIC = "public, max-age=1, stale-while-revalidate=2, stale-if-error=3600"


def rejected(comment: Comment) -> Comment:
    return decisions.reject(comment.pk, by=factories.moderator(), version=comment.version)


def in_review(comment: Comment) -> Comment:
    return decisions.review_again(comment.pk, by=factories.moderator(), version=comment.version)


def deleted(comment: Comment) -> Comment:
    return decisions.delete(comment.pk, by=factories.moderator(), version=comment.version)


def withdrawn(comment: Comment) -> Comment:
    return decisions.withdraw(comment.pk)


def as_spam(comment: Comment) -> Comment:
    return decisions.mark_spam(comment.pk, by=factories.moderator(), version=comment.version)


def test_it_lists_a_thread_as_the_contract_says(client: Client, times: Site, settings: Any) -> None:
    settings.PUBLIC_URL = "https://comments.example.org"
    top = factories.published(name="Ada", url="https://ada.example.org", text="One.\n\n<b>Two</b>.")
    reply = factories.published(top, name="Bo", text="Yes.")

    body = listed(client).json()

    assert body == {
        "thread": {
            "site": "times",
            "key": "bridge",
            "title": "The bridge is open",
            "url": "https://comments.example.org/city/bridge/",
            "open": True,
            "closed_reason": None,
            "notice": None,
            "count": 2,
        },
        "results": [
            {
                "id": top.pk,
                "parent": None,
                "depth": 1,
                "author": {"name": "Ada", "url": "https://ada.example.org", "staff": False},
                "html": "<p>One.</p><p><b>Two</b>.</p>",
                "created_at": "2026-03-02T12:00:00Z",
                "edited_at": None,
                "published_at": "2026-03-02T12:00:00Z",
                "url": f"https://comments.example.org/city/bridge/?comment={top.pk}#comment-{top.pk}",
                "state": "published",
                "replies": 1,
                "recommendations": 0,
                "picked": False,
                "pinned": False,
            },
            {
                "id": reply.pk,
                "parent": top.pk,
                "depth": 2,
                "author": {"name": "Bo", "url": "", "staff": False},
                "html": "<p>Yes.</p>",
                "created_at": "2026-03-02T12:00:00Z",
                "edited_at": None,
                "published_at": "2026-03-02T12:00:00Z",
                "url": f"https://comments.example.org/city/bridge/?comment={reply.pk}#comment-{reply.pk}",
                "state": "published",
                "replies": 0,
                "recommendations": 0,
                "picked": False,
                "pinned": False,
            },
        ],
        "next": None,
        "previous": None,
    }


@pytest.mark.parametrize(
    ("remove", "state"),
    [(rejected, "removed"), (deleted, "removed"), (withdrawn, "withdrawn"), (in_review, "in_review")],
)
def test_it_leaves_a_tombstone_above_a_reply(
    client: Client, times: Site, remove: Callable[[Comment], Comment], state: str
) -> None:
    top = factories.published(text="Taken away.")
    reply = factories.published(top)
    remove(top)

    first, second = listed(client).json()["results"]

    assert first["state"] == state
    assert first["author"] is None
    assert first["html"] is None
    assert first["replies"] == 1
    assert (second["id"], second["state"]) == (reply.pk, "published")


def test_it_hides_the_branch_below_spam(client: Client, times: Site) -> None:
    top = factories.published()
    factories.published(top)
    kept = factories.published()
    as_spam(factories.fresh(top))

    response = listed(client)

    assert ids(response) == [kept.pk]
    assert response.json()["thread"]["count"] == 1


def test_it_answers_an_unknown_thread_as_an_empty_open_one(client: Client, times: Site) -> None:
    body = listed(client, thread="nobody-wrote-here").json()

    assert body == {
        "thread": {
            "site": "times",
            "key": "nobody-wrote-here",
            "title": "",
            "url": "",
            "open": True,
            "closed_reason": None,
            "notice": None,
            "count": 0,
        },
        "results": [],
        "next": None,
        "previous": None,
    }
    assert not Thread.objects.exists()


def test_it_does_not_know_a_foreign_site(client: Client, times: Site) -> None:
    assert_problem(listed(client, site="unheard-of"), 404, "not-found")


def test_it_is_the_same_before_and_after_a_comment_waits(client: Client, times: Site) -> None:
    before = listed(client)
    for text in ("One.", "Two."):
        posts.post_comment_from_elsewhere(
            factories.subject(url=f"{ORIGIN}/x"), factories.draft(text=text), now=factories.NOON
        )

    after = listed(client)

    assert after.content == before.content
    assert after["ETag"] == before["ETag"]


def test_it_is_the_same_whatever_is_not_published(client: Client, times: Site) -> None:
    factories.published()
    before = listed(client)
    waiting, spam = factories.screened(), factories.screened()
    as_spam(spam)
    rejected(waiting)

    after = listed(client)

    assert after.content == before.content


def test_it_tells_title_and_address_from_elsewhere_only_once_a_comment_is_approved(client: Client, times: Site) -> None:
    subject = factories.subject(url=f"{ORIGIN}/anything", title="Buy cheap pills")
    comment = posts.post_comment_from_elsewhere(subject, factories.draft(), now=factories.NOON).comment
    before = listed(client).json()["thread"]
    decisions.approve(comment.pk, by=factories.moderator(), version=1)

    after = listed(client).json()["thread"]

    assert (before["title"], before["url"]) == ("", "")
    assert (after["title"], after["url"]) == ("Buy cheap pills", f"{ORIGIN}/anything")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_open": False}, "switch"),
        ({"host_is_open": False}, "switch"),
        ({"published_at": timezone.now() - timedelta(days=15)}, "age"),
    ],
)
def test_it_says_why_a_thread_is_closed(client: Client, times: Site, change: dict[str, Any], reason: str) -> None:
    Site.objects.update(close_days=14)
    factories.published()
    Thread.objects.update(**change)

    thread = listed(client).json()["thread"]

    assert (thread["open"], thread["closed_reason"]) == (False, reason)


def test_it_is_public_and_the_same_for_everybody(client: Client, times: Site) -> None:
    factories.published()
    ours, stranger = Client(), Client()
    ours.force_login(factories.moderator())
    ours.cookies["commenter-times"] = "anything"

    response = stranger.get(f"{API}?site=times&thread=bridge", headers={"Origin": "https://anywhere.example"})
    signed_in = ours.get(f"{API}?site=times&thread=bridge", headers={"Origin": ORIGIN, "Accept-Language": "de"})

    assert response.content == signed_in.content
    assert response["ETag"] == signed_in["ETag"]
    assert response["Cache-Control"] == PUBLIC
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json"
    assert "Access-Control-Allow-Credentials" not in response
    assert not {"Vary", "Set-Cookie"} & set(signed_in.headers)
    assert not signed_in.cookies


@pytest.mark.parametrize("asked", ["{etag}", "W/{etag}", "*", '"other", ' * 900 + "{etag}"])
def test_it_answers_what_is_known_already_with_304(client: Client, times: Site, asked: str) -> None:
    factories.published()
    etag = listed(client)["ETag"]

    response = listed(client, headers={"If-None-Match": asked.format(etag=etag)})

    assert response.status_code == 304
    assert response.content == b""
    assert response["ETag"] == etag
    assert response["Cache-Control"] == PUBLIC


def test_it_has_another_etag_after_a_decision(client: Client, times: Site) -> None:
    factories.published()
    etag = listed(client)["ETag"]
    factories.published()

    response = listed(client, headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert len(ids(response)) == 2


@pytest.mark.parametrize("headers", [{"Range": "bytes=0-3"}, {"If-None-Match": '"' + "x" * 10_000 + '"'}])
def test_it_sends_everything_whatever_part_is_asked_for(client: Client, times: Site, headers: dict[str, str]) -> None:
    response = listed(client, headers=headers)

    assert response.status_code == 200
    assert response.json()["results"] == []


def test_it_answers_head_as_get_without_a_body(client: Client, times: Site) -> None:
    factories.published()

    response = client.head(f"{API}?site=times&thread=bridge")

    assert response.status_code == 200
    assert response.content == b""
    assert {"ETag": listed(client)["ETag"], **response.headers} == {**listed(client).headers}


def test_it_reads_a_page_in_a_few_queries(
    client: Client, times: Site, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.crowd(6, replies=2)

    with django_assert_max_num_queries(4):
        response = listed(client)

    assert len(ids(response)) == 18
