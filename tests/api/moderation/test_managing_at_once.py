"""Programs that send the same, or opposite things, at the same instant."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments.models import AuditEntry, Ban, Batch, Comment, Decision, Thread
from comments.moderation import batches, handfuls
from tests.api.moderation.programs import call, person, token
from tests.support import factories
from tests.support.parallel import at_once
from tests.support.responses import Response

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]


def asked(by: User, method: str, path: str, body: Any = None) -> Callable[[], Response]:
    """A call with a key of its own, so that no key is waited for."""
    return partial(call, Client(), method, path, token(by), body)


def codes(answers: list[Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_it_begins_one_batch_and_undoes_it_once_while_it_runs() -> None:
    comments = [factories.waiting() for _number in range(3)]
    tamsin = person("tamsin", comments[0].site)
    chosen = [{"id": comment.pk, "version": comment.version} for comment in comments]
    body, once, key = {"action": "spam", "comments": chosen}, {"Idempotency-Key": "6f1c"}, token(tamsin)

    begun = at_once([partial(call, Client(), "POST", "batches/", key, body, once) for _time in range(3)])

    assert codes(begun) == [202] * 3
    assert {answer.json()["id"] for answer in begun} == {Batch.objects.get().pk}
    assert Decision.objects.filter(to_status="spam").count() == 3
    undo = [asked(tamsin, "POST", f"batches/{Batch.objects.get().pk}/undo/") for _time in range(2)]
    assert codes(at_once(undo)) == [200, 200]
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}
    assert AuditEntry.objects.filter(verb="batch").count() == 2

    chosen_anew = Comment.objects.all()
    running = batches.decide("reject", by=tamsin, kind="selection", comments=chosen_anew)  # type: ignore[arg-type]
    carry_out = partial(handfuls.carry_out, running.pk, limit=1)
    answers = at_once([carry_out, asked(tamsin, "POST", f"batches/{running.pk}/undo/"), carry_out])
    handfuls.carry_out(running.pk)
    assert answers[1].status_code == 200
    assert set(Comment.objects.values_list("status", flat=True)) == {"pending"}
    assert Batch.objects.get(pk=running.pk).state == "undone"


def test_it_lets_one_of_two_switch_a_thread_and_shows_it_to_the_other() -> None:
    thread = factories.thread_of(factories.published())
    path, people = f"threads/{thread.pk}/switch/", [person(name, thread.site) for name in ("tamsin", "otto")]
    states = ("hold", "closed")

    answers = at_once(
        [asked(by, "POST", path, {"state": state, "version": 0}) for by, state in zip(people, states, strict=True)]
    )

    assert codes(answers) == [200, 409]
    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert second.json()["current"] == first.json()
    assert Thread.objects.get().override == first.json()["switch"]["state"]


def test_it_lays_one_ban_and_makes_one_thread() -> None:
    site = factories.quiet_site()
    tamsin, otto = person("tamsin", site), person("otto", site)
    order = {"site": site.slug, "kind": "email", "value": "ada@spam.example", "effect": "hold"}
    page = {"title": "The bridge is open", "url": "https://times.example.org/bridge/"}

    laid = at_once([asked(by, "POST", "bans/", order) for by in (tamsin, tamsin, otto)])
    ban = Ban.objects.get()
    assert codes(laid) == ([200, 201, 400] if ban.by_id == tamsin.pk else [201, 400, 400])
    lifted = at_once([asked(by, "DELETE", f"bans/{ban.pk}/") for by in (tamsin, otto)])
    assert codes(lifted) == [204, 404]
    made = at_once([asked(by, "PUT", "/api/v1/threads/times/bridge", page) for by in (tamsin, otto, tamsin)])
    assert set(codes(made)) <= {200, 201}
    assert {answer.json()["id"] for answer in made} == {Thread.objects.get().pk}
