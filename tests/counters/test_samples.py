"""The daily sample: drawn from what the checks decided alone, and counted by whether the first to look agrees."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from comments.access.membership import ALL_SITES
from comments.counters import dashboard, samples
from comments.db.transactions import writing
from comments.errors import IllegalMove
from comments.models import Actor, Batch, BatchKind, Comment, ReviewSample, Upkeep
from comments.moderation import decisions, undoing
from comments.moderation.transitions import Transition, lock, move
from comments.posting import edits
from comments.posting.edits import Edit
from comments.statuses import Status
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

NEXT_DAY = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def upkeep(db: None) -> None:
    Upkeep.objects.create(pk=1, ran_at=NOON, resting_until=NOON)


def by_checks(status: str, *, now: datetime = NOON, **fields: Any) -> Comment:
    """A comment that screening brought to a status."""
    comment = factories.screened(now=now, **fields)
    with writing():
        return move(lock(comment.pk), Status(status), Transition(Actor.SCREENING, now), {})


def drawn(now: datetime = NEXT_DAY) -> list[int]:
    samples.draw(now)
    return sorted(ReviewSample.objects.filter(settled_at=None).values_list("pk", flat=True))


def decide(comment: Comment, action: str, now: datetime = NEXT_DAY) -> Comment:
    version = factories.fresh(comment).version
    return decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=version, now=now)


def records() -> list[tuple[int, int]]:
    """Looked at and right, of spam, then of what was published."""
    found = dashboard.read(ALL_SITES, today=NEXT_DAY.date())
    return [(sample.looked_at, sample.right) for sample in (found.spam_sample, found.published_sample)]


def test_it_draws_what_the_checks_alone_decided_on_the_day_before() -> None:
    spam, published = by_checks("spam"), by_checks("approved")
    factories.screened(), by_checks("rejected"), by_checks("spam", now=NEXT_DAY), by_checks("approved", now=NEXT_DAY)
    decide(by_checks("spam"), "approve", NOON)
    decide(by_checks("approved"), "confirm", NOON)
    decide(factories.screened(), "spam", NOON)
    imported = by_checks("spam")
    Comment.objects.filter(pk=imported.pk).update(source="disqus", source_id="1")

    assert drawn() == [spam.pk, published.pk]
    assert dict(ReviewSample.objects.values_list("pk", "status")) == {spam.pk: "spam", published.pk: "approved"}


def test_it_draws_20_of_each_site_once_a_day_the_same_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "SIZE", 3)
    theirs = by_checks("spam", on=factories.subject("gazette"))
    mine = [by_checks("spam").pk for _number in range(8)]

    first = drawn()
    assert theirs.pk in first and len(set(first) & set(mine)) == 3 and len(first) == 4
    assert drawn() == drawn(NEXT_DAY + timedelta(hours=11)) == first
    ReviewSample.objects.all().delete()
    Upkeep.objects.update(sampled_day=None)
    assert drawn() == first
    assert drawn(NEXT_DAY + timedelta(days=1)) == []


def test_it_draws_each_as_likely_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "SIZE", 2)
    ids = [by_checks("spam").pk for _number in range(4)]
    rows = Comment.objects.filter(pk__in=ids)

    times = [sum(pk in samples._at_random(rows, f"day {day}") for day in range(200)) for pk in ids]

    assert all(70 <= number <= 130 for number in times), times


@pytest.mark.parametrize(
    ("status", "action", "expected"),
    [
        ("spam", "spam", [(1, 1), (0, 0)]),
        ("spam", "approve", [(1, 0), (0, 0)]),
        ("spam", "reject", [(1, 0), (0, 0)]),
        ("spam", "review", [(0, 0), (0, 0)]),
        ("approved", "confirm", [(0, 0), (1, 1)]),
        ("approved", "spam", [(0, 0), (1, 0)]),
        ("approved", "pick", [(0, 0), (1, 1)]),
    ],
)
def test_it_counts_whether_the_first_to_look_agrees(status: str, action: str, expected: Sequence[Any]) -> None:
    comment = by_checks(status)
    drawn()

    decided = decide(comment, action)
    assert (records(), drawn()) == (expected, [])
    assert decided.status == (status if action in ("pick", "confirm") else decided.status)

    last = factories.last_decision(comment)
    undoing.undo(last.pk, by=factories.moderator(), now=NEXT_DAY)
    assert (records(), drawn()) == ([(0, 0), (0, 0)], [comment.pk])

    decide(comment, action)
    assert records() == expected


def test_it_says_of_each_check_how_often_its_spam_was_spam() -> None:
    factories.quiet_site(moderation_words="loan")
    for action in ("spam", "spam", "approve"):
        comment = by_checks("spam", text=f"A loan, {action}, {Comment.objects.count()}.")
        ReviewSample.objects.create(comment=comment, day=NOON.date(), status="spam")
        decide(comment, action)

    [check] = [one for one in dashboard.read(ALL_SITES, today=NEXT_DAY.date()).checks if one.name == "moderation_words"]

    assert (check.sample.looked_at, check.sample.right) == (3, 2)
    assert check.sample.bounds == pytest.approx((0.21, 0.94), abs=0.01)


def test_it_asks_nobody_about_what_its_author_changed_or_took_back() -> None:
    edited, gone = by_checks("approved"), by_checks("approved")
    assert drawn() == [edited.pk, gone.pk]

    edits.keep_edit(factories.fresh(edited), Edit(text="Another thought."), now=NOON + timedelta(minutes=1))
    decisions.withdraw(gone.pk, now=NEXT_DAY)

    assert drawn() == []
    decide(edited, "approve")
    assert records() == [(0, 0), (0, 0)]


def test_it_counts_no_look_where_nobody_looked() -> None:
    """A decision on all that match a search is none, on what was ticked it is."""
    comments = [by_checks("approved") for _kind in BatchKind.values]
    drawn()
    for comment, kind in zip(comments, BatchKind.values, strict=True):
        batch = Batch.objects.create(kind=kind, by=factories.moderator(), created_at=NOON)
        with writing():
            made = Transition(Actor.MODERATOR, NEXT_DAY, batch.by, action="reject", batch_id=batch.pk)
            decisions.carry_out(lock(comment.pk), made, {})

    assert drawn() == []
    assert records() == [(0, 0), (1, 0)]


def test_it_lets_spam_stay_spam_only_where_it_is_asked_about() -> None:
    asked, other = by_checks("spam"), by_checks("spam")
    ReviewSample.objects.create(comment=asked, day=NOON.date(), status="spam")
    possible = [decisions.possible_actions(factories.fresh(one), factories.moderator()) for one in (asked, other)]

    assert ["spam" in actions for actions in possible] == [True, False]
    decide(asked, "spam")
    with pytest.raises(IllegalMove):
        decide(other, "spam")
    assert factories.fresh(asked).decided_at == NEXT_DAY


def test_it_forgets_old_samples_and_keeps_their_numbers() -> None:
    comment = by_checks("spam")
    drawn()
    decide(comment, "spam")
    samples.draw(NEXT_DAY + timedelta(days=62))

    assert not ReviewSample.objects.exists()
    assert records()[0] == (1, 1)
