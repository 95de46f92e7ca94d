"""Calls to manage that the API refuses: without the right, too fast, of what is not there, and unreadable ones."""

import time
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError
from django.test import Client

from comments.access import api_keys
from comments.models import ApiKey, Ban, Comment, KeyScope, Membership, Site
from comments.moderation import batches, handfuls
from tests.api.calls import unreachable
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.responses import Response

Answers = Iterator[Response]
TOO_LARGE = "x" * 300_000
PAGE = "/api/v1/threads/times/bridge"
DESCRIBED = {"title": "The bridge is open", "url": "https://times.example.org/bridge/"}
# Of each operation the method and the address; then what is sent.
READS = (
    "batches/",
    "batches/{0}/",
    "bans/",
    "bans/reach/",
    "bans/{1}/",
    "threads/",
    "threads/{2}/switch/",
    "reports/",
    PAGE,
)
CHANGES = (
    ("POST", "batches/"), ("POST", "batches/{0}/undo/"), ("POST", "bans/"), ("DELETE", "bans/{1}/"),
    ("POST", "threads/{2}/switch/"), ("DELETE", "threads/{2}/switch/"), ("PUT", PAGE),
)  # fmt: skip
REACH = {"site": "times", "kind": "website", "value": "spam.example"}


def things() -> tuple[int, int, int]:
    """The ids of a batch, a ban and a thread."""
    comment, by = factories.waiting(), factories.moderator()
    chosen = Comment.objects.filter(pk=comment.pk)
    batch = batches.decide("spam", by=by, kind="selection", comments=chosen)  # type: ignore[arg-type]
    handfuls.carry_out(batch.pk)
    ban = Ban.objects.create(site=comment.site, kind="email", value="a@spam.example", created_at=factories.NOON)
    return batch.pk, ban.pk, comment.thread_id


def everything(client: Client, key: str, ids: tuple[int, int, int], **query: Any) -> Answers:
    for path in READS:
        needed = REACH if "reach" in path else {}
        yield call(client, "GET", path.format(*ids), key, **{**needed, **query})
    for method, path in CHANGES:
        yield call(client, method, path.format(*ids), key, None if method == "DELETE" else {}, **query)


def who_may_not_manage(client: Client) -> Answers:
    ids, tamsin = things(), person("tamsin", None)
    yield from everything(client, "", ids)
    yield from everything(client, token(tamsin, scope=KeyScope.READ), ids)
    Membership.objects.all().delete()
    yield from everything(client, token(tamsin), ids)


def who_manages_too_fast(client: Client) -> Answers:
    ids, key = things(), token(factories.moderator())
    ApiKey.objects.update(arrival=time.time() + 2 * api_keys.AT_ONCE * api_keys.INTERVAL)
    yield from everything(client, key, ids)


def nothing_to_manage_while_the_database_is_down(client: Client) -> Answers:
    ids, key = things(), token(factories.moderator())
    with unreachable(OperationalError):
        yield from everything(client, key, ids)


def other_methods(client: Client) -> Answers:
    ids, key = things(), token(factories.moderator())
    yield from (call(client, "PATCH", path.format(*ids), key) for path in READS)
    yield call(client, "PATCH", "batches/1/undo/", key)


def what_is_not_managed_here(client: Client) -> Answers:
    things()
    nothing, key = (9_000_000,) * 3, token(person("tamsin", Site.objects.get()))
    elsewhere = {"site": "unheard-of"}
    for path in READS:
        query: dict[str, Any] = elsewhere if "{" not in path and path != PAGE else {}
        query = {**REACH, **elsewhere} if "reach" in path else query
        yield call(client, "GET", (path if path != PAGE else f"{PAGE}-not").format(*nothing), key, **query)
    yield call(client, "POST", "batches/", key, {"action": "spam", "filter": elsewhere, "expected": 1})
    yield call(client, "POST", "batches/9000000/undo/", key)
    yield call(client, "POST", "bans/", key, {"kind": "email", "value": "a@b.example", "effect": "hold", **elsewhere})
    yield call(client, "DELETE", "bans/9000000/", key)
    yield call(client, "POST", "threads/9000000/switch/", key, {"state": "hold", "version": 0})
    yield call(client, "DELETE", "threads/9000000/switch/", key, version=0)
    yield call(client, "PUT", "/api/v1/threads/unheard-of/bridge", key, DESCRIBED)


def what_cannot_be_read_of_managing(client: Client) -> Answers:
    ids, key = things(), token(factories.moderator())
    yield from everything(client, key, ids, color="red")
    for method, path in CHANGES:
        if method != "DELETE":
            yield call(client, method, path.format(*ids), key, {"color": "red"})
            yield call(client, method, path.format(*ids), key, {"note": TOO_LARGE})
            yield call(client, method, path.format(*ids), key, {}, {"Content-Encoding": "gzip"})
            yield client.generic(
                method, path.format(*ids) if path == PAGE else f"/api/v1/moderation/{path.format(*ids)}", "{",
                content_type="application/json", headers={"Authorization": f"Bearer {key}"},
            )  # fmt: skip
    yield call(client, "DELETE", f"threads/{ids[2]}/switch/", key, version=-1)
    yield call(client, "GET", PAGE.replace("bridge", "%20"), key)


SCENES = [
    who_may_not_manage, who_manages_too_fast, nothing_to_manage_while_the_database_is_down, other_methods,
    what_is_not_managed_here, what_cannot_be_read_of_managing,
]  # fmt: skip
