"""POST /api/v1/comments/: what is taken, what its author is told, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments import conf
from comments.models import Actor, Comment, Site, Thread
from comments.moderation import decisions
from comments.net import page_urls
from comments.posting.draft import Draft, field_errors
from comments.statuses import Status
from tests.api.calls import API, NEVER_USED, ORIGIN, PAGE, assert_problem, listed, one, post, send, submission
from tests.support import factories

pytestmark = pytest.mark.both

COMMENT_KEYS = {
    "id", "parent", "depth", "author", "html", "text", "created_at", "edited_at", "published_at", "url", "state",
    "replies", "recommendations", "picked", "pinned", "status", "reason", "version", "editable_until",
}  # fmt: skip


def test_it_takes_a_comment(client: Client, times: Site) -> None:
    response = post(
        client, name="Ada", email="ada@example.org", url="ada.example.org", text="One,\r\ntwo & <b>three</b>.",
        headers={"User-Agent": "Curl/1\r\nFAKE LOG LINE", "Origin": ORIGIN},
    )  # fmt: skip

    body = response.json()
    comment = Comment.objects.get()
    assert response.status_code == 201
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "application/json"
    assert body.keys() == {"id", "status", "token", "comment", "commenter", "replies_feed"}
    assert (body["id"], body["status"]) == (comment.pk, "pending")
    assert body["comment"].keys() == COMMENT_KEYS
    assert (body["comment"]["state"], body["comment"]["status"]) == ("waiting", "pending")
    assert body["comment"]["author"] == {"name": "Ada", "url": "https://ada.example.org", "staff": False}
    assert body["comment"]["html"] == "<p>One,<br>two &amp; <b>three</b>.</p>"
    assert body["comment"]["text"] == "One,\ntwo & <b>three</b>."
    assert (comment.status, comment.text, comment.email) == (
        Status.PENDING,
        "One,\ntwo & <b>three</b>.",
        "ada@example.org",
    )
    assert (comment.address, comment.user_agent) == ("127.0.0.1", "Curl/1FAKE LOG LINE")
    assert (comment.thread.key, comment.thread.title, comment.thread.url) == ("bridge", "The bridge is open", PAGE)
    assert [decision.actor for decision in comment.decisions.all()] == [Actor.VISITOR]


def test_it_gives_a_token_that_opens_the_comment(client: Client, times: Site) -> None:
    body = post(client).json()

    own = one(client, body["id"], body["token"])

    assert own.json() == body["comment"]
    assert one(client, body["id"]).status_code == 404


def test_it_keeps_the_e_mail_to_itself(client: Client, times: Site) -> None:
    response = client.post(
        API, submission(email="canary@example.org"), content_type="application/json",
        headers={"User-Agent": "CanaryBrowser/1"}, REMOTE_ADDR="198.51.100.77",
    )  # fmt: skip

    told = response.content.decode() + str(response.headers)
    assert response.status_code == 201
    assert not [secret for secret in ("canary", "CanaryBrowser", "198.51.100") if secret in told]


def test_it_asks_for_as_little_as_the_site_does(client: Client, times: Site) -> None:
    Site.objects.update(require_name_email=False)

    response = send(client, {"site": "times", "thread": "bridge", "text": "Hello.", "page_url": PAGE, "parent": None})

    assert response.status_code == 201
    assert response.json()["comment"]["author"]["name"] == ""


def test_it_takes_a_reply(client: Client, times: Site) -> None:
    top = factories.published()

    response = post(client, parent=top.pk, page_url=None, page_title=None)

    assert response.status_code == 201
    assert (response.json()["comment"]["parent"], response.json()["comment"]["depth"]) == (top.pk, 2)


def test_it_joins_a_reply_that_is_too_deep_to_the_last_level(client: Client, times: Site) -> None:
    Site.objects.update(depth=2)
    reply = factories.published(factories.published())

    comment = post(client, parent=reply.pk).json()["comment"]

    assert (comment["parent"], comment["depth"]) == (reply.pk, 2)


def test_it_tells_every_wrong_field_at_once(client: Client, times: Site) -> None:
    response = post(client, text=" \u200b", name="", email="nobody", url="ftp://a.example")

    assert_problem(response, 400, "invalid", "/text", "/name", "/email", "/url")
    assert [error["code"] for error in response.json()["errors"]] == ["blank", "blank", "invalid", "invalid"]
    assert not Thread.objects.exists()


def test_it_counts_characters_as_the_site_allows(client: Client, times: Site) -> None:
    Site.objects.update(text_limit=10)

    fits = post(client, text="1234567\r\n90")

    assert fits.status_code == 201
    assert_problem(post(client, text="1234567\r\n901"), 400, "invalid", "/text")


def test_it_keeps_astral_characters_as_they_are(client: Client, times: Site) -> None:
    text = "\U0001f309" * 5000

    response = post(client, text=text)

    assert response.status_code == 201
    assert Comment.objects.get().text == text
    assert one(client, response.json()["id"], response.json()["token"]).json()["html"] == f"<p>{text}</p>"
    assert_problem(post(client, text=text + "!"), 400, "invalid", "/text")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"is_open": False}, "closed"), ({"published_at": timezone.now() - timedelta(days=15)}, "closed")],
)
def test_it_posts_nothing_to_a_closed_thread(client: Client, times: Site, change: dict[str, Any], code: str) -> None:
    Site.objects.update(close_days=14)
    parent = factories.published()
    Thread.objects.update(**change)

    assert_problem(post(client), 403, code)
    assert_problem(post(client, parent=parent.pk), 403, code)
    assert Comment.objects.count() == 1


def test_it_does_not_know_a_foreign_site(client: Client, times: Site) -> None:
    assert_problem(post(client, site="unheard-of"), 404, "not-found")


@pytest.mark.once
@pytest.mark.parametrize(
    "page_url",
    [
        None, "", "/city/bridge/", "bridge", "//times.example.org/", "https://", "https://evil.example/",
        "https://times.example.org.evil.example/", "https://times.example.org:444/", "http://times.example.org/",
        "https://times.example.org@evil.example/", "https://evil.example/https://times.example.org/",
        "https://times.example.org\\@evil.example/", "https:times.example.org/", "https:///times.example.org/",
        "javascript:alert(1)//https://times.example.org", "data:text/html,https://times.example.org",
        "http://[", "https://times.example.org]/", "http://[::1", "https://times.example.org:port/", "null",
        "https://times.example.org\uff0f@evil.example/", "https://\u2100.example/",
    ],
)  # fmt: skip
def test_it_begins_a_thread_only_under_the_sites_own_origins(client: Client, times: Site, page_url: str | None) -> None:
    response = post(client, page_url=page_url)

    # What is no address at all is said to be none.
    problem = response.json()
    assert (response.status_code, problem.get("code")) in ((404, "not-found"), (400, "invalid"))
    assert response.status_code == 400 or "page_url" in problem["detail"]
    assert not Thread.objects.exists()


@pytest.mark.parametrize("page_url", ["https://times.example.org", "HTTPS://Times.Example.ORG/a?b#c", PAGE])
def test_it_begins_a_thread_under_an_origin_of_the_site(client: Client, times: Site, page_url: str) -> None:
    assert post(client, page_url=page_url).status_code == 201


@pytest.mark.parametrize(
    ("page_url", "url"),
    [
        ("https://times.example.org/a?fbclid=IwAR0&utm_source=x#status", "https://times.example.org/a"),
        ("https://times.example.org/a?id=7&gclid=1#comment-9", "https://times.example.org/a?id=7"),
    ],
)
def test_it_keeps_of_the_page_what_leads_to_it(client: Client, times: Site, page_url: str, url: str) -> None:
    comment_id = post(client, page_url=page_url).json()["id"]
    decisions.approve(comment_id, by=factories.moderator(), version=1)

    assert Thread.objects.get().url == url
    body = client.get(f"/api/v1/comments/{comment_id}/").json()
    assert body["url"] == f"{url}#comment-{comment_id}"


@pytest.mark.parametrize("page_url", ["foo/bar", "//cdn.example/x", "javascript:alert(1)", "https://*.example.org/"])
def test_it_says_that_an_address_is_none(client: Client, times: Site, page_url: str) -> None:
    assert_problem(post(client, page_url=page_url), 400, "invalid", "/page_url")


def test_it_asks_for_no_page_where_a_thread_has_begun(client: Client, times: Site) -> None:
    factories.waiting()

    response = post(client, page_url="https://evil.example/", page_title="Evil")

    assert response.status_code == 201
    assert Thread.objects.get().title == "The bridge is open"


def test_it_publishes_no_title_or_address_that_a_visitor_sent(client: Client, times: Site) -> None:
    comment = post(client, page_title="Buy pills").json()["comment"]

    link = f"comment={comment['id']}#comment-{comment['id']}"
    assert comment["url"] == f"{conf.public_url()}/threads/times/?key=bridge&{link}"
    assert listed(client).json()["thread"]["title"] == ""


def test_it_tells_nobody_that_a_parent_exists(client: Client, times: Site) -> None:
    by = factories.moderator()
    rejected, spam, deleted = factories.published(), factories.published(), factories.published()
    decisions.reject(rejected.pk, by=by, version=2)
    below = factories.published(spam)
    decisions.mark_spam(spam.pk, by=by, version=2)
    decisions.delete(deleted.pk, by=by, version=2)
    factories.quiet_site("herald")
    hidden = [
        factories.waiting(), factories.screened(), rejected, spam, below, deleted,
        factories.published(on=factories.subject(key="tunnel")), factories.published(on=factories.subject("herald")),
    ]  # fmt: skip
    never = post(client, parent=NEVER_USED)
    assert_problem(never, 400, "invalid", "/parent")

    for comment in hidden:
        response = post(client, parent=comment.pk)

        assert response.content == never.content
        assert response.headers == never.headers


@pytest.mark.parametrize("control", ["\x00", "\x1b", "\ud800"])
@pytest.mark.parametrize("field", ["name", "email", "url", "text"])
def test_it_says_of_a_comment_what_the_form_says(client: Client, times: Site, field: str, control: str) -> None:
    typed = {"name": "Ada", "email": "ada@example.org", "url": "https://ada.example.org", "text": "A thought."}
    typed[field] += f"{control}x"
    draft = Draft(name=typed["name"], email=typed["email"], url=typed["url"], text=typed["text"])
    [wrong] = field_errors(draft, Site(text_limit=1000))

    assert post(client, **typed).json()["errors"] == [
        {"pointer": f"/{field}", "code": wrong.code, "detail": str(wrong.message)}
    ]


@pytest.mark.parametrize(
    ("field", "limit"), [("site", 50), ("thread", 255), ("page_title", 300), ("page_url", page_urls.LONGEST)]
)
def test_it_says_how_long_a_field_is_and_may_be(client: Client, times: Site, field: str, limit: int) -> None:
    [wrong] = post(client, **{field: "x" * (limit + 7)}).json()["errors"]

    assert wrong["code"] == "too-long"
    assert wrong["detail"] == f"“{field}” has {limit + 7} characters; the limit is {limit}."


@pytest.mark.parametrize("field", ["site", "thread", "page_title", "page_url"])
def test_it_names_the_field_with_what_is_not_to_be_seen(client: Client, times: Site, field: str) -> None:
    for control in ("\x00", "\n", "\u202e", "\ud800"):
        [wrong] = post(client, **{field: f"a{control}b"}).json()["errors"]

        assert wrong["code"] == "control-character"
        assert wrong["detail"].startswith(f"“{field}” contains a control character")


@pytest.mark.once
def test_it_keeps_what_a_page_says_of_itself_unconfirmed(client: Client, times: Site) -> None:
    post(client, page_section="City", page_authors="Tamsin Rook", page_published_at="2026-03-02T12:00:00+02:00")

    thread = Thread.objects.get()
    assert (thread.section, thread.authors, thread.is_confirmed) == ("City", "Tamsin Rook", False)
    assert thread.published_at is not None and thread.published_at.isoformat() == "2026-03-02T10:00:00+00:00"


@pytest.mark.once
@pytest.mark.parametrize("written", ["yesterday", "2026-03-02T12:00:00", "0001-01-01T00:00:00+14:00"])
def test_it_refuses_a_time_that_is_none(client: Client, times: Site, written: str) -> None:
    response = post(client, page_published_at=written)

    assert_problem(response, 400, "invalid", "/page_published_at")
