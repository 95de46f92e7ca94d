"""Answers of every kind that the API gives to programs that decide on many, ban, and switch threads."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments import limits
from comments.models import (
    Ban,
    BanEffect,
    BanKind,
    Batch,
    Comment,
    Override,
    Premoderation,
    ReportReason,
    Role,
    Site,
    Thread,
)
from comments.moderation import batches, decisions, handfuls
from tests.api.moderation.programs import call, person, token
from tests.api.moderation.refused_scenes import DESCRIBED, PAGE
from tests.support import factories
from tests.support.clusters import clustered
from tests.support.reported import by_checks, filed
from tests.support.responses import Response

Answers = Iterator[Response]


def many_at_once(client: Client) -> Answers:
    key, site = token(factories.moderator()), factories.quiet_site()
    first, second, third, fourth = (factories.waiting() for _number in range(4))
    chosen = [{"id": one.pk, "version": 1} for one in (first, second)]
    for action in ("approve", "confirm", "review"):
        yield call(client, "POST", "batches/", key, {"action": action, "comments": chosen})
    Site.objects.update(reasons_required=True)
    yield call(client, "POST", "batches/", key, {"action": "reject", "comments": chosen})
    Site.objects.update(reasons_required=False)
    once = {"Idempotency-Key": "6f1c"}
    gone = {"id": 9_000_000, "version": 1}
    third_alone = {"id": third.pk, "version": 1}
    begun = call(client, "POST", "batches/", key, {"action": "spam", "comments": [gone, *chosen, third_alone]}, once)
    yield begun
    yield call(client, "POST", "batches/", key, {"action": "spam", "comments": [gone]}, once)
    yield call(client, "POST", "batches/", key, {"action": "approve", "comments": chosen})
    yield from found(client, key, fourth)
    decisions.approve(third.pk, by=factories.moderator(), version=factories.fresh(third).version)
    yield call(client, "POST", f"batches/{begun.json()['id']}/undo/", key)
    yield call(client, "GET", f"batches/{begun.json()['id']}/", key)
    other = factories.waiting(on=factories.subject("other"))
    both = [{"id": one.pk, "version": 1} for one in (factories.waiting(), other)]
    yield call(client, "POST", "batches/", key, {"action": "spam", "comments": both})
    batches.decide_cluster(clustered(2).pk, "spam", by=factories.moderator())
    yield call(client, "GET", "batches/", key, limit=1, site=site.slug)
    yield call(client, "GET", "batches/", key)
    yield from of_published(client, key)


def of_published(client: Client, key: str) -> Answers:
    published, waiting = factories.published(), factories.waiting()
    seen = [{"id": one.pk, "version": one.version} for one in (published, waiting)]
    yield call(client, "POST", "batches/", key, {"action": "review", "comments": seen})
    Comment.objects.filter(pk=published.pk).update(status="approved", unseen=True)
    now = factories.fresh(published)
    yield call(
        client, "POST", "batches/", key, {"action": "confirm", "comments": [{"id": now.pk, "version": now.version}]}
    )


def found(client: Client, key: str, comment: Comment) -> Answers:
    """By a filter; none, more than expected, and none left."""
    nothing, ours = {"author": "nobody@example.org"}, {"author": comment.email}
    yield call(client, "POST", "batches/", key, {"action": "spam", "filter": ours, "expected": 0})
    for status in ("spam", "rejected", "approved"):
        among = {"status": [status]}
        yield call(client, "POST", "batches/", key, {"action": "review", "filter": among, "expected": 0})
    yield call(client, "POST", "batches/", key, {"action": "reject", "filter": ours, "expected": 1})
    yield call(client, "POST", "batches/", key, {"action": "review", "filter": {"status": ["rejected"]}, "expected": 0})
    yield call(client, "POST", "batches/", key, {"action": "spam", "filter": nothing, "expected": 5})


def how_far_many_are(client: Client) -> Answers:
    by = factories.moderator()
    key, comments = token(by), [factories.waiting() for _number in range(3)]
    chosen = Comment.objects.filter(pk__in=[one.pk for one in comments])
    running = batches.decide("spam", by=by, kind="selection", comments=chosen)  # type: ignore[arg-type]
    Batch.objects.update(size=limits.BATCH_AT_ONCE + 1)  # so that the worker has it

    def change(what: str) -> Response:
        return call(client, "POST", f"batches/{running.pk}/{what}/", key)

    yield call(client, "GET", f"batches/{running.pk}/", key)
    yield from (change(what) for what in ("pause", "go-on", "stop"))
    handfuls.carry_out(running.pk, limit=1)
    Batch.objects.update(stopped_at=None, due=factories.NOON)
    decisions.approve(comments[0].pk, by=by, version=1)
    handfuls.carry_out(running.pk, limit=1)
    yield from (change(what) for what in ("undo", "stop"))
    yield from clusters_in_the_way(client, key, by)


def clusters_in_the_way(client: Client, key: str, by: User) -> Answers:
    """Undoing while another decision on the cluster is under way."""
    cluster = clustered(3)
    first = batches.decide_cluster(cluster.pk, "spam", by=by)
    handfuls.carry_out(first.pk)
    Comment.objects.filter(cluster=cluster).update(status="pending", decided_at=None)
    batches.decide_cluster(cluster.pk, "reject", by=by)
    yield call(client, "POST", f"batches/{first.pk}/undo/", key)


def bans(client: Client) -> Answers:
    site, key = factories.quiet_site(), token(factories.moderator())
    until = (timezone.now() + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = {
        "email": "a@spam.example",
        "email_domain": "spam.example",
        "website": "spam.example",
        "network": "192.0.2.9",
    }
    for number, kind in enumerate(BanKind.values):
        effect = BanEffect.values[number % len(BanEffect.values)]
        order = {"site": site.slug if number else None, "kind": kind, "value": values[kind], "effect": effect}
        yield call(client, "POST", "bans/", key, {**order, "until": until if number else None})
    yield call(client, "POST", "bans/", key, {**order, "until": until})
    Ban.objects.filter(kind="email").update(until=factories.NOON, by=None)
    yield call(client, "GET", "bans/", key, limit=2)
    last = call(client, "GET", "bans/", key, site="times", kind="network", in_force="yes", q="192")
    yield last
    yield call(client, "GET", f"bans/{last.json()['results'][0]['id']}/", key)
    yield call(client, "DELETE", f"bans/{last.json()['results'][0]['id']}/", key)
    comment = factories.waiting(email="ada@spam.example")
    author = {"comment": comment.pk, "kind": "email", "effect": "refuse", "waiting": "reject"}
    once = {"Idempotency-Key": "9d"}
    laid = call(client, "POST", "bans/", key, author, once)
    yield laid
    yield call(client, "GET", f"batches/{laid.json()['batch']['id']}/", key)
    yield call(client, "POST", "bans/", key, {**author, "note": "Again."}, once)
    yield from who_is_hit(client, key)


def who_is_hit(client: Client, key: str) -> Answers:
    factories.published(email="tom@boats.example")
    order = {"site": "times", "kind": "email_domain", "value": "boats.example", "effect": "hold"}
    yield call(client, "POST", "bans/", key, order)
    anna = token(person("anna", Site.objects.get(slug="times")))
    yield call(client, "POST", "bans/", anna, {**order, "expected_authors": 1})
    yield call(client, "GET", "bans/reach/", key, site="times", kind="email_domain", value="boats.example")
    yield call(client, "POST", "bans/", anna, {**order, "value": "spam.example", "kind": "website"})
    yield call(client, "POST", "bans/", anna, {**order, "until": "2001-01-01T00:00:00Z"})
    Site.objects.update(reasons_required=True)
    theirs = factories.waiting(email="kim@boats.example")
    yield call(
        client, "POST", "bans/", key, {"comment": theirs.pk, "kind": "email", "effect": "hold", "waiting": "reject"}
    )


def switches(client: Client) -> Answers:
    factories.published()
    key, thread = token(factories.moderator()), Thread.objects.get()
    path, version = f"threads/{thread.pk}/switch/", 0
    later = (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for state in Override.values:
        until = None if state == "closed" else later
        answer = call(client, "POST", path, key, {"state": state, "version": version, "until": until, "note": "Calm."})
        yield answer
        version = answer.json()["switch"]["version"]
    yield call(client, "POST", path, key, {"state": "open", "version": 0})
    yield call(client, "DELETE", path, key, version=0)
    yield call(client, "GET", path, key)
    yield call(client, "DELETE", path, key, version=version)
    yield call(client, "GET", "threads/", key, site="times", key="bridge")
    factories.published(on=factories.subject(key="tunnel"))
    yield call(client, "GET", "threads/", key, limit=1)
    Site.objects.update(close_days=14)
    Thread.objects.update(published_at=timezone.now() - timedelta(days=15))
    yield call(client, "GET", path, key)


def pages(client: Client) -> Answers:
    factories.quiet_site()
    key = token(factories.moderator())
    yield call(client, "PUT", PAGE, key, DESCRIBED)
    yield call(client, "PUT", PAGE, key, {**DESCRIBED, "published_at": "2026-03-02", "open": False})
    yield call(client, "GET", PAGE, key)


def reported(client: Client) -> Answers:
    Site.objects.update(premoderation=Premoderation.OBJECTIONS)
    key, comment = token(person("ines", None, Role.CHIEF)), by_checks()
    for number, reason in enumerate(ReportReason.values):
        filed(comment, number, reason=reason)
    yield call(client, "GET", "reports/", key)
    yield call(client, "GET", "reports/", key, limit=1)
    Comment.objects.update(status="pending")
    yield call(client, "GET", "reports/", key, site="times")


SCENES = [many_at_once, how_far_many_are, bans, switches, pages, reported]
