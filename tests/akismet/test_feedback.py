"""What Akismet is owed where moderators disagree: of which comments, and what was undone."""

from typing import Any
from unittest.mock import patch

import pytest

from comments import limits
from comments.akismet import feedback
from comments.models import CheckSetting, Cluster, Comment
from comments.moderation import batches, decisions, handfuls, undoing
from comments.posting import edits
from comments.posting.edits import Edit
from comments.screening import registry
from comments.screening.vocabulary import hold
from tests.support import factories
from tests.support.asked_service import MINUTE, SECOND, answer, judged, questions, screen, undecided
from tests.support.disagreeing import DECIDED, LATER, called_spam, decide, owed, told
from tests.support.factories import NOON
from tests.support.fake_akismet import FakeAkismet, Role
from tests.support.variants import spun

pytestmark = pytest.mark.django_db


def test_it_tells_of_a_comment_that_was_called_spam_by_mistake(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")

    assert feedback.send(now=LATER) == 1
    assert told(service) == ["submit-ham"]
    assert questions(service, "submit-ham") == [comment.asked]


def test_it_tells_nothing_as_long_as_it_can_be_a_slip(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve", now=LATER)

    assert feedback.send(now=LATER + (limits.UNDO_SECONDS - 1) * SECOND) == 0
    decision = factories.last_decision(comment)
    undoing.undo(decision.pk, by=factories.moderator(), now=LATER + (limits.UNDO_SECONDS - 1) * SECOND)
    assert feedback.send(now=LATER + MINUTE) == 0
    assert told(service) == []


def test_it_tells_of_spam_that_was_missed(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")

    assert feedback.send(now=LATER) == 1
    assert questions(service, "submit-spam") == [comment.asked]


@pytest.mark.parametrize("call", ["submit-ham", "submit-spam"])
def test_it_sends_exactly_what_it_asked_with(service: FakeAkismet, call: str, settings: Any) -> None:
    settings.AKISMET_TEST = True
    fields = {"url": "https://ada.example.org", "user_agent": "Browser", "text": "Schön & gut = 1 + 1?"}
    comment = called_spam(**fields) if call == "submit-ham" else judged(**fields)
    settings.AKISMET_TEST = False
    decide(comment, "approve" if call == "submit-ham" else "spam")
    feedback.send(now=LATER)

    assert questions(service, call) == questions(service)
    assert questions(service)[0]["is_test"] == "true"


def test_it_is_told_of_nothing_by_the_moderators_own_transaction(service: FakeAkismet) -> None:
    decide(judged(), "spam")

    assert told(service) == []


def test_it_owes_nothing_where_moderators_agree(service: FakeAkismet) -> None:
    with patch.dict(registry.CHECKS, {"one": lambda candidate, site: hold("Something found.")}):
        held = judged()

    assert not owed(decide(held, "approve"))
    assert not owed(decide(called_spam(), "approve", "spam"))


def test_it_owes_nothing_for_a_rejection(service: FakeAkismet) -> None:
    assert not owed(decide(judged(), "reject"))
    assert not owed(decide(called_spam(), "reject"))


def test_it_owes_nothing_where_there_was_no_answer(service: FakeAkismet) -> None:
    service.role = Role.ERROR

    assert not owed(decide(judged(), "spam"))


def test_it_owes_nothing_where_nobody_was_asked(service: FakeAkismet, settings: Any) -> None:
    settings.AKISMET_KEY = ""

    assert not owed(decide(judged(), "spam"))


def test_it_owes_nothing_for_an_answer_about_an_earlier_text(service: FakeAkismet) -> None:
    comment = called_spam()
    service.role = Role.ERROR
    edits.edit(factories.fresh(comment), Edit(text="Another thought."), now=LATER)
    screen(comment, now=LATER + SECOND)
    decide(comment, "approve")

    assert not owed(comment)


def test_it_goes_by_the_answer_about_the_latest_text(service: FakeAkismet) -> None:
    comment = called_spam()
    service.role = Role.HAM
    edits.edit(factories.fresh(comment), Edit(text="Another thought."), now=LATER)
    screen(comment, now=LATER + SECOND)

    assert factories.fresh(comment).status == "spam"
    assert not owed(decide(comment, "approve"))


def test_it_tells_once(service: FakeAkismet) -> None:
    decide(judged(), "spam")

    assert [feedback.send(now=LATER + n * MINUTE) for n in range(5)] == [1, 0, 0, 0, 0]
    assert told(service) == ["submit-spam"]


def test_it_tells_nothing_that_was_undone_before(service: FakeAkismet) -> None:
    decide(called_spam(), "approve", "undo")

    assert feedback.send(now=LATER) == 0
    assert told(service) == []


def test_it_takes_back_what_was_told_and_then_undone(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    feedback.send(now=LATER)
    decide(comment, "undo")
    feedback.send(now=LATER)

    assert told(service) == ["submit-ham", "submit-spam"]


def test_it_tells_nothing_twice_that_was_reversed_twice(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    feedback.send(now=LATER)
    decide(comment, "spam", "approve")
    feedback.send(now=LATER)

    assert told(service) == ["submit-ham"]


@pytest.mark.parametrize("action", ["reject", "review"])
def test_it_tells_nothing_of_a_comment_on_which_nobody_is_decided_any_more(service: FakeAkismet, action: str) -> None:
    decide(called_spam(), "approve", action)

    assert feedback.send(now=LATER) == 0


def test_it_tells_nothing_of_a_comment_that_was_edited_since(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")
    edits.edit(factories.fresh(comment), Edit(text="Another thought."), now=LATER)

    assert feedback.send(now=LATER) == 0


def test_it_tells_nothing_of_a_comment_that_its_author_took_back(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    decisions.withdraw(comment.pk, now=LATER)

    assert not owed(comment)
    assert feedback.send(now=LATER) == 0


def test_it_tells_nothing_of_a_comment_that_was_deleted(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    decisions.delete(comment.pk, by=factories.moderator(), version=factories.fresh(comment).version)

    assert feedback.send(now=LATER) == 0


def test_it_gives_up_where_what_was_sent_is_erased(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    Comment.objects.filter(pk=comment.pk).update(asked=None)

    assert feedback.send(now=LATER) == 0
    assert not owed(comment)
    assert told(service) == []


@pytest.mark.parametrize("switch", ["key", "setting"])
def test_it_tells_nothing_once_it_is_switched_off(service: FakeAkismet, settings: Any, switch: str) -> None:
    comment = decide(called_spam(), "approve")
    if switch == "key":
        settings.AKISMET_KEY = ""
    else:
        CheckSetting.objects.create(site=comment.thread.site, check_name="akismet", is_on=False)

    assert feedback.send(now=LATER) == 0
    assert told(service) == []


def test_it_tells_where_a_service_that_calls_everything_spam_is_wrong(service: FakeAkismet) -> None:
    with patch("comments.screening.checks.akismet.implausible_spam_count", lambda site: 196):
        comment = called_spam()
    decide(comment, "approve")

    assert answer(comment).verdict == "hold"
    assert feedback.send(now=LATER) == 1


def alike(count: int) -> Cluster:
    """As many comments with nearly the same text, of which the service let all pass."""
    for number in range(count):
        judged(text=spun(number))
    return Cluster.objects.get(size=count)


def test_it_tells_of_each_comment_of_a_decision_on_many(service: FakeAkismet) -> None:
    decision = batches.decide_cluster(alike(3).pk, "spam", by=factories.moderator(), with_published=True, now=DECIDED)
    handfuls.carry_out(decision.pk, now=DECIDED)

    assert feedback.send(now=LATER) == 3
    assert questions(service, "submit-spam") == questions(service)


def test_it_tells_nothing_of_a_decision_on_many_that_was_undone_before(service: FakeAkismet) -> None:
    decision = batches.decide_cluster(alike(3).pk, "spam", by=factories.moderator(), now=LATER)
    handfuls.carry_out(decision.pk, now=LATER)
    batches.undo(decision.pk, by=factories.moderator(), now=LATER)
    handfuls.carry_out(decision.pk, now=LATER)

    assert feedback.send(now=LATER) == 0


def test_it_is_asked_and_told_nothing_of_what_a_standing_decision_covers(service: FakeAkismet) -> None:
    batches.decide_cluster(alike(3).pk, "spam", by=factories.moderator(), stands=True, now=NOON)
    service.asked.clear()
    joined = judged(text=spun(2))
    feedback.send(now=LATER)

    assert (joined.status, answer(joined).verdict) == ("spam", "abstain")
    assert service.asked == []


def test_it_tells_what_was_decided_while_the_service_thought(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    comment = undecided()
    check = registry.OUTSIDE["akismet"]

    def checked(*question: Any) -> Any:
        judgement = check(*question)
        decide(comment, "approve")
        return judgement

    with patch.dict(registry.OUTSIDE, {"akismet": checked}):
        screen(comment)
    service.role = Role.JUDGE

    assert feedback.send(now=LATER) == 1
    assert questions(service, "submit-ham") == questions(service)
