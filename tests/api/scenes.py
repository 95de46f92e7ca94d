"""Answers of every kind that the public API gives: together all that its document says there are."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from comments.models import Ban, BanEffect, BanKind, Comment, Gate, Order, Override, Site, Thread
from comments.moderation import decisions
from tests.api import moderation_scenes
from tests.api.calls import (
    API,
    NEVER_USED,
    edit,
    listed,
    one,
    post,
    preview,
    recommend,
    report,
    send,
    sign_in,
    submission,
    unreachable,
    withdraw,
)
from tests.api.own import decided, published, token_of, written
from tests.support import accounts, factories
from tests.support.factories import NOON
from tests.support.responses import Response

Answers = Iterator[Response]
ROOT = "/api/v1/"
PATHS = (
    "comments/",
    "comments/1/",
    "comments/1/reports/",
    "comments/preview/",
    "comments/1/recommendation/",
    "counts/",
    "trending/",
    "sites/times/",
    "sites/times/sign-in/",
    "schema/",
)
ELSEWHERE = {"Origin": "https://evil.example"}
TOO_LARGE = "x" * 300_000


def readings(comment_id: int, site: str = "times") -> list[str]:
    """Where everything can be read that is not a person's own."""
    queries = ("comments/?site={0}&thread=bridge", "counts/?site={0}&thread=bridge", "trending/?site={0}", "sites/{0}/")
    return [f"{ROOT}{query.format(site)}" for query in queries] + [f"{API}{comment_id}/", f"{ROOT}schema/"]


def everything(client: Client, comment: Comment, **headers: str) -> Answers:
    """Each thing that can be asked for, once."""
    token = token_of(comment)
    for address in readings(comment.pk):
        yield client.get(address, headers=headers)
    yield post(client, headers=headers)
    yield preview(client, headers=headers)
    yield report(client, comment.pk, headers=headers)
    yield edit(client, comment.pk, token, text="Other words.", headers=headers)
    yield from (recommend(client, comment.pk, method=method, headers=headers) for method in ("post", "delete"))
    yield withdraw(client, comment.pk, token, headers=headers)
    yield from (sign_in(client, method=method, headers=headers) for method in ("post", "delete"))


def what_is_asked_for(client: Client) -> Answers:
    yield from everything(client, published())


def what_is_not_there(client: Client) -> Answers:
    nobody = Comment(pk=NEVER_USED)
    yield from (client.get(address) for address in readings(NEVER_USED, "unheard-of"))
    yield post(client, site="unheard-of")
    yield preview(client, site="unheard-of")
    yield report(client, NEVER_USED)
    yield edit(client, NEVER_USED, token_of(nobody), text="Mine.")
    yield withdraw(client, NEVER_USED, token_of(nobody))
    yield from (client.get(f"{ROOT}{path}") for path in ("nothing/", "sites/%0A/"))
    yield from (sign_in(client, site="unheard-of", method=method) for method in ("post", "delete"))


def what_is_known_already(client: Client) -> Answers:
    for address in readings(factories.published().pk):
        yield client.get(address, headers={"If-None-Match": client.get(address)["ETag"]})


def other_methods(client: Client) -> Answers:
    yield from (client.put(f"{ROOT}{path}") for path in PATHS)


def nothing_while_the_database_is_down(client: Client) -> Answers:
    comment = published()
    with unreachable(OperationalError):
        yield from everything(client, comment)


def threads(client: Client) -> Answers:
    yield listed(client, thread="nobody-wrote-here")
    factories.published(name="Ada", url="https://ada.example.org")
    yield listed(client)
    Thread.objects.update(is_open=False)
    yield listed(client)
    Site.objects.update(close_days=14)
    Thread.objects.update(is_open=True, published_at=timezone.now() - timedelta(days=15))
    yield listed(client)
    Thread.objects.update(override_since=factories.NOON, override_note="Stay calm.")
    for state in Override:
        until = None if state == Override.CLOSED else timezone.now() + timedelta(hours=1)
        Thread.objects.update(override=state, override_until=until)
        yield listed(client)


def numbers(client: Client) -> Answers:
    factories.published()
    yield client.get(f"{ROOT}counts/?site=times&thread=bridge&thread=tunnel")
    yield client.get(f"{ROOT}counts/", {"site": "times", "thread": [*range(101)]})
    yield client.get(f"{ROOT}trending/?site=times&days=30&limit=1")


def sites(client: Client) -> Answers:
    for order in Order.values:
        Site.objects.update(order=order, recommends=order == Order.RECOMMENDED)
        yield client.get(f"{ROOT}sites/times/")


def pages(client: Client) -> Answers:
    factories.crowd(2, replies=21)
    yield from (listed(client, sort=sort, limit=1) for sort in Order.values)
    top = Comment.objects.earliest("id")
    yield listed(client, parent=top.pk)
    yield listed(client, since="1970-01-01T00:00:00Z")
    yield client.get(listed(client, limit=1, sort="oldest").json()["next"].replace("http://localhost:8000", ""))
    yield client.get(f"{ROOT}counts/?site=times&thread=bridge&since=1970-01-01T00:00:00Z")
    decided(decisions.reject, top)
    yield listed(client)


def tombstones(client: Client) -> Answers:
    top = factories.published()
    for take_away in (decisions.reject, decisions.review_again):
        middle = factories.published(top)
        factories.published(middle)
        decided(take_away, middle)
    decisions.withdraw(top.pk)
    edited = published()
    factories.published(edited)
    edit(client, edited.pk, token_of(edited), text="Other words.")
    yield listed(client)


def one_of_all(client: Client) -> Answers:
    top = factories.published()
    Comment.objects.filter(pk=top.pk).update(edited_at=factories.NOON)
    yield from (one(client, comment.pk) for comment in (top, factories.published(top)))


def ones_own(client: Client) -> Answers:
    top, gone = published(), published()
    decisions.withdraw(gone.pk)
    for comment in (
        top,
        factories.waiting(top, now=timezone.now()),
        decided(decisions.reject, factories.screened(), now=NOON),
        gone,
    ):
        yield one(client, comment.pk, token_of(comment))


def the_same_again(client: Client) -> Answers:
    """After each thing that may become of a comment."""
    for number, action in enumerate(("approve", "reject", "withdraw")):
        fields, key = submission(url="ada.example.org"), {"Idempotency-Key": f"again-{number}"}
        first = send(client, fields, headers=key)
        comment = Comment.objects.get(pk=first.json()["id"])
        if action == "withdraw":
            decisions.withdraw(comment.pk)
        else:
            decided(decisions.ACTIONS[action], comment, now=NOON)
        yield from (first, send(client, fields, headers=key), send(client, {**fields, "text": "x"}, headers=key))


def what_is_seen_before(client: Client) -> Answers:
    yield preview(client, text="<u>Mine</u>")
    yield post(client, remember=True)


def fields_in_need(client: Client) -> Answers:
    wrong: list[dict[str, Any]] = [
        {"text": " "}, {"text": "x" * 5001}, {"text": "e" + "\u0301" * 100}, {"text": "\x1b[31m"}, {"parent": "1"},
        {"text": "<b>a</b>" * 201}, {"text": "<p></p>"},
        {"email": "nobody"}, {"parent": NEVER_USED}, {"color": "red"}, {"thread": None},
    ]  # fmt: skip
    yield from (post(client, **change) for change in wrong)
    yield send(client, "{")
    yield preview(client, text=" ")
    yield report(client, published().pk, reason="dull")
    yield report(client, published().pk, color="red")
    yield client.get(f"{API}?{'site=times&' * 1001}")
    yield from (listed(client, **query) for query in ({"limit": 0}, {"sort": "best"}))
    yield from (client.get(f"{ROOT}{path}?color=red") for path in ("sites/times/", "counts/", "trending/", "schema/"))
    comment = written()
    yield edit(client, comment.pk, token_of(comment))
    for method in ("post", "delete"):
        yield from (sign_in(client, method=method, query=query) for query in ("?color=red", f"?{'a=1&' * 1001}"))


def what_cannot_be_read(client: Client) -> Answers:
    comment = written()
    yield post(client, text=TOO_LARGE)
    yield preview(client, text=TOO_LARGE)
    yield report(client, comment.pk, text=TOO_LARGE)
    yield report(client, published().pk, headers={"Content-Encoding": "gzip"})
    yield preview(client, headers={"Content-Encoding": "gzip"})
    yield edit(client, comment.pk, token_of(comment), text=TOO_LARGE)
    yield send(client, "text=x", content_type="application/x-www-form-urlencoded")
    yield edit(client, comment.pk, token_of(comment), headers={"Content-Encoding": "gzip"}, text="Other words.")


def what_was_said_already(client: Client) -> Answers:
    first, second = (written(text=text, email="ada@example.org", address="127.0.0.1") for text in ("One.", "Two."))
    yield post(client, text="one.", email=first.email)
    yield edit(client, second.pk, token_of(second), text="One.")
    yield edit(client, second.pk, token_of(second), text="Three.", version=7)


def who_may_not(client: Client) -> Answers:
    comment = published()
    yield from everything(client, comment, **ELSEWHERE)
    Thread.objects.update(is_open=False)
    yield post(client)
    Thread.objects.update(is_open=True)
    Ban.objects.create(
        site=comment.thread.site, kind=BanKind.NETWORK, value="127.0.0.0/8", effect=BanEffect.REFUSE,
        created_at=factories.NOON,
    )  # fmt: skip
    yield post(client)


def recommended(client: Client) -> Answers:
    comment = published()
    yield recommend(client, comment.pk)
    Site.objects.update(recommends=True)
    yield from (recommend(client, comment.pk, headers={"User-Agent": f"Browser {n}"}) for n in range(6))
    yield recommend(client, comment.pk, method="delete")


def who_is_too_fast(client: Client) -> Answers:
    comment, shown = written(), published()
    Site.objects.update(recommends=True)
    yield from (recommend(client, shown.pk) for _time in range(31))
    yield recommend(client, shown.pk, method="delete")
    yield from (preview(client) for _time in range(31))
    reported = published()
    yield from (report(client, reported.pk) for _time in range(11))
    Site.objects.update(burst_per_minute=1)
    yield from (post(client), post(client), edit(client, comment.pk, token_of(comment), text="Other words."))


def who_is_signed_in(client: Client) -> Answers:
    accounts.sign_on()
    Site.objects.update(posting=Gate.SIGNED_IN, reading=Gate.OPEN)
    signed = sign_in(client, headers=accounts.header(accounts.token(staff=True)))
    yield from (signed, client.get(f"{ROOT}sites/times/"), sign_in(client))
    yield post(client)
    accounts.sign_on(jwks_url="https://times.example.org/keys")
    yield from (sign_in(client, headers=accounts.header(accounts.token())) for _time in range(31))
    yield sign_in(client, headers=accounts.header(accounts.token(key=accounts.rsa_key(), algorithm="RS256")))


def who_reads_signed_in(client: Client) -> Answers:
    comment, other = published(), published()
    Site.objects.update(reading=Gate.SIGNED_IN, recommends=True)
    yield from (recommend(client, comment.pk, method=method) for method in ("post", "delete"))
    yield from everything(client, comment)
    token, _who = accounts.signed_in()
    yield from everything(client, other, **accounts.header(token))


SCENES = [
    what_is_asked_for, what_is_not_there, what_is_known_already, other_methods,
    nothing_while_the_database_is_down, threads, numbers, sites, pages, tombstones, one_of_all, ones_own,
    the_same_again, what_is_seen_before, fields_in_need, what_cannot_be_read, what_was_said_already, who_may_not,
    recommended, who_is_too_fast, who_is_signed_in, who_reads_signed_in, *moderation_scenes.SCENES,
]  # fmt: skip
