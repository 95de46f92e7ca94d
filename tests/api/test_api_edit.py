"""PATCH and DELETE /api/v1/comments/ID/: what an author changes with the comment's token, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from comments.models import Comment, Premoderation, Site, Thread
from comments.screening import run
from comments.statuses import Status
from tests.api.calls import ORIGIN, assert_problem, change, edit, listed, one, post, withdraw
from tests.api.own import published, token_of, written
from tests.support import factories


def test_it_edits_what_was_posted(client: Client, times: Site) -> None:
    sent = post(client, text="Old.", name="Ada").json()

    response = edit(client, sent["id"], sent["token"], text="New &\r\n<b>bold</b>.", name=" Ada L. ")

    own = response.json()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert own.keys() == sent["comment"].keys()
    assert own["html"] == "<p>New &amp;<br><b>bold</b>.</p>"
    assert own["text"] == "New &\n<b>bold</b>."
    assert own["author"]["name"] == "Ada L."
    assert (own["state"], own["status"], own["version"]) == ("waiting", "pending", 2)
    assert own["reason"] == "It is being checked and may appear in a few seconds."
    assert own["created_at"] <= own["edited_at"] < own["editable_until"]
    assert one(client, sent["id"], sent["token"]).json() == own


def test_it_shows_that_and_when_a_comment_was_edited(client: Client, times: Site) -> None:
    Site.objects.update(premoderation=Premoderation.OBJECTIONS)
    comment = published(text="Old.")

    edited = edit(client, comment.pk, token_of(comment), text="New.").json()
    (tombstone,) = listed(client).json()["results"]
    run.screen([comment.pk])
    (shown,) = listed(client).json()["results"]

    assert (tombstone["state"], tombstone["html"], tombstone["author"]) == ("in_review", None, None)
    assert (shown["state"], shown["html"]) == ("published", "<p>New.</p>")
    assert shown["edited_at"] == tombstone["edited_at"] == edited["edited_at"]


def test_it_changes_the_text_or_the_name_alone(client: Client, times: Site) -> None:
    comment = written(name="Ada", text="Old.")

    edit(client, comment.pk, token_of(comment), name="Bo")
    edit(client, comment.pk, token_of(comment), text="New.")

    found = factories.fresh(comment)
    assert (found.name, found.text, found.text_version) == ("Bo", "New.", 3)


def test_it_answers_the_same_request_twice(client: Client, times: Site) -> None:
    comment = written(text="Old.")

    first = edit(client, comment.pk, token_of(comment), text="New.", version=1)
    second = edit(client, comment.pk, token_of(comment), text="New.", version=1)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert factories.fresh(comment).text_version == 2


def test_it_says_that_the_text_was_edited_meanwhile(client: Client, times: Site) -> None:
    comment = written(text="One.")
    edit(client, comment.pk, token_of(comment), text="Two.", version=1)

    assert_problem(edit(client, comment.pk, token_of(comment), text="Three.", version=1), 409, "stale")
    assert factories.fresh(comment).text == "Two."


@pytest.mark.parametrize("make", [written, published], ids=["waiting", "published"])
def test_it_withdraws(client: Client, times: Site, make: Callable[[], Comment]) -> None:
    comment = make()

    response = withdraw(client, comment.pk, token_of(comment))

    assert (response.status_code, response.content) == (204, b"")
    assert response["Cache-Control"] == "private, no-store"
    assert factories.fresh(comment).status == Status.WITHDRAWN
    own = one(client, comment.pk, token_of(comment)).json()
    assert (own["state"], own["status"], own["editable_until"]) == ("withdrawn", "withdrawn", None)


def test_it_withdraws_once_however_often_it_is_asked(client: Client, times: Site) -> None:
    comment = published()

    answers = [withdraw(client, comment.pk, token_of(comment)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [204] * 3
    assert comment.decisions.filter(to_status=Status.WITHDRAWN).count() == 1


WRONG_VERSIONS: list[object] = [0, -1, True, "1", [1], {}]


@pytest.mark.once
@pytest.mark.parametrize(
    ("body", "code", "pointers"),
    [
        ({}, "invalid", [""]),
        ("", "invalid", [""]),
        ({"version": 1}, "invalid", [""]),
        ([], "invalid", [""]),
        ("{", "parse-error", []),
        ('{"text": "a", "text": "b"}', "parse-error", []),
        (b"\xff", "parse-error", []),
        ({"text": ""}, "invalid", ["/text"]),
        ({"text": None}, "invalid", ["/text"]),
        ({"text": "\u200b \n"}, "invalid", ["/text"]),
        ({"text": 1}, "invalid", ["/text"]),
        ({"text": "a\x00b"}, "invalid", ["/text"]),
        ({"text": "x" * 5001}, "invalid", ["/text"]),
        ({"text": "<a><b>" * 700}, "invalid", ["/text"]),
        ({"name": ""}, "invalid", ["/name"]),
        ({"name": "", "text": ""}, "invalid", ["/text", "/name"]),
        *[({"text": "a", "version": value}, "invalid", ["/version"]) for value in WRONG_VERSIONS],
    ],
)
def test_it_names_what_cannot_be_taken(client: Client, times: Site, body: Any, code: str, pointers: list[str]) -> None:
    comment = written()

    assert_problem(change(client, comment.pk, token_of(comment), body), 400, code, *pointers)
    assert factories.fresh(comment).text_version == 1


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/merge-patch+json", "multipart/form-data"])
def test_it_reads_json_only(client: Client, times: Site, content_type: str) -> None:
    comment = written()

    response = change(client, comment.pk, token_of(comment), '{"text": "New."}', content_type=content_type)

    assert_problem(response, 415, "unsupported-media-type")


def test_it_reads_no_endless_body(client: Client, times: Site) -> None:
    comment = written()

    assert_problem(change(client, comment.pk, token_of(comment), "x" * 300_000), 413, "too-large")


def test_it_takes_no_edit_on_a_closed_thread(client: Client, times: Site) -> None:
    comment = written()
    Thread.objects.update(is_open=False)

    assert one(client, comment.pk, token_of(comment)).json()["editable_until"] is None
    assert_problem(edit(client, comment.pk, token_of(comment), text="New."), 403, "closed")
    assert withdraw(client, comment.pk, token_of(comment)).status_code == 204


def test_it_refuses_what_was_said_already(client: Client, times: Site) -> None:
    written(text="Hello.", email="ada@example.org", address="127.0.0.1")
    comment = written(text="Good day.", email="ada@example.org")

    assert_problem(edit(client, comment.pk, token_of(comment), text="hello."), 409, "duplicate")


def test_it_says_when_to_come_back(client: Client, db: None) -> None:
    factories.site("times")
    sent = post(client, email="ada@example.org").json()

    response = edit(client, sent["id"], sent["token"], text="New.", headers={"Origin": ORIGIN})

    assert_problem(response, 429, "too-fast")
    assert 1 <= int(response["Retry-After"]) <= 15
    assert response["RateLimit-Policy"] == '"comments";q=1;w=15'
    assert response["Access-Control-Allow-Origin"] == ORIGIN
