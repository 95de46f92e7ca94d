"""The numbers of a day: exact whoever decides in which order, and nothing of what was undone or imported."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.counters import queries, rollups
from comments.counters.queries import DayNumber
from comments.db.transactions import writing
from comments.models import Comment, DayRollup
from comments.moderation import batches, decisions, deletion, handfuls, undoing
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import outcome, run
from tests.support import factories
from tests.support.clusters import clustered
from tests.support.factories import NOON
from tests.support.parallel import at_once

pytestmark = pytest.mark.django_db

DAY, NEXT = date(2026, 3, 2), timedelta(days=1)


def numbers(check: str = "", *, day: date = DAY) -> dict[str, int]:
    """Of all days, unless one is given, without times and zeros."""
    rows = DayRollup.objects.filter(site=factories.quiet_site())
    whole = rollups.summed(rollups.of_days(rows, first=day, last=day + timedelta(days=9)).values())
    return {what: number for what, number in whole.get(check, {}).items() if not what.startswith("after_")}


def decide(comment: Comment, action: str, *, now: datetime = NOON) -> Comment:
    version = factories.fresh(comment).version
    return decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=version, now=now)


def undo(comment: Comment) -> None:
    undoing.undo(factories.last_decision(comment).pk, by=factories.moderator(), now=NOON)


def test_it_counts_what_screening_received_held_and_objected_to() -> None:
    factories.quiet_site(disallowed_words="casino", premoderation="new")
    comments = [factories.waiting(text=text) for text in ("A thought.", "Another thought.", "A casino.")]
    run.screen([comment.pk for comment in comments], now=NOON + NEXT)

    assert numbers() == {"received": 3, "held": 2, "rejected": 1}
    assert numbers(day=DAY + NEXT) == {"held": 2, "rejected": 1}
    assert numbers("disallowed_words") == {"objected": 1}
    assert numbers("standing") == {"objected": 3}


def test_it_counts_a_comment_once_however_often_it_is_screened() -> None:
    comment = factories.screened()
    before = numbers()
    Comment.objects.filter(pk=comment.pk).update(due=NOON, leased_until=None, rechecks=1)
    run.screen([comment.pk], now=NOON + timedelta(minutes=5))
    edits.keep_edit(factories.fresh(comment), Edit(text="A second thought of mine."), now=NOON + timedelta(minutes=6))
    run.screen([comment.pk], now=NOON + timedelta(minutes=7))

    assert numbers() == before == {"received": 1, "held": 1}


@pytest.mark.parametrize("how", ["edit", "park", "decision", "withdrawal"])
def test_it_receives_once_what_is_dealt_with_before_it_is_screened(how: str) -> None:
    comment = factories.waiting()
    if how == "edit":
        edits.keep_edit(comment, Edit(text="A second thought of mine."), now=NOON)
        run.screen([comment.pk], now=NOON)
    if how == "park":
        outcome.park(comment.pk, now=NOON)
    if how == "withdrawal":
        decisions.withdraw(comment.pk, now=NOON)
    else:
        decide(comment, "approve")
        decide(comment, "reject")

    assert numbers()["received"] == 1


def test_it_counts_each_status_that_a_comment_came_to_once() -> None:
    comment = factories.screened()
    for action in ("approve", "reject", "approve", "spam", "review", "approve"):
        decide(comment, action)

    assert numbers() == {"received": 1, "held": 1, "approved": 1, "rejected": 1, "spam": 1}


def test_it_says_how_a_person_decided_where_a_check_objected() -> None:
    factories.quiet_site(moderation_words="loan")
    comments = [factories.screened(text=f"A loan, number {number}.") for number in range(4)]
    for comment, action in zip(comments, ("approve", "approve", "spam", "reject"), strict=True):
        decide(comment, action)
    decide(comments[0], "reject")

    assert numbers("moderation_words") == {"objected": 4, "approved": 2, "spam": 1, "rejected": 1}


def test_it_takes_off_what_is_undone() -> None:
    comment = factories.screened(text="A thought.")
    whole = (
        DayRollup.objects.exclude(number=0).order_by("what", "check_name").values_list("what", "check_name", "number")
    )
    before = list(whole)
    for action in ("approve", "spam", "reject"):
        decide(comment, action)
        assert list(whole.all()) != before
        undo(comment)
        assert list(whole.all()) == before

    decide(comment, "approve")
    assert numbers()["approved"] == 1


def test_it_takes_off_what_is_undone_for_a_whole_cluster() -> None:
    factories.quiet_site(premoderation="objections")
    cluster = clustered(4)
    before = numbers(), numbers("repeats")
    decision = batches.decide_cluster(cluster.pk, "spam", by=factories.moderator(), now=NOON)
    handfuls.carry_out(decision.pk, now=NOON)
    assert numbers()["spam"] == numbers("repeats")["spam"] == 3

    batches.undo(decision.pk, by=factories.moderator(), now=NOON)
    handfuls.carry_out(decision.pk, now=NOON)

    assert (numbers(), numbers("repeats")) == before


def test_it_counts_nothing_of_imports_and_of_housekeeping(settings: Any, tmp_path: Any) -> None:
    settings.ERASURES_DIR = tmp_path
    comment = factories.waiting()
    Comment.objects.update(source="disqus", source_id="1")
    run.screen([comment.pk], now=NOON)
    decide(comment, "approve")
    other = factories.screened()
    before = numbers()
    Comment.objects.filter(pk=other.pk).update(erase_at=NOON)
    deletion.erase(other.pk, now=NOON)

    assert numbers() == before == {"received": 1, "held": 1}


@settings(max_examples=15)
@given(st.lists(st.sampled_from(["approve", "reject", "spam", "review", "undo"]), max_size=8))
def test_it_says_what_the_decisions_say(actions: Sequence[str]) -> None:
    DayRollup.objects.all().delete()
    comment = factories.screened(text="A thought.")
    can_undo = False
    for action in actions:
        comment = factories.fresh(comment)
        if action == "undo" and can_undo:
            undo(comment)
            can_undo = False
        elif action in decisions.possible_actions(comment, factories.moderator()):
            decide(comment, action)
            can_undo = True

    rows = list(comment.decisions.all())
    undone = {row.undoes_id for row in rows}
    standing = [row for row in rows if row.undoes_id is None and row.pk not in undone]
    came = {row.to_status for row in standing if row.to_status != row.from_status} - {"pending"}
    assert numbers() == {"received": 1, "held": 1, **dict.fromkeys(came, 1)}


@pytest.mark.parametrize("seconds", [0, 1, 3, 59, 600, 3600, 86_400, 10_000_000])
def test_it_says_within_a_fifth_how_long_a_comment_waited(seconds: int) -> None:
    comment = factories.screened()
    decide(comment, "approve", now=NOON + timedelta(seconds=seconds))
    after = {row.what: row.number for row in DayRollup.objects.filter(what__startswith="after_")}

    assert sum(after.values()) == 1
    assert rollups.waited(after, 0.5) == pytest.approx(max(1, seconds), rel=0.2)


@pytest.mark.once
def test_it_reads_median_and_95th_from_the_classes() -> None:
    times = [10] * 60 + [600] * 30 + [86_400] * 10
    after = {f"after_{rollups.wait_class(seconds):02d}": times.count(seconds) for seconds in set(times)}

    assert rollups.waited(after, 0.5) == pytest.approx(10, rel=0.2)
    assert rollups.waited(after, 0.95) == pytest.approx(86_400, rel=0.2)
    assert rollups.waited({"received": 3}, 0.5) is None


def test_it_writes_one_statement_for_a_batch(django_assert_num_queries: Any) -> None:
    site = factories.quiet_site()
    with django_assert_num_queries(1), rollups.together():
        for number in range(50):
            rollups.add(Counter([DayNumber(site.pk, DAY, f"what-{number % 3}")]))

    assert numbers() == {"what-0": 17, "what-1": 17, "what-2": 16}


def test_it_writes_nothing_of_a_batch_that_failed() -> None:
    site = factories.quiet_site()
    with pytest.raises(RuntimeError), rollups.together():
        rollups.add(Counter([DayNumber(site.pk, DAY, "received")]))
        raise RuntimeError

    assert not DayRollup.objects.exists()


def test_it_never_falls_below_nothing() -> None:
    site = factories.quiet_site()
    key = DayNumber(site.pk, DAY, "approved")
    queries.add_to_days({key: 1})
    queries.add_to_days({key: -3})
    queries.add_to_days({DayNumber(site.pk, DAY, "spam"): -1})

    assert numbers() == {}


@pytest.mark.django_db(transaction=True)
def test_it_loses_none_of_those_that_count_at_once() -> None:
    site = factories.quiet_site()
    keys = [DayNumber(site.pk, DAY, what) for what in ("received", "held", "approved")]

    def count() -> None:
        for order in (1, -1, 1, -1, 1):
            with writing():
                queries.add_to_days(dict.fromkeys(keys[::order], 1))

    at_once([count] * 6)

    assert numbers() == {"received": 30, "held": 30, "approved": 30}
