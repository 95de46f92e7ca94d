"""Asking again about what an outside service gave no answer to: when, for how long, and what ends it."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from comments import limits
from comments.models import Actor, CheckSetting, Comment
from comments.moderation import decisions
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import backlog, registry
from comments.screening.vocabulary import hold
from comments.statuses import Status
from tests.support import factories
from tests.support.asked_service import MINUTE, SECOND, answer, judged, questions, screen
from tests.support.factories import NOON
from tests.support.fake_akismet import CERTAIN_SPAM, FakeAkismet, Role

pytestmark = pytest.mark.django_db


def steps(comment: Comment) -> list[tuple[str, str]]:
    """What the screening decided, each time that it came to something new."""
    rows = comment.decisions.filter(actor=Actor.SCREENING)
    return list(rows.values_list("from_status", "to_status"))


def brought(comment: Comment, now: datetime) -> bool:
    """Whether the sweep brings it, and alone: it is screened then."""
    handfuls = backlog.sweep(now=now)
    assert handfuls in ([], [[comment.pk]])
    return bool(handfuls) and screen(comment, now=now) == 1


def waits(comment: Comment, times: int) -> list[timedelta]:
    """Between one question and the next, as the sweep brings it again."""
    found = []
    for _ in range(times):
        due = factories.fresh(comment).due
        assert due
        assert not brought(comment, due - SECOND)
        assert brought(comment, due)
        found.append((factories.fresh(comment).due or due) - due)
    return found


def test_it_asks_again_after_a_minute_and_then_later_and_later_up_to_six_hours(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    found = waits(comment, 11)
    full = [min(2**n, 360) * MINUTE for n in range(1, 12)]

    assert all(0.8 * longest <= wait <= longest for wait, longest in zip(found, full, strict=True))
    assert len(questions(service)) == 12
    assert factories.fresh(comment).status == Status.PENDING
    # Silence is never counted as a failure of its own.
    assert factories.fresh(comment).attempts > limits.ATTEMPTS
    assert not comment.findings.filter(code="parked").exists()


def test_it_still_gives_up_what_fails_eight_times_in_between(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    now = NOON
    with patch("comments.text.markup.render", side_effect=MemoryError):
        for _ in range(limits.ATTEMPTS):
            now = factories.fresh(comment).due or now
            assert not brought(comment, now)
    last = factories.fresh(comment).due
    assert last
    assert backlog.sweep(now=last) == []
    assert comment.findings.filter(code="parked").exists()


def test_it_is_screened_once_however_often_its_message_comes(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()

    assert [screen(comment, now=NOON + n * SECOND) for n in range(2, 20)] == [0] * 18
    assert len(service.asked) == 1


def test_it_asks_again_although_the_clocks_of_two_machines_differ_by_seconds(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    due = factories.fresh(comment).due
    assert due

    assert backlog.sweep(now=due) == [[comment.pk]]
    assert screen(comment, now=due - 5 * SECOND) == 1


def test_it_says_when_it_asks_again_that_it_does(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    waits(comment, 1)

    assert [sent.get("recheck_reason") for sent in questions(service)] == [None, "recheck"]


def test_it_publishes_once_the_service_is_back(service: FakeAkismet) -> None:
    service.stop()
    comment = judged()
    waits(comment, 3)
    service.start()
    due = factories.fresh(comment).due
    assert due
    assert brought(comment, due)
    comment = factories.fresh(comment)

    assert (comment.status, comment.due, answer(comment).verdict) == (Status.APPROVED, None, "clear")
    assert steps(comment)[-1] == ("pending", "approved")
    assert set(steps(comment)[:-1]) == {("pending", "pending")}
    assert comment.asked == questions(service)[-1]


def test_it_takes_for_spam_what_the_service_does_once_it_is_back(service: FakeAkismet) -> None:
    service.stop()
    comment = judged(name=CERTAIN_SPAM)
    service.start()
    waits(comment, 1)

    assert (factories.fresh(comment).status, steps(comment)) == (
        Status.SPAM, [("pending", "pending"), ("pending", "spam")],
    )  # fmt: skip


def test_it_leaves_to_a_person_what_a_check_here_holds_once_the_service_is_back(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    with patch.dict(registry.CHECKS, {"one": lambda candidate, site: hold("Something found.")}):
        comment = judged()
        service.role = Role.HAM
        assert brought(comment, comment.due or NOON)

    assert (factories.fresh(comment).status, factories.fresh(comment).due) == (Status.PENDING, None)
    assert factories.last_decision(comment).reason == "Something found."


def test_it_writes_a_decision_for_each_new_reason_to_wait(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    waits(comment, 2)
    service.role = Role.GARBAGE
    waits(comment, 1)
    reasons = list(comment.decisions.filter(actor=Actor.SCREENING).values_list("reason", flat=True))

    assert len(reasons) == len(set(reasons)) == 2


def test_it_stops_asking_after_fifteen_days_and_leaves_it_to_a_person(service: FakeAkismet) -> None:
    service.stop()
    comment = judged()
    now = NOON + timedelta(days=14, hours=12)
    Comment.objects.filter(pk=comment.pk).update(rechecks=80, attempts=81, due=now)
    while due := factories.fresh(comment).due:
        now = due
        assert brought(comment, now)

    assert timedelta(days=15) <= now - NOON <= timedelta(days=15, hours=6)
    assert backlog.sweep(now=now + timedelta(days=30)) == []
    assert factories.fresh(comment).status == Status.PENDING
    assert "will not be asked again" in factories.last_decision(comment).reason


@pytest.mark.parametrize("action", ["approve", "reject", "spam"])
def test_it_asks_no_more_about_what_a_moderator_decided(service: FakeAkismet, action: str) -> None:
    service.role = Role.ERROR
    comment = judged()
    decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=comment.version, now=NOON + MINUTE)

    assert backlog.sweep(now=NOON + timedelta(days=1)) == []
    assert len(service.asked) == 1


def test_it_asks_no_more_about_what_a_moderator_took_back_to_review(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    for action in ("approve", "review"):
        decided = factories.fresh(comment)
        decisions.ACTIONS[action](comment.pk, by=factories.moderator(), version=decided.version, now=NOON + MINUTE)

    assert backlog.sweep(now=NOON + timedelta(days=1)) == []


def test_it_starts_anew_with_an_edited_text(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    waits(comment, 3)
    later = NOON + 10 * MINUTE
    edits.edit(factories.fresh(comment), Edit(text="Another thought."), now=later)
    edited = factories.fresh(comment)
    service.role = Role.HAM
    screen(edited, now=later + SECOND)

    assert (edited.rechecks, edited.attempts, edited.due) == (0, 0, later + limits.DUE_AFTER_POST_SECONDS * SECOND)
    assert factories.fresh(comment).status == Status.APPROVED
    assert questions(service)[-1]["comment_content"] == "Another thought."


@pytest.mark.parametrize("switch", ["key", "setting"])
def test_it_decides_without_the_service_once_that_is_switched_off(
    service: FakeAkismet, settings: Any, switch: str
) -> None:
    service.role = Role.ERROR
    comment = judged()
    if switch == "key":
        settings.AKISMET_KEY = ""
    else:
        CheckSetting.objects.create(site=comment.thread.site, check_name="akismet", is_on=False)
    waits(comment, 1)

    assert factories.fresh(comment).status == Status.APPROVED
    assert not comment.findings.filter(check_name="akismet").exists()
    assert len(service.asked) == 1


def test_it_leaves_to_a_person_what_it_cannot_ask_about_any_more(service: FakeAkismet) -> None:
    service.role = Role.ERROR
    comment = judged()
    Comment.objects.filter(pk=comment.pk).update(address="", network="", user_agent="")
    assert brought(comment, factories.fresh(comment).due or NOON)

    assert (factories.fresh(comment).status, factories.fresh(comment).due) == (Status.PENDING, None)
    assert len(service.asked) == 1
