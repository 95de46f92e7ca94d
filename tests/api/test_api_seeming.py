"""Whose comment was taken for spam cannot tell: its words and what its answer costs are those of one that waits."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import signed_tokens
from comments.counters import waiting_time
from comments.models import Comment, Premoderation
from tests.api.calls import edit, one, withdraw
from tests.api.own import token_of
from tests.support import factories
from tests.support.actions import ACTIONS

pytestmark = pytest.mark.django_db

Asked = Callable[[Client, Comment], Any]
WAYS: dict[str, Asked] = {
    "one's own": lambda client, comment: one(client, comment.pk, token_of(comment)),
    "the page's script": lambda client, comment: client.get(_waiting(comment, "/threads/times/waiting/?")),
    "the page": lambda client, comment: client.get(_waiting(comment, "/threads/times/?key=bridge&")),
    "an edit": lambda client, comment: edit(client, comment.pk, token_of(comment), text="Other words."),
    "an edit of the name": lambda client, comment: edit(client, comment.pk, token_of(comment), name="Bo"),
    "a withdrawal": lambda client, comment: withdraw(client, comment.pk, token_of(comment)),
}


def _waiting(comment: Comment, page: str) -> str:
    return f"{page}waiting={signed_tokens.waiting_token(comment.pk)}"


def made(*actions: str, is_screened: bool = True) -> Comment:
    factories.quiet_site(premoderation=Premoderation.ALL, edit_minutes=60)
    make = factories.screened if is_screened else factories.waiting
    comment = make(text="The same words.", email="ada@example.org", address="", now=timezone.now())
    earlier = timezone.now() - timedelta(minutes=1)  # no slip any more
    for action in actions:
        comment = ACTIONS[action](comment.pk, by=factories.moderator(), version=comment.version, now=earlier)
    return factories.fresh(comment)


def seen(comment: Comment, ask: Asked) -> tuple[Any, ...]:
    waiting_time.read.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        answer = ask(Client(), comment)
    named = rf'(?<=comment[-=]){comment.pk}\b|(?<="id":){comment.pk}\b|(?<=times/){comment.pk}(?=/)|\d\d:\d\d:\d\d'
    own = r'data-waiting="[^"]*"|waiting=[^"]*|data-seconds="\d+"'
    body = re.sub(f"{named}|{own}", "…", answer.content.decode())
    return answer.status_code, body, len(queries)


@pytest.mark.parametrize("is_screened", [True, False])
def test_it_answers_of_spam_as_of_what_waits_by_the_same_statements(is_screened: bool) -> None:
    waiting, spam = made(is_screened=is_screened), made("spam", is_screened=is_screened)
    if not is_screened:
        # What a moderator decides before the checks were there is rendered and due no more, as after them.
        Comment.objects.filter(pk=waiting.pk).update(due=None)

    assert seen_in_every_way(spam) == seen_in_every_way(waiting)


def test_it_answers_of_rejected_spam_as_of_what_was_rejected_by_the_same_statements() -> None:
    rejected, spam = made("reject"), made("reject", "spam")

    assert seen_in_every_way(spam) == seen_in_every_way(rejected)


def seen_in_every_way(comment: Comment) -> dict[str, tuple[Any, ...]]:
    """By each way, as if nobody had gone another before."""
    found = {}
    for way, ask in WAYS.items():
        with transaction.atomic():
            found[way] = seen(factories.fresh(comment), ask)
            transaction.set_rollback(True)
    return found


def test_it_seems_to_wait_again_once_it_was_taken_back_and_marked_anew() -> None:
    spam = made("reject", "spam", "undo", "review", "spam")

    assert one(Client(), spam.pk, token_of(spam)).json()["status"] == "pending"
