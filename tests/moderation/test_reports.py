"""Readers' reports: one for each network and text, a queue for moderators, and what settles them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as conf

from comments.errors import Invalid, NotFound, ReportsTooFast
from comments.maintenance import chores
from comments.models import Comment, Report, Site
from comments.moderation import decisions, reports, undoing
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import run
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON
from tests.support.reported import DAY, MINUTE, by_checks, decide, filed, opened, queued

pytestmark = pytest.mark.django_db


def test_it_counts_each_network_once_for_each_text() -> None:
    comment = by_checks()
    assert filed(comment, 1, 2, 1, 2, 3) == [True, True, False, False, True]

    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + MINUTE)
    run.screen([comment.pk], now=NOON + MINUTE)
    assert factories.fresh(comment).status == Status.APPROVED

    assert filed(comment, 1, 1) == [True, False]
    assert opened(comment) == 4


def test_it_knows_a_network_by_a_key_of_its_own_and_after_a_new_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = by_checks()
    filed(comment, 1)
    first = Report.objects.get().reporter
    monkeypatch.setattr(conf, "SECRET_KEY_FALLBACKS", [conf.SECRET_KEY])
    monkeypatch.setattr(conf, "SECRET_KEY", "another secret of more than fifty letters, made by nobody")

    assert filed(comment, 1, 2) == [False, True]
    assert "192.0.2" not in first and len(first) == 64
    assert Report.objects.latest("pk").reporter != first


@pytest.mark.parametrize("make", [factories.waiting, factories.screened])
def test_it_takes_reports_of_published_comments_alone(make: Callable[[], Comment]) -> None:
    with pytest.raises(NotFound):
        filed(make(), 1)


@pytest.mark.parametrize("action", ["reject", "spam", "review"])
def test_it_takes_none_of_what_readers_do_not_see(action: str) -> None:
    parent = factories.published()
    reply = factories.published(parent)
    decide(parent, action)

    with pytest.raises(NotFound):
        filed(parent, 1)
    if action == "spam":
        with pytest.raises(NotFound):
            filed(reply, 1)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("reason", {"reason": "dislike"}),
        ("text", {"text": "x" * 2001}),
        ("text", {"text": "a\0b"}),
        ("email", {"email": "nobody"}),
        ("email", {"email": f"{'a' * 100}@example.org"}),
    ],
)
def test_it_refuses_what_cannot_be_kept(field: str, said: dict[str, str]) -> None:
    comment = by_checks()
    with pytest.raises(Invalid) as refused:
        filed(comment, 1, **said)

    assert [error.field for error in refused.value.errors] == [field]
    assert not Report.objects.exists()


def test_it_limits_how_many_reports_a_network_sends() -> None:
    comments = [by_checks() for _number in range(reports.AT_ONCE + 1)]
    for comment in comments[:-1]:
        filed(comment, 1)

    with pytest.raises(ReportsTooFast):
        filed(comments[-1], 1)
    assert filed(comments[-1], 2) == [True]
    assert filed(comments[-1], 1, now=NOON + MINUTE + timedelta(seconds=reports.INTERVAL)) == [True]


def test_it_queues_what_was_reported_first_first() -> None:
    first, second, third = by_checks(), by_checks(), by_checks()
    for minutes, comment in ((1, second), (2, third), (3, first), (4, second)):
        filed(comment, minutes, now=NOON + minutes * MINUTE)

    assert queued() == [second.pk, third.pk, first.pk]


@pytest.mark.parametrize("action", ["reject", "spam", "confirm", "pick", "ignore", "erase"])
def test_it_is_settled_by_a_decision_and_open_again_when_that_is_undone(action: str) -> None:
    comment = by_checks()
    filed(comment, 1, 2)
    decide(comment, action)

    decision = comment.decisions.latest("pk")
    assert (opened(comment), queued()) == (0, [])
    assert set(Report.objects.values_list("settled_by", flat=True)) == {decision.pk}

    undoing.undo(decision.pk, by=factories.moderator(), now=NOON + 2 * MINUTE)
    assert (opened(comment), queued()) == (2, [comment.pk])
    assert not factories.fresh(comment).ignores_reports


def test_it_is_not_settled_by_what_decides_nothing() -> None:
    comment = by_checks()
    filed(comment, 1)
    decide(comment, "review")
    assert opened(comment) == 1

    decide(comment, "approve")
    assert opened(comment) == 0


def test_it_is_settled_when_the_author_withdraws_the_comment() -> None:
    comment = by_checks()
    filed(comment, 1)
    decisions.withdraw(comment.pk)

    assert (opened(comment), queued()) == (0, [])


def test_it_is_ignored_until_the_comment_is_edited() -> None:
    comment = by_checks()
    filed(comment, 1)
    decide(comment, "ignore")
    assert "ignore" not in decisions.possible_actions(factories.fresh(comment), factories.moderator())

    assert filed(comment, 2, 3) == [True, True]
    assert (opened(comment), queued()) == (0, [])

    edits.keep_edit(factories.fresh(comment), Edit(text="Another thought, quite another one."), now=NOON + 3 * MINUTE)
    Comment.objects.filter(pk=comment.pk).update(status=Status.APPROVED, html="", shown=True)
    assert filed(comment, 2) == [True]
    assert queued() == [comment.pk]


def test_it_forgets_settled_reports_when_the_days_for_addresses_are_over() -> None:
    factories.quiet_site(erase_days=10, premoderation="objections")
    settled, open_one = by_checks(), by_checks()
    filed(settled, 1, email="ada@example.org")
    filed(open_one, 2)
    decide(settled, "reject")

    assert chores.FORGETTING["settled reports deleted"](NOON + 10 * DAY) == 0
    assert chores.FORGETTING["settled reports deleted"](NOON + 11 * DAY) == 1
    assert Report.objects.get().comment == open_one
    Site.objects.update(erase_days=0)
    decide(open_one, "reject")
    assert chores.FORGETTING["settled reports deleted"](NOON + 999 * DAY) == 0
