"""Telling Akismet where moderators disagree: what, when, once, and not after it was undone."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from comments import akismet, authoring, cluster_decisions, conf, corrections, moderation, tasks
from comments.authoring import Edit
from comments.models import CheckSetting, Cluster, Comment, Correction
from comments.spam import hold, pipeline
from tests import build
from tests.asking import MINUTE, PATIENCE, SECOND, answer, asked, impatient, judged, questions, screen, undecided
from tests.build import NOON
from tests.fake_akismet import CERTAIN_SPAM, KEY, FakeAkismet, Role
from tests.parallel import at_once
from tests.spun import spun

pytestmark = pytest.mark.django_db

LATER = NOON + MINUTE
in_real_transactions = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(settings: Any) -> Iterator[FakeAkismet]:
    with asked(settings) as fake:
        yield fake


def decide(comment: Comment, *actions: str, now: datetime = LATER) -> Comment:
    for action in actions:
        version = build.fresh(comment).version
        moderation.ACTIONS[action](comment.pk, by=build.moderator(), version=version, now=now)
    return comment


def called_spam(**fields: Any) -> Comment:
    return judged(name=CERTAIN_SPAM, **fields)


def told(service: FakeAkismet) -> list[str]:
    """The calls that told something, in order."""
    calls = [asked.path.rpartition("/")[2] for asked in service.asked]
    return [call for call in calls if call.startswith("submit-")]


def owed(comment: Comment) -> bool:
    return Correction.objects.filter(comment=comment, due__isnull=False).exists()


def test_it_tells_of_a_comment_that_was_called_spam_by_mistake(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")

    assert corrections.tell(now=LATER) == 1
    assert told(service) == ["submit-ham"]
    assert questions(service, "submit-ham") == [comment.asked]


def test_it_tells_of_spam_that_was_missed(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")

    assert corrections.tell(now=LATER) == 1
    assert questions(service, "submit-spam") == [comment.asked]


@pytest.mark.parametrize("call", ["submit-ham", "submit-spam"])
def test_it_sends_exactly_what_it_asked_with(service: FakeAkismet, call: str, settings: Any) -> None:
    settings.AKISMET_TEST = True
    fields = {"url": "https://ada.example.org", "user_agent": "Browser", "text": "Schön & gut = 1 + 1?"}
    comment = called_spam(**fields) if call == "submit-ham" else judged(**fields)
    settings.AKISMET_TEST = False
    decide(comment, "approve" if call == "submit-ham" else "spam")
    corrections.tell(now=LATER)

    assert questions(service, call) == questions(service)
    assert questions(service)[0]["is_test"] == "true"


def test_it_is_told_of_nothing_by_the_moderators_own_transaction(service: FakeAkismet) -> None:
    decide(judged(), "spam")

    assert told(service) == []


def test_it_owes_nothing_where_moderators_agree(service: FakeAkismet) -> None:
    with patch.dict(pipeline.CHECKS, {"one": lambda candidate, site: hold("Something found.")}):
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
    authoring.edit(build.fresh(comment), Edit(text="Another thought."), now=LATER)
    screen(comment, now=LATER + SECOND)
    decide(comment, "approve")

    assert not owed(comment)


def test_it_goes_by_the_answer_about_the_latest_text(service: FakeAkismet) -> None:
    comment = called_spam()
    service.role = Role.HAM
    authoring.edit(build.fresh(comment), Edit(text="Another thought."), now=LATER)
    screen(comment, now=LATER + SECOND)

    assert build.fresh(comment).status == "spam"
    assert not owed(decide(comment, "approve"))


def test_it_tells_once(service: FakeAkismet) -> None:
    decide(judged(), "spam")

    assert [corrections.tell(now=LATER + n * MINUTE) for n in range(5)] == [1, 0, 0, 0, 0]
    assert told(service) == ["submit-spam"]


def test_it_tells_nothing_that_was_undone_before(service: FakeAkismet) -> None:
    decide(called_spam(), "approve", "restore")

    assert corrections.tell(now=LATER) == 0
    assert told(service) == []


def test_it_takes_back_what_was_told_and_then_undone(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    corrections.tell(now=LATER)
    decide(comment, "restore")
    corrections.tell(now=LATER)

    assert told(service) == ["submit-ham", "submit-spam"]


def test_it_tells_nothing_twice_that_was_reversed_twice(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    corrections.tell(now=LATER)
    decide(comment, "spam", "approve")
    corrections.tell(now=LATER)

    assert told(service) == ["submit-ham"]


@pytest.mark.parametrize("action", ["reject", "review"])
def test_it_tells_nothing_of_a_comment_on_which_nobody_is_decided_any_more(service: FakeAkismet, action: str) -> None:
    decide(called_spam(), "approve", action)

    assert corrections.tell(now=LATER) == 0


def test_it_tells_nothing_of_a_comment_that_was_edited_since(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")
    authoring.edit(build.fresh(comment), Edit(text="Another thought."), now=LATER)

    assert corrections.tell(now=LATER) == 0


def test_it_tells_nothing_of_a_comment_that_its_author_took_back(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    moderation.withdraw(comment.pk, now=LATER)

    assert not owed(comment)
    assert corrections.tell(now=LATER) == 0


def test_it_tells_nothing_of_a_comment_that_was_deleted(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    moderation.delete(comment.pk, by=build.moderator(), version=build.fresh(comment).version)

    assert corrections.tell(now=LATER) == 0


def test_it_gives_up_where_what_was_sent_is_erased(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    Comment.objects.filter(pk=comment.pk).update(asked=None)

    assert corrections.tell(now=LATER) == 0
    assert not owed(comment)
    assert told(service) == []


@pytest.mark.parametrize("switch", ["key", "setting"])
def test_it_tells_nothing_once_it_is_switched_off(service: FakeAkismet, settings: Any, switch: str) -> None:
    comment = decide(called_spam(), "approve")
    if switch == "key":
        settings.AKISMET_KEY = ""
    else:
        CheckSetting.objects.create(site=comment.thread.site, check_name="akismet", is_on=False)

    assert corrections.tell(now=LATER) == 0
    assert told(service) == []


def test_it_tells_where_a_service_that_calls_everything_spam_is_wrong(service: FakeAkismet) -> None:
    with patch("comments.spam.akismet._too_often", lambda site: 196):
        comment = called_spam()
    decide(comment, "approve")

    assert answer(comment).verdict == "hold"
    assert corrections.tell(now=LATER) == 1


def alike(count: int) -> Cluster:
    """As many comments with nearly the same text, of which the service let all pass."""
    for number in range(count):
        judged(text=spun(number))
    return Cluster.objects.get(size=count)


def test_it_tells_of_each_comment_of_a_decision_on_many(service: FakeAkismet) -> None:
    decision = cluster_decisions.decide(alike(3).pk, "spam", build.moderator(), with_published=True, now=LATER)
    cluster_decisions.carry_out(decision.pk, now=LATER)

    assert corrections.tell(now=LATER) == 3
    assert questions(service, "submit-spam") == questions(service)


def test_it_tells_nothing_of_a_decision_on_many_that_was_undone_before(service: FakeAkismet) -> None:
    decision = cluster_decisions.decide(alike(3).pk, "spam", build.moderator(), now=LATER)
    cluster_decisions.carry_out(decision.pk, now=LATER)
    cluster_decisions.undo(decision.pk, build.moderator(), now=LATER)
    cluster_decisions.carry_out(decision.pk, now=LATER)

    assert corrections.tell(now=LATER) == 0


def test_it_is_asked_and_told_nothing_of_what_a_standing_decision_covers(service: FakeAkismet) -> None:
    cluster_decisions.decide(alike(3).pk, "spam", build.moderator(), stands=True, now=NOON)
    service.asked.clear()
    joined = judged(text=spun(2))
    corrections.tell(now=LATER)

    assert (joined.status, answer(joined).verdict) == ("spam", "abstain")
    assert service.asked == []


def test_it_tells_what_was_decided_while_the_service_thought(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    comment = undecided()
    check = pipeline.OUTSIDE["akismet"]

    def checked(*question: Any) -> Any:
        judgement = check(*question)
        decide(comment, "approve")
        return judgement

    with patch.dict(pipeline.OUTSIDE, {"akismet": checked}):
        screen(comment)
    service.role = Role.JUDGE

    assert corrections.tell(now=LATER) == 1
    assert questions(service, "submit-ham") == questions(service)


def tells(service: FakeAkismet, comment: Comment, until: timedelta) -> datetime:
    """Until when it was tried, as it came due; each time without success."""
    now = LATER
    while (due := Correction.objects.get(comment=comment).due) and due < LATER + until:
        now = due
        assert corrections.tell(now=now) == 0
    return now


@pytest.mark.parametrize("role", [Role.ERROR, Role.NO_KEY, Role.GARBAGE, Role.HAM, Role.SLOW])
def test_it_tells_later_when_the_service_was_down_for_hours(service: FakeAkismet, role: Role) -> None:
    comment = decide(judged(), "spam")
    service.role = role
    with impatient():
        tells(service, comment, timedelta(hours=5))
    service.role = Role.JUDGE
    service.asked.clear()
    due = Correction.objects.get(comment=comment).due
    assert due
    assert due <= LATER + timedelta(hours=11)

    assert corrections.tell(now=due) == 1
    assert questions(service, "submit-spam") == [comment.asked]


def test_it_waits_longer_from_time_to_time(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")
    service.stop()
    times = [LATER]
    for _ in range(6):
        corrections.tell(now=times[-1])
        times.append(Correction.objects.get(comment=comment).due or LATER)
    found = [(later - earlier) / MINUTE for earlier, later in pairwise(times)]

    assert all(0.8 * 2**n <= wait <= 2**n for n, wait in enumerate(found))


def test_it_gives_up_after_three_days(service: FakeAkismet, caplog: pytest.LogCaptureFixture) -> None:
    comment = decide(judged(), "spam")
    service.stop()
    last = tells(service, comment, timedelta(days=10))

    assert timedelta(days=3) <= last - LATER <= timedelta(days=3, hours=7)
    assert not owed(comment)
    assert "given up" in caplog.text


def test_it_does_not_take_for_told_what_it_gave_up(service: FakeAkismet) -> None:
    comment = decide(judged(), "spam")
    service.stop()
    tells(service, comment, timedelta(days=10))
    service.start()
    late = LATER + timedelta(days=4)
    decide(comment, "approve", now=late)
    corrections.tell(now=late)

    assert told(service) == []


def test_it_keeps_a_task_short_however_slow_the_service_is(service: FakeAkismet) -> None:
    for _ in range(8):
        decide(judged(), "spam")
    service.role, service.slow_seconds = Role.SLOW, 0.25
    with patch.multiple("comments.conf", AKISMET_SECONDS=0.5, ASKING_SECONDS=1.2):
        assert 1 <= corrections.tell(now=LATER) <= 4


def test_it_stops_at_the_first_that_is_not_taken(service: FakeAkismet) -> None:
    for _ in range(4):
        decide(judged(), "spam")
    service.role = Role.SLOW
    with patch("comments.conf.AKISMET_SECONDS", PATIENCE):
        corrections.tell(now=LATER)

    assert told(service) == ["submit-spam"]
    service.role = Role.JUDGE
    assert corrections.tell(now=LATER) == 3


def test_it_leaves_a_service_alone_that_rests(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    service.role = Role.ERROR
    for _ in range(3):
        judged()
    corrections.tell(now=LATER - SECOND)

    assert told(service) == []


def test_it_tells_a_bounded_number_longest_owed_first(service: FakeAkismet) -> None:
    late, early = judged(text="Late."), judged(text="Early.")
    decide(late, "spam", now=LATER)
    decide(early, "spam", now=LATER - SECOND)
    with patch.object(corrections, "ROWS", 1):
        corrections.tell(now=LATER)

    assert [sent["comment_content"] for sent in questions(service, "submit-spam")] == ["Early."]


def test_it_is_a_task_that_beat_brings_every_minute(service: FakeAkismet, settings: Any) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["tell"]
    comment = decide(judged(), "spam")
    tasks.tell()

    assert (entry["task"], entry["schedule"], entry["options"]["expires"]) == (tasks.tell.name, 60.0, 60)
    assert not owed(comment)


@in_real_transactions
def test_it_tells_once_when_two_workers_do_it_at_once(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    counts = at_once([partial(corrections.tell, now=LATER)] * 4)

    assert sorted(counts, key=str) == [0, 0, 0, 1]
    assert told(service) == ["submit-spam"]


@in_real_transactions
def test_it_tells_outside_of_any_transaction(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    submit, held_open = akismet.submit_spam, []

    def watched(fields: Any, *, seconds: float) -> None:
        held_open.append(connection.in_atomic_block)
        submit(fields, seconds=seconds)

    with patch.object(akismet, "submit_spam", watched):
        corrections.tell(now=LATER)

    assert held_open == [False]


@in_real_transactions
def test_it_takes_back_what_was_undone_while_it_was_told(service: FakeAkismet) -> None:
    comment = decide(called_spam(), "approve")
    submit = akismet.submit_ham

    def undone_meanwhile(fields: Any, *, seconds: float) -> None:
        submit(fields, seconds=seconds)
        decide(comment, "restore")

    with patch.object(akismet, "submit_ham", undone_meanwhile):
        assert corrections.tell(now=LATER) == 1
    corrections.tell(now=LATER)

    assert told(service) == ["submit-ham", "submit-spam"]


@in_real_transactions
def test_it_tells_again_when_a_worker_died_while_telling(service: FakeAkismet) -> None:
    decide(judged(), "spam")
    with patch.object(akismet, "submit_spam", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        corrections.tell(now=LATER)

    assert corrections.tell(now=LATER + corrections.LEASE - SECOND) == 0
    assert corrections.tell(now=LATER + corrections.LEASE) == 1
    assert corrections.LEASE.total_seconds() > conf.AKISMET_SECONDS


@pytest.mark.parametrize("role", [Role.JUDGE, Role.NO_KEY, Role.ERROR, Role.GARBAGE])
def test_it_writes_neither_the_key_nor_an_email_into_a_log(
    service: FakeAkismet, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    comments = [judged(email="ada@example.org") for _ in range(4)]
    service.role, service.help = role, f"Key {KEY} of ada@example.org is not known."
    for comment in comments:
        decide(comment, "spam")
        corrections.tell(now=LATER)
    corrections.tell(now=LATER + timedelta(days=4))

    assert KEY not in caplog.text
    assert "ada@example.org" not in caplog.text
