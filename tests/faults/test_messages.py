"""Messages that come twice, too early, for nothing, or never."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from comments import limits, tasks
from comments.db.transactions import writing
from comments.models import Actor, Comment, Decision, Finding, Site
from comments.models.querysets import CommentQuerySet
from comments.screening import backlog, registry, run
from comments.screening.vocabulary import Candidate, Judgement, clear
from tests.faults import naive
from tests.support import factories
from tests.support.factories import NOON
from tests.support.parallel import at_once, in_background

pytestmark = pytest.mark.django_db

really_at_once = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
LATER = NOON + 60 * SECOND


def outcomes() -> int:
    return Decision.objects.filter(actor=Actor.SCREENING).count()


def screened_twice_over(comment: Comment, monkeypatch: pytest.MonkeyPatch) -> int:
    """The same message comes again while the first one is being worked on; how often the checks ran."""
    again: list[Callable[[], object]] = [partial(run.screen, [comment.pk], now=NOON + 2 * SECOND)]
    ran: list[int] = []

    def check(candidate: Candidate, site: Site) -> Judgement:
        ran.append(1)
        if again:
            again.pop()()
        return clear("Nothing found.")

    monkeypatch.setattr(registry, "CHECKS", {"one": check})
    run.screen([comment.pk], now=NOON + SECOND)
    return len(ran)


@really_at_once
def test_it_has_one_effect_when_a_message_comes_twenty_times_at_once() -> None:
    ids = [factories.waiting().pk for _ in range(3)]
    answers = at_once([partial(run.screen, ids, now=NOON + SECOND + n * SECOND / 1000) for n in range(20)])

    assert sum(answer for answer in answers if isinstance(answer, int)) == 3
    assert len([answer for answer in answers if isinstance(answer, int)]) == 20
    assert outcomes() == 3
    assert set(Comment.objects.values_list("attempts", flat=True)) == {1}
    assert Finding.objects.count() == 3 * len(registry.CHECKS)


def test_it_runs_the_checks_once_when_a_message_comes_again_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    assert screened_twice_over(factories.waiting(), monkeypatch) == 1
    assert outcomes() == 1


def test_control_without_the_lease_the_checks_run_twice_and_still_decide_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with naive.no_lease():
        assert screened_twice_over(factories.waiting(), monkeypatch) == 2

    assert outcomes() == 1


def test_control_without_lease_and_guard_it_is_decided_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with naive.no_lease(), naive.no_guard_of_the_outcome():
        screened_twice_over(factories.waiting(), monkeypatch)

    assert outcomes() == 2


def test_it_drops_a_message_for_what_is_not_there_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    comment = factories.waiting()
    tasks.screen([comment.pk + 1, comment.pk + 2])
    Comment.objects.all().delete()
    tasks.screen([comment.pk])

    assert caplog.records == []


@really_at_once
def test_it_screens_once_what_was_rung_for_before_it_was_committed() -> None:
    with writing():
        comment = factories.waiting()
        rung = in_background(partial(run.screen, [comment.pk], now=NOON))
        if connection.vendor == "postgresql":  # SQLite has one writer, and the other waits for us
            assert rung.result(10) == 0
    settled = rung.result(10) + sum(run.screen(ids, now=LATER) for ids in backlog.sweep(now=LATER))

    assert settled == 1
    assert factories.fresh(comment).is_screened


def test_it_finds_what_no_message_came_for() -> None:
    comment = factories.waiting()

    assert backlog.sweep(now=NOON + limits.DUE_AFTER_POST_SECONDS * SECOND) == [[comment.pk]]


def test_control_where_only_messages_bring_work_a_lost_one_loses_a_comment() -> None:
    comment = factories.waiting()
    Comment.objects.update(due=None)

    assert backlog.sweep(now=NOON + timedelta(days=30)) == []
    assert not factories.fresh(comment).html


@really_at_once
def test_it_rings_once_for_each_however_many_schedulers_there_are() -> None:
    ids = [factories.waiting().pk for _ in range(6)]
    answers = at_once([partial(backlog.sweep, now=LATER)] * 4)

    assert sorted(pk for answer in answers if isinstance(answer, list) for portion in answer for pk in portion) == ids


def test_control_without_moving_them_on_two_schedulers_ring_for_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    comment = factories.waiting()
    monkeypatch.setattr(CommentQuerySet, "update", lambda *_rows, **_columns: 0)

    assert backlog.sweep(now=LATER) + backlog.sweep(now=LATER) == [[comment.pk], [comment.pk]]
