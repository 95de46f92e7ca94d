"""The form of a thread in a page of another program, as that page's script sends it."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from comments import signed_tokens
from comments.conf import public_url
from comments.models import Comment, Commenter, RefusedOrigin, Site, Thread
from comments.moderation import decisions
from comments.posting import posts
from tests.support import factories
from tests.support.pages import Element, form_values, parse
from tests.support.responses import Response
from tests.web.browsing import submit, typed

ORIGIN = "https://times.example.org"
PAGE = f"{ORIGIN}/city/bridge/"
ADDRESS = "/threads/times/fragment/?key=bridge"
CONSENT = {"wp-comment-cookies-consent": "yes"}

pytestmark = pytest.mark.once


@pytest.fixture
def times(db: None) -> Site:
    return factories.quiet_site("times")


def send(client: Client, address: str = ADDRESS, /, *, origin: str | None = ORIGIN, **fields: Any) -> Response:
    """As `fetch` does from a page of this origin, without cookies."""
    values = {**form_values(parse(client.get(f"{address}&url={PAGE}"))), **typed(), "page_url": PAGE, **fields}
    headers = {"Sec-Fetch-Site": "cross-site", **({"Origin": origin} if origin else {})}
    return submit(client, address, values, headers=headers)


def section(answer: Response, status: int) -> Element:
    assert answer.status_code == status, answer.content
    assert answer["Cache-Control"] in ("private, no-store", "no-store")
    assert (answer["Access-Control-Allow-Origin"], answer["X-Robots-Tag"]) == ("*", "noindex")
    assert not answer.cookies
    return parse(answer).one("section", class_="comments")


@pytest.mark.both
def test_it_answers_with_the_comment_in_its_place(client: Client, times: Site) -> None:
    found = section(send(client, page_title="The bridge"), 201)

    comment = Comment.objects.get()
    assert (found["data-posted"], found["data-status"]) == (str(comment.pk), "pending")
    assert signed_tokens.read_waiting_token(found["data-waiting"]) == comment.pk
    assert "is-waiting" in found.one("li", id=f"comment-{comment.pk}")["class"]
    assert form_values(found)["comment"] == form_values(found)["author"] == ""
    assert "data-commenter" not in found
    assert (comment.thread.title, comment.thread.url, comment.thread.is_confirmed) == ("The bridge", PAGE, False)


@pytest.mark.parametrize(("origin", "status"), [(ORIGIN, 303), ("https://evil.example", 403), ("null", 403)])
def test_its_form_works_without_a_script(client: Client, times: Site, origin: str, status: int) -> None:
    known = Commenter.objects.create(site=times, name="Ada", email="ada@example.org", created_at=factories.NOON)
    client.cookies["commenter-times"] = signed_tokens.commenter_token(known.pk)
    page = parse(client.get(f"{ADDRESS}&url={PAGE}"))
    address = page.one("form", id="commentform")["action"].removeprefix(public_url())

    answer = submit(
        client, address, {**form_values(page), **typed()}, headers={"Sec-Fetch-Site": "cross-site", "Origin": origin}
    )

    assert answer.status_code == status
    assert [comment.commenter for comment in Comment.objects.all()] == [None] * (status == 303)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00+00:00"),
        ("2026-03-02T12:00:00+02:00", "2026-03-02T10:00:00+00:00"),
        ("2026-03-02", "2026-03-02T00:00:00+00:00"),
        ("2026-03-02T12:00:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("\x00" * 99, None),
    ],
)
def test_it_keeps_what_the_page_says_of_itself_for_moderators(
    client: Client, times: Site, written: str, kept: str | None
) -> None:
    said = {"page_section": "City", "page_authors": "Tamsin Rook " * 40, "page_published_at": written}

    section(send(client, **said), 201)

    thread = Thread.objects.get()
    assert (thread.section, thread.authors) == ("City", ("Tamsin Rook " * 40)[:300])
    assert (thread.published_at and thread.published_at.isoformat()) == kept
    assert not thread.is_confirmed


def test_it_shows_a_reply_in_the_part_that_was_asked_for(client: Client, times: Site) -> None:
    first, second = factories.published(), factories.published()
    Site.objects.update(page_size=1)
    part = f"{ADDRESS}&comments_cursor=1&replytocom={second.pk}"

    found = section(send(client, part), 201)

    reply = Comment.objects.latest("pk")
    assert reply.parent == second
    assert [item["id"] for item in found.all("li", class_="comment")] == [f"comment-{second.pk}", f"comment-{reply.pk}"]
    assert form_values(found)["comment_parent"] == "0"
    assert first.pk != second.pk


def test_it_shows_the_own_ones_that_wait_already(client: Client, times: Site) -> None:
    before = section(send(client), 201)

    found = section(send(client, waiting=before["data-waiting"]), 201)

    assert len(found["data-waiting"].split()) == len(found.all("li", class_="is-waiting")) == 2


def test_it_makes_one_comment_of_a_form_that_is_sent_twice(client: Client, times: Site) -> None:
    fields = {**typed(), "form_number": "12345678-1234"}

    one, two = send(client, **fields), send(client, **fields)

    assert section(one, 201)["data-posted"] == section(two, 201)["data-posted"]
    assert Comment.objects.count() == 1


def test_it_gives_back_what_was_typed_with_its_errors(client: Client, times: Site) -> None:
    found = section(send(client, comment="  <b>Mind\r\nthe gap", email="ada"), 400)

    assert form_values(found)["comment"] == "  <b>Mind\r\nthe gap"
    assert found.one("div", class_="comment-errors").one("a")["href"] == "#email"
    assert not Thread.objects.exists()


def test_it_says_when_to_try_again(client: Client, times: Site) -> None:
    Site.objects.update(flood_seconds=60)
    fields = {"email": "ada@example.org"}

    send(client, **fields)
    answer = send(client, **fields)

    section(answer, 429)
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["Access-Control-Expose-Headers"] == "Retry-After"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://times.example.org.evil.example", "x"])
def test_it_takes_nothing_from_a_page_that_the_site_does_not_list(client: Client, times: Site, origin: str) -> None:
    factories.published()

    found = section(send(client, origin=origin), 403)

    assert found["data-code"] == "origin-refused"
    assert Comment.objects.count() == 1
    assert {row.origin for row in RefusedOrigin.objects.all()} == {origin} & {origin if ":" in origin else ""}


@pytest.mark.parametrize("token", ["", "0:x", signed_tokens.form_token("times", "tides", hour=1)])
def test_it_asks_for_a_form_of_its_own(client: Client, times: Site, token: str) -> None:
    found = section(send(client, form_token=token), 403)

    assert "not recognised" in found.one("div", class_="comment-errors").text
    assert not Comment.objects.exists()


def test_it_does_not_let_a_form_begin_a_thread_elsewhere(client: Client, times: Site) -> None:
    found = section(send(client, page_url="https://evil.example/"), 403)

    assert found["data-code"] == "origin-refused"
    assert not Thread.objects.exists()


@pytest.mark.both
def test_it_remembers_a_browser_by_a_token_in_place_of_the_cookie(client: Client, times: Site) -> None:
    first = section(send(client, author="Ada", email="ada@example.org", **CONSENT), 201)
    decisions.approve(Comment.objects.get().pk, by=factories.moderator(), version=1)

    found = section(send(client, commenter=first["data-commenter"], **CONSENT), 201)

    assert Comment.objects.latest("pk").commenter == Commenter.objects.get()
    assert found["data-commenter"] == first["data-commenter"]
    assert form_values(found)["author"] == "Ada"


def test_it_forgets_a_browser_whose_consent_is_taken_back(client: Client, times: Site) -> None:
    token = section(send(client, **CONSENT), 201)["data-commenter"]

    found = section(send(client, commenter=token), 201)

    assert found["data-commenter"] == ""
    assert Commenter.objects.get().email == ""
    assert Comment.objects.latest("pk").commenter is None


@pytest.mark.parametrize("made_up", ["1", "1:forged", "x" * 5000, "\x00"])
def test_it_knows_nobody_by_a_made_up_token(client: Client, times: Site, made_up: str) -> None:
    section(send(client, **CONSENT), 201)

    section(send(client, commenter=made_up, **CONSENT), 201)

    assert Commenter.objects.count() == 2


def test_it_does_not_believe_the_cookie_of_another_page(client: Client, times: Site) -> None:
    known = Commenter.objects.create(site=times, name="Ada", email="ada@example.org", created_at=factories.NOON)
    client.cookies["commenter-times"] = signed_tokens.commenter_token(known.pk)

    found = section(send(client), 201)

    assert Comment.objects.get().commenter is None
    assert form_values(found)["author"] == ""
    known.refresh_from_db()
    assert known.name == "Ada"


def test_it_says_that_a_comment_is_far_too_long(client: Client, times: Site, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    assert section(send(client, comment="x" * 2000), 413)["data-code"] == "too-large"


def test_it_says_that_the_database_is_away(client: Client, times: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any) -> Thread:
        raise OperationalError("database is locked")

    monkeypatch.setattr("comments.reading.pages.thread_of", away)

    for answer in (client.get(ADDRESS), submit(client, ADDRESS, {}, headers={"Origin": ORIGIN})):
        assert section(answer, 503)["data-code"] == "unavailable"
        assert int(answer["Retry-After"]) > 0


def test_it_keeps_what_is_typed_where_a_comment_cannot_be_kept(
    client: Client, times: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_named: Any) -> Thread:
        raise OperationalError("database is locked")

    monkeypatch.setattr(posts, "keep_comment", away)

    answer = send(client, comment="Precious.")

    assert form_values(section(answer, 503))["comment"] == "Precious."
