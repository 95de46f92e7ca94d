"""GET moderation/comments/ and one of them: all that a key reaches, and all that a moderator decides by."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.moderation import decisions
from comments.moderation.authors import panel
from comments.statuses import Status
from tests.api.calls import ids
from tests.api.moderation.comment_scenes import about, full_of_everything
from tests.api.moderation.comments.listing import all_pages, listed
from tests.api.moderation.programs import call
from tests.support import factories
from tests.support.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_it_lists_all_that_the_key_reaches(client: Client, key: str) -> None:
    rows = [factories.waiting(), factories.published(), factories.screened()]
    factories.waiting(on=factories.subject("post"))

    answer = listed(client, key)

    assert ids(answer) == [row.pk for row in reversed(rows)]
    assert answer.json()["next"] is None
    assert answer["Cache-Control"] == "private, no-store"
    assert all_pages(client, key, order="oldest", limit=1) == [row.pk for row in rows]


def test_it_tells_all_that_a_moderator_decides_by(client: Client, anna: User, key: str) -> None:
    comment = factories.screened(
        name="Ada", email="ada@example.org", url="https://ada.example.org", text="<b>Look</b> http://a.example",
        address="192.0.2.7", user_agent="Browser",
    )  # fmt: skip
    decisions.reject(comment.pk, by=anna, version=comment.version, reason="Not here.", note="Twice.", now=NOON)

    [told] = listed(client, key).json()["results"]

    author = {"name": "Ada", "email": "ada@example.org", "url": "https://ada.example.org", "staff": False}
    assert told["author"] == {**author, "address": "192.0.2.7", "user_agent": "Browser", "account": None}
    assert (told["text"], told["status"], told["version"]) == ("<b>Look</b> http://a.example", "rejected", 2)
    assert told["html"].startswith("<p><b>Look</b>")
    said = [(one.check_name, one.verdict, one.code, one.reason, one.score) for one in comment.findings.all()]
    assert said == [
        tuple(one[name] for name in ("check", "verdict", "code", "reason", "score")) for one in told["findings"]
    ]
    last = told["decisions"][-1]
    assert last["by"] == {"id": str(anna.pk), "name": "anna"}
    assert [last[name] for name in ("action", "before", "after", "told", "note")] == [
        "reject", "pending", "rejected", "Not here.", "Twice.",
    ]  # fmt: skip
    assert told["actions"] == ["approve", "spam", "review", "restore"]


def test_it_asks_a_few_statements_however_many_are_listed(
    client: Client, anna: User, key: str, django_assert_max_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    full_of_everything()
    listed(client, key)
    for query in ({}, {"queue": "decide", "site": "times"}, {"site": "times", "thread": "bridge"}):
        with django_assert_max_num_queries(15) as many:
            assert len(ids(listed(client, key, **query))) > 3
        with django_assert_max_num_queries(15) as one:
            listed(client, key, limit=1, **query)
        assert len(many) <= len(one) + 3, query  # two of open reports, one of what is further back


def test_it_tells_what_is_known_of_the_author_of_one(client: Client, anna: User, key: str) -> None:
    comment = factories.screened(name="Ada", email="ada@example.org", address="192.0.2.7", remember=True)
    other = factories.published(name="Ada", email="ada@example.org")
    about(factories.fresh(comment), anna)

    told = call(client, "GET", f"comments/{comment.pk}/", key).json()

    known = told.pop("known")
    assert told in listed(client, key).json()["results"]
    assert (known["counted_by"], known["proven"], known["approved"]) == ("email", False, {"number": 1, "more": False})
    assert {one["kind"] for one in known["values"]} == {"email", "network", "website", "browser", "name"}
    assert {ban["kind"] for ban in known["bans"]} == {"email", "email_domain", "website", "network"}
    assert (known["trust"]["by"], known["notes"][0]["text"]) == ("anna", "Known.")
    assert [one["id"] for one in known["last"]] == [other.pk]
    shown = panel.panel_of(factories.fresh(comment), by=anna)
    assert (len(shown.bans), shown.waiting.number) == (len(known["bans"]), known["waiting"]["number"])


def test_it_shows_a_comment_in_any_status(client: Client, key: str) -> None:
    full_of_everything()

    for status in Status:
        [one] = listed(client, key, status=status.value, limit=1).json()["results"]
        assert one["status"] == call(client, "GET", f"comments/{one['id']}/", key).json()["status"] == status
