"""Answers of every kind that programs get of single comments, of queues, reasons and decisions."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from comments.access import api_keys
from comments.models import (
    Actor,
    ApiKey,
    AuthorNote,
    Ban,
    BanEffect,
    BanKind,
    Batch,
    Comment,
    Decision,
    Finding,
    Identity,
    KeyScope,
    Membership,
    Report,
    ReportReason,
    Role,
    SetAside,
    Site,
    TrustedAuthor,
)
from comments.moderation import aside, decisions, queue
from comments.screening.vocabulary import Verdict
from comments.statuses import Status
from tests.api.calls import NEVER_USED, unreachable
from tests.api.moderation.programs import ROOT, call, person, token
from tests.support import factories
from tests.support.factories import NOON
from tests.support.responses import Response

Answers = Iterator[Response]
READ = ("comments/", "comments/{comment}/", "queues/", "people/", "reasons/")
CHANGED = ("comments/{comment}/decisions/", "decisions/{decision}/undo/")


def paths(names: tuple[str, ...], comment: Comment | None) -> list[str]:
    """With the numbers of this comment and of its last decision, or of none that there is."""
    decision = factories.last_decision(comment).pk if comment else NEVER_USED
    return [name.format(comment=comment.pk if comment else NEVER_USED, decision=decision) for name in names]


def everything(client: Client, key: str, comment: Comment | None, site: str = "times") -> Answers:
    """Each thing that can be asked for, once."""
    for path in paths(READ, comment):
        query: dict[str, Any] = {"site": site} if path in ("queues/", "people/", "reasons/") else {}
        yield call(client, "GET", path, key, **query)
    for path in paths(CHANGED, comment):
        yield call(client, "POST", path, key, {"action": "approve", "version": 1})


def waiting() -> Comment:
    return factories.waiting(name="Ada", email="ada@example.org", url="https://ada.example.org", user_agent="Browser")


def who_may_not_moderate(client: Client) -> Answers:
    comment, tamsin = waiting(), person("tamsin", factories.site())
    key, reading = token(tamsin), token(tamsin, scope=KeyScope.READ)
    yield from everything(client, "", comment)
    yield from everything(client, f"{key[:-4]}0000", comment)
    yield from everything(client, reading, comment)
    colleague = factories.published()
    yield call(client, "POST", f"decisions/{factories.last_decision(colleague).pk}/undo/", key)
    yield decide(client, key, colleague, "delete")
    Membership.objects.all().delete()
    yield from everything(client, key, comment)


def what_no_moderator_finds(client: Client) -> Answers:
    yield from everything(client, token(factories.moderator()), None, "unheard-of")
    yield call(client, "GET", "comments/", token(factories.moderator()), site="unheard-of")


def what_cannot_be_asked(client: Client) -> Answers:
    key, comment = token(factories.moderator()), waiting()
    headers = {"Content-Encoding": "gzip"}
    for method, names in (("GET", READ), ("POST", CHANGED)):
        for path in paths(names, comment):
            yield call(client, "PATCH", path, key)
            yield call(client, method, path, key, {}, color="red")
            yield client.generic(method, f"{ROOT}{path}?site=%ff", headers={"Authorization": f"Bearer {key}"})
    address = f"comments/{comment.pk}/decisions/"
    yield call(client, "POST", address, key, {"action": "approve", "version": 1}, headers)
    yield call(client, "POST", address, key, {"note": "x" * 300_000})
    yield client.generic(
        "POST", f"{ROOT}{address}", b"{", content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    yield decide(client, key, comment, "pin", until="2020-01-01T00:00:00Z")
    yield decide(client, key, comment, "set_aside", until="2020-01-01T00:00:00Z")
    Site.objects.update(reasons_required=True)
    yield decide(client, key, comment, "reject")


def no_moderator_while_the_database_is_down(client: Client) -> Answers:
    key, comment = token(factories.moderator()), waiting()
    addresses = [("GET", path) for path in paths(READ, comment)] + [("POST", path) for path in paths(CHANGED, comment)]
    with unreachable(OperationalError):
        yield from (call(client, method, path, key) for method, path in addresses)


def which_moderator_is_too_fast(client: Client) -> Answers:
    key = token(factories.moderator())
    ApiKey.objects.update(arrival=time.time() + 2 * api_keys.AT_ONCE * api_keys.INTERVAL)
    yield from everything(client, key, waiting())


def all_that_is_decided(client: Client) -> Answers:
    """Every action, taken back where it can be, and refused where it is not possible any more."""
    tamsin = person("tamsin", None, Role.CHIEF)
    key, comment = token(tamsin), waiting()
    for action in ("approve", "pick", "unpick", "pin", "unpin", "review", "set_aside", "take_back", "spam", "restore"):
        yield decide(client, key, comment, action, **({"person": str(tamsin.pk)} if action == "set_aside" else {}))
    yield decide(client, key, comment, "reject", reason="off-topic")
    yield call(client, "POST", paths(CHANGED[1:], comment)[0], key)
    yield call(client, "POST", f"decisions/{comment.decisions.earliest('pk').pk}/undo/", token(factories.moderator()))
    for action in ("delete", "delete", "approve"):
        yield decide(client, key, comment, action, note="For colleagues.")
    yield call(client, "POST", f"decisions/{comment.decisions.filter(by=tamsin).earliest('pk').pk}/undo/", key)
    for action in ("confirm", "ignore_reports"):
        yield decide(client, key, reported(), action)
    yield call(client, "POST", f"comments/{comment.pk}/decisions/", key, {"action": "approve", "version": 1})
    yield decide(client, key, waiting(), "set_aside")


def all_that_is_shown(client: Client) -> Answers:
    key, rows = token(factories.moderator()), full_of_everything()
    for number, verdict in enumerate(Verdict):
        finding = {"verdict": verdict, "reason": "Something.", "code": "links", "created_at": NOON}
        Finding.objects.create(comment=rows[0], text_version=1, check_name=f"check-{number}", **finding)
    for actor in (Actor.SCREENING, Actor.AUTHOR, Actor.HOUSEKEEPING):
        Decision.objects.create(
            comment=rows[0], actor=actor, from_status="pending", to_status="pending", version=1, created_at=NOON
        )
    yield call(client, "GET", "comments/", key, limit=2)
    for name in queue.QUEUES:
        yield call(client, "GET", "comments/", key, queue=name, limit=1)
    yield from (call(client, "GET", "comments/", key, status=status, limit=1) for status in Status)
    yield from (call(client, "GET", f"comments/{row.pk}/", key) for row in rows)
    yield call(client, "GET", "queues/", key)
    yield call(client, "GET", "reasons/", key, site="times")
    Comment.objects.update(likeness=0.5)
    yield call(client, "GET", "comments/", key, order="oldest", limit=1)


def full_of_everything() -> list[Comment]:
    """A comment of each status, of authors of all kinds, reported for all reasons."""
    mod = factories.moderator()
    first = factories.screened(remember=True, name="Ada", email="ada@example.org", address="192.0.2.7")
    others = [waiting() for _ in Status]
    for comment, how in zip(others, ("approve", "reject", "spam"), strict=False):
        decisions.ACTIONS[how](comment.pk, by=mod, version=comment.version)
    decisions.withdraw(others[3].pk)
    decisions.expire(others[1].pk, version=2, now=NOON)
    decisions.reject(others[4].pk, by=mod, version=1)
    aside.set_aside(others[5].pk, by=mod, until=timezone.now() + timedelta(hours=1))
    SetAside.objects.create(comment=first, by=mod, for_whom=mod, created_at=NOON)
    reported(*ReportReason)
    by_network, unknown = waiting(), waiting()
    Comment.objects.filter(pk=by_network.pk).update(email="", email_canonical="")
    Comment.objects.filter(pk=unknown.pk).update(email="", email_canonical="", network="", address="", html=None)
    account = Identity.objects.create(site=first.site, subject="7", created_at=NOON, signed_in_at=NOON)
    reply = factories.waiting(factories.fresh(others[0]))
    Comment.objects.filter(pk=reply.pk).update(identity=account)
    batch = Batch.objects.create(kind="selection", action="spam", by=mod, created_at=NOON)
    Decision.objects.filter(comment=others[2], by=mod).update(batch=batch)
    by_browser = factories.waiting(remember=True, name="Bo", email="bo@example.org")
    Comment.objects.filter(pk=by_browser.pk).update(email="", email_canonical="")
    about(first, mod)
    return [first, *others, by_network, unknown, reply, by_browser]


def reported(*reasons: str) -> Comment:
    comment = factories.published()
    for number, reason in enumerate(reasons or ["spam"]):
        Report.objects.create(
            comment=comment, text_version=1, reporter=f"{number}", reason=reason, created_at=NOON, text="Look."
        )
    Comment.objects.filter(pk=comment.pk).update(
        reported_at=NOON, unseen=True, edited_at=NOON, text_version=1 if reasons else 2
    )
    return comment


def about(comment: Comment, by: User) -> None:
    """Bans of each kind and effect, trust, and a note."""
    values = {"email": "ada@example.org", "email_domain": "example.org", "website": "ada.example.org"}
    shared: dict[str, Any] = {"created_at": NOON, "by": by, "note": "Why."}
    for kind, effect in zip(BanKind, (*BanEffect, BanEffect.HOLD), strict=True):
        until = None if effect == BanEffect.HOLD else timezone.now() + timedelta(days=1)
        site = comment.site if effect == BanEffect.HOLD else None
        value = values.get(kind.value, "192.0.2.0/24")
        Ban.objects.create(kind=kind, value=value, effect=effect, site=site, until=until, **shared)
    Comment.objects.filter(pk=comment.pk).update(url="https://ada.example.org")
    TrustedAuthor.objects.create(site=comment.site, name="Ada", email="ada@example.org", **shared)
    AuthorNote.objects.create(
        site=comment.site, kind="email", value="ada@example.org", text="Known.", by=by, created_at=NOON
    )


def decide(client: Client, key: str, comment: Comment, action: str, **fields: Any) -> Response:
    body = {"action": action, "version": factories.fresh(comment).version, **fields}
    return call(client, "POST", f"comments/{comment.pk}/decisions/", key, body)


SCENES = [
    who_may_not_moderate, what_no_moderator_finds, what_cannot_be_asked, no_moderator_while_the_database_is_down,
    which_moderator_is_too_fast, all_that_is_decided, all_that_is_shown,
]  # fmt: skip
