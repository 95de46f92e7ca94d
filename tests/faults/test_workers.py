"""Workers that die, hang or choke in the middle of their work; what real ones do is in tests/e2e."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from comments import limits
from comments.models import Comment, Site
from comments.moderation import decisions
from comments.screening import backlog, outcome, registry, run
from comments.screening.outcome import ScreeningResult
from comments.screening.vocabulary import Candidate, Judgement, clear, reject
from comments.statuses import Status
from comments.text import markup
from tests.faults import naive
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
AFTER_THE_LEASE = NOON + (1 + limits.LEASE_SECONDS) * SECOND


def left_by_a_killed_worker() -> Comment:
    comment = factories.waiting()
    with patch("comments.screening.run._judge", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        run.screen([comment.pk], now=NOON)
    return comment


def choking(text: str) -> str:
    if text == "poison":
        raise MemoryError
    return f"<p>{text}</p>"


def hours_of_sweeping(rounds: int) -> int:
    """Sweep and screen as beat and workers do; how often something was tried."""
    tries = 0
    now = NOON
    with patch("comments.text.markup.render", choking):
        for _ in range(rounds):
            now += timedelta(hours=7)
            for ids in backlog.sweep(now=now):
                tries += len(ids)
                run.screen(ids, now=now)
    return tries


def zombie_against_its_successor(comment: Comment) -> None:
    """A screening hangs until its lease is over; another one has begun when it comes to life and would publish."""

    def hanging(candidate: Candidate, site: Site) -> Judgement:
        with patch("comments.screening.run._judge", return_value=None):
            run.screen([comment.pk], now=AFTER_THE_LEASE)
        return clear("Nothing found.")

    def rejecting(candidate: Candidate, site: Site) -> Judgement:
        return reject("The later judgement.", told="")

    with patch.dict(registry.CHECKS, {"one": hanging}, clear=True):
        run.screen([comment.pk], now=NOON)
    with patch.dict(registry.CHECKS, {"one": rejecting}, clear=True):
        run.screen([comment.pk], now=AFTER_THE_LEASE + 2 * limits.LEASE_SECONDS * SECOND)


def test_it_brings_again_what_a_killed_worker_left() -> None:
    comment = left_by_a_killed_worker()

    assert backlog.sweep(now=AFTER_THE_LEASE) == [[comment.pk]]
    assert run.screen([comment.pk], now=AFTER_THE_LEASE) == 1


def test_control_what_a_worker_takes_off_the_list_is_lost_with_it() -> None:
    comment = left_by_a_killed_worker()
    Comment.objects.filter(pk=comment.pk).update(due=None)

    assert backlog.sweep(now=NOON + timedelta(days=30)) == []
    assert run.screen([comment.pk], now=NOON + timedelta(days=30)) == 0


def test_it_gives_poison_up_after_eight_attempts_and_shows_it_to_a_person() -> None:
    poison = factories.waiting(text="poison")

    assert hours_of_sweeping(rounds=30) == limits.ATTEMPTS
    after = factories.fresh(poison)
    assert (after.status, after.attempts, after.due) == (Status.PENDING, limits.ATTEMPTS, None)
    assert list(after.findings.values_list("code", flat=True)) == ["parked"]


def test_it_screens_the_others_whatever_poison_is_among_them() -> None:
    comments = [factories.waiting(text=text) for text in ("one", "poison", "two", "three")]
    hours_of_sweeping(rounds=1)

    assert [factories.fresh(comment).html is not None for comment in comments] == [True, False, True, True]


def test_control_where_attempts_are_not_counted_poison_is_tried_for_ever() -> None:
    poison = factories.waiting(text="poison")
    with naive.no_count_of_attempts([poison.pk]):
        assert hours_of_sweeping(rounds=30) == 30


def test_it_publishes_nothing_that_it_gave_up() -> None:
    poison = factories.waiting(text="poison")
    hours_of_sweeping(rounds=30)

    assert not factories.fresh(poison).shown
    with patch("comments.text.markup.render", markup.render):
        decisions.approve(poison.pk, by=factories.moderator(), version=1)
    assert factories.fresh(poison).shown


def test_it_follows_the_later_claim_and_not_a_worker_that_comes_back_from_hanging() -> None:
    comment = factories.waiting()
    zombie_against_its_successor(comment)

    assert factories.fresh(comment).status == Status.REJECTED


def test_control_without_the_number_of_the_attempt_the_zombie_publishes() -> None:
    comment = factories.waiting()
    settle = outcome.settle

    def settle_for(judged: Sequence[ScreeningResult], *, now: datetime) -> int:
        for one in judged:
            one.claimed.attempts = factories.fresh(one.claimed).attempts
        return settle(judged, now=now)

    with patch("comments.screening.outcome.settle", settle_for):
        zombie_against_its_successor(comment)

    assert factories.fresh(comment).status == Status.APPROVED
