"""The host's own word on a page: PUT and GET threads/SITE/KEY."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from comments.models import AuditEntry, Comment, KeyScope, Thread
from comments.posting import threads
from tests.api.calls import assert_problem, listed, post
from tests.api.moderation.programs import call, token
from tests.support import factories
from tests.support.responses import Response

pytestmark = pytest.mark.django_db
PAGE = {
    "title": "The bridge is open", "url": "https://times.example.org/city/bridge/", "section": "City",
    "authors": "Tamsin Rook", "published_at": "2026-03-02T08:00:00Z", "open": True,
}  # fmt: skip
# Each is a key that the host of some page could have chosen.
KEYS = (
    "bridge", "/city/bridge/", "city/bridge", "a//b", "/", "50%", "%2F", "%", "a%20b", "a?b=c#d", "x;y,z", "..a",
    "a/./b", "a/../b", "Größe/Ünï", "日本語", "👩‍👩‍👧", "a+b", " spaces kept ", "\\", "'\"<>&", "switch/",
    "x" * 255, "ü" * 255, "👍" * 255,
)  # fmt: skip


def address(name: str, site: str = "times") -> str:
    return f"/api/v1/threads/{site}/{quote(name, safe='')}"


def put(client: Client, key: str, name: str = "bridge", **page: Any) -> Response:
    return call(client, "PUT", address(name), key, {**PAGE, **page})


def test_it_creates_a_thread_and_says_again_what_is_true_of_it(client: Client, key: str) -> None:
    new, again = put(client, key), put(client, key)

    assert (new.status_code, again.status_code, again.json()) == (201, 200, new.json())
    told = new.json()
    assert {name: told[name] for name in PAGE} == PAGE
    assert (told["key"], told["confirmed"], told["takes_comments"], told["count"]) == ("bridge", True, True, 0)
    assert call(client, "GET", address("bridge"), key).json() == told
    assert Thread.objects.count() == 1


def test_it_writes_what_a_description_of_the_same_process_writes(client: Client, key: str) -> None:
    put(client, key, "by-program")
    threads.describe(
        factories.subject(
            key="by-host", title=PAGE["title"], url=PAGE["url"], section="City", authors="Tamsin Rook",
            published_at=factories.NOON.replace(hour=8),
        )
    )  # fmt: skip

    one, other = ({**vars(thread)} for thread in Thread.objects.order_by("pk"))
    for differing in ("_state", "id", "key", "created_at"):
        del one[differing], other[differing]
    assert one == other


def test_it_closes_and_opens_the_page_and_empties_what_is_left_out(client: Client, key: str) -> None:
    put(client, key)
    closed = call(client, "PUT", address("bridge"), key, {"title": "", "url": "", "open": False}).json()

    assert (closed["open"], closed["takes_comments"], closed["closed_reason"]) == (False, False, "switch")
    assert [closed[name] for name in ("title", "url", "section", "authors", "published_at")] == ["", "", "", "", None]
    assert post(client).json()["code"] == "closed"
    assert listed(client).json()["thread"]["open"] is False
    assert put(client, key).json()["takes_comments"] is True
    assert AuditEntry.objects.filter(verb="thread").count() == 2


def test_it_takes_the_keys_that_hosts_choose(client: Client, key: str) -> None:
    for name in KEYS:
        made = put(client, key, name)

        assert (made.status_code, made.json()["key"]) == (201, name)
        assert Thread.objects.get(key=name).title == PAGE["title"]
        assert call(client, "GET", address(name), key).json() == made.json()
        assert listed(client, thread=name).json()["thread"]["title"] == PAGE["title"]


NOT_KEYS: list[Any] = ["a\nb", "\n", "a\x00b", "\x1b", " ", "\u200b", "x" * 256, "a\u202eb", "a\n"]


def test_it_refuses_what_cannot_be_a_key(client: Client, key: str) -> None:
    for name in NOT_KEYS:
        assert_problem(put(client, key, name), 400, "invalid", "/key")
        assert_problem(call(client, "GET", address(name), key), 400, "invalid", "/key")
    assert not Thread.objects.exists()


NOT_PAGES: list[Any] = [
    ({"title": None}, ["/title"]),
    ({"title": "x" * 301}, ["/title"]),
    ({"title": "a\nb"}, ["/title"]),
    ({"url": "javascript:alert(1)"}, ["/url"]),
    ({"url": "//evil.example/"}, ["/url"]),
    ({"url": "ftp://times.example.org/"}, ["/url"]),
    ({"url": "https://"}, ["/url"]),
    ({"url": "https://times.example.org/" + "x" * 2000}, ["/url"]),
    ({"section": "x" * 101}, ["/section"]),
    ({"authors": ["Tamsin"]}, ["/authors"]),
    ({"published_at": "yesterday"}, ["/published_at"]),
    ({"published_at": "2026-03-02T08:00:00"}, ["/published_at"]),
    ({"open": "yes"}, ["/open"]),
    ({"premoderation": "all"}, ["/premoderation"]),
]


def test_it_refuses_what_is_no_page(client: Client, key: str) -> None:
    for change, pointers in NOT_PAGES:
        assert_problem(put(client, key, **change), 400, "invalid", *pointers)
    assert not Thread.objects.exists()


def test_it_wants_title_and_address(client: Client, key: str) -> None:
    answer = call(client, "PUT", address("bridge"), key, {"open": False})

    assert_problem(answer, 400, "invalid", "/title", "/url")


def test_it_confirms_what_a_visitor_said_before_and_keeps_the_comments(client: Client, key: str) -> None:
    post(client, page_url="https://times.example.org/elsewhere/")

    told = put(client, key).json()

    assert (told["url"], told["confirmed"], Comment.objects.get().thread_id) == (PAGE["url"], True, told["id"])


def test_it_knows_no_thread_before_its_time_and_no_other_site(client: Client, key: str) -> None:
    factories.published(on=factories.subject("other"))

    for name, site in (("bridge", "times"), ("bridge", "other"), ("bridge", "unheard-of")):
        assert_problem(call(client, "GET", address(name, site), key), 404, "not-found")
    assert_problem(call(client, "PUT", address("bridge", "other"), key, PAGE), 404, "not-found")
    assert_problem(call(client, "GET", "/api/v1/threads/times/", key), 404, "not-found")
    assert_problem(call(client, "POST", address("bridge"), key, PAGE), 405, "method-not-allowed")


def test_it_takes_the_widest_scope_and_the_permission_to_change_threads(client: Client, tamsin: User, key: str) -> None:
    assert_problem(put(client, token(tamsin, scope=KeyScope.DECIDE)), 403, "scope-missing")
    assert_problem(put(client, ""), 401, "not-authenticated")
    tamsin.groups.clear()
    tamsin.user_permissions.set(Permission.objects.filter(codename="change_comment"))
    assert_problem(put(client, key), 403, "not-allowed")
    assert not Thread.objects.exists()
