"""Upgrading bans with what their authors wrote: they count, go on and are undone as those of today."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from comments.models import Batch, BatchItem, Comment
from comments.moderation import batches, decisions, handfuls
from comments.moderation.authors import banning
from comments.moderation.authors.banning import BanOrder
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

NEW: dict[str, Any] = {"done": 0, "skipped": 0, "undone": 0, "kept": 0, "undone_by": None, "told": {}}


@pytest.fixture
def comments() -> list[Comment]:
    """Five that wait, by one author."""
    return [factories.waiting(email="ilka@spam.example") for _each in range(5)]


def banned(comments: list[Comment], *, handful: int, code: str = "spam") -> Batch:
    """Of which the worker has looked at so many, and a colleague has decided on the second before."""
    order = BanOrder(
        "email", "ilka@spam.example", "spam", None, waiting="reject", code=code, reason="No.", seen_authors=1
    )
    batch = banning.ban(comments[0].pk, order, by=factories.moderator(), now=NOON)
    decisions.approve(comments[1].pk, by=factories.moderator("bo"), version=comments[1].version)
    if handful:
        handfuls.carry_out(batch.pk, limit=handful, now=NOON)
    return batch


def numbers() -> tuple[Any, ...]:
    batch = Batch.objects.get()
    decided = list(batch.decisions.filter(undoes=None).order_by("pk").values_list("comment", flat=True))
    return batch.done, batch.skipped, batch.undone, batch.kept, batch.undone_by, batch.told, decided


def upgraded(batch: Batch, reached: int | None = None) -> None:
    """As an earlier release had left it."""
    Batch.objects.filter(pk=batch.pk).update(**NEW, **({} if reached is None else {"reached": reached}))
    batch.decisions.update(batch=None)
    import_module("comments.migrations.0047_batches_of_authors").count(apps, SimpleNamespace(connection=connection))


def outcomes(batch: Batch) -> list[str]:
    return list(batch.items.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize("handful", [0, 3, 5])
def test_it_goes_on_and_tells_what_was_said(comments: list[Comment], handful: int) -> None:
    batch = banned(comments, handful=handful)
    before = numbers()

    upgraded(batch)

    assert numbers() == before
    while handfuls.carry_out(batch.pk, now=NOON):
        continue
    assert outcomes(batch) == ["done", "skipped", "done", "done", "done"]
    assert factories.last_decision(comments[0]).told == "Your comment advertises something. No."


def test_it_takes_back_what_an_earlier_release_decided(comments: list[Comment]) -> None:
    batch = banned(comments, handful=5)

    upgraded(batch)
    batches.undo(batch.pk, by=factories.moderator(), now=NOON)
    while handfuls.carry_out(batch.pk, now=NOON):
        continue

    assert outcomes(batch) == ["undone", "skipped", "undone", "undone", "undone"]
    assert [factories.fresh(comment).status for comment in comments] == ["pending", "approved"] + ["pending"] * 3


def test_it_takes_back_the_rest_of_what_is_being_undone(comments: list[Comment]) -> None:
    batch = banned(comments, handful=5)
    batches.undo(batch.pk, by=factories.moderator(), now=NOON)
    handfuls.carry_out(batch.pk, limit=2, now=NOON)
    before = numbers()

    upgraded(batch, reached=BatchItem.objects.latest("pk").pk)

    assert numbers() == before
    while handfuls.carry_out(batch.pk, now=NOON):
        continue
    assert outcomes(batch).count("undone") == 4
    assert {factories.fresh(comment).status for comment in comments} == {"pending", "approved"}
