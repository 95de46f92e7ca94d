"""Ilka, who advertises, and bans on her."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User

from comments.models import BanEffect, BanKind, Batch, Comment
from comments.moderation import handfuls
from comments.moderation.authors import banning
from comments.moderation.authors.banning import BanOrder, Target
from tests.support import factories
from tests.support.factories import NOON

WEEK = timedelta(days=7)

ILKA: dict[str, Any] = {
    "name": "Ilka", "email": "ilka@spam.example", "url": "https://www.ilka.example/me", "address": "203.0.113.9",
}  # fmt: skip


def aimed(comment: Comment, kind: str, value: str = "", by: User | None = None) -> Target:
    comment = factories.fresh(comment)
    value = value or banning.value_of(comment, kind)
    return banning.target(comment, kind, value, by=by or factories.moderator(), now=NOON)


def ordered(comment: Comment, by: User | None = None, **order: Any) -> Batch:
    fields = {"kind": BanKind.EMAIL, "effect": BanEffect.REFUSE, "until": NOON + WEEK, "seen_authors": 9, **order}
    fields.setdefault("value", banning.value_of(comment, fields["kind"]))
    return banning.ban(comment.pk, BanOrder(**fields), by=by or factories.moderator(), now=NOON)


def carried_out(batch: Batch, **options: Any) -> Batch:
    while handfuls.carry_out(batch.pk, **{"now": NOON, **options}):
        pass
    batch.refresh_from_db()
    return batch


def status(comment: Comment) -> str:
    return factories.fresh(comment).status
