"""Screening with a service that is asked: who is published, who waits, and how the service is asked again."""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments import limits
from comments.akismet.client import SpamAnswer
from comments.models import CheckSetting, Comment, Service, Site, TrustedAuthor
from comments.moderation import decisions
from comments.outbound import http
from comments.reading import author_view
from comments.screening import backlog, registry, run
from comments.screening.vocabulary import Candidate, Judgement, hold, note, reject, spam
from comments.statuses import Status
from tests.support import factories
from tests.support.asked_service import MINUTE, SECOND, answer, impatient, judged, questions, screen, undecided
from tests.support.factories import NOON
from tests.support.fake_akismet import CERTAIN_SPAM, KEY, FakeAkismet, Role

pytestmark = pytest.mark.django_db

NO_ANSWERS = sorted(set(Role) - {Role.JUDGE, Role.SPAM, Role.HAM, Role.BLATANT})


def test_it_asks_nobody_without_a_key(service: FakeAkismet, settings: Any) -> None:
    settings.AKISMET_KEY = ""
    comment = judged()

    assert comment.status == Status.APPROVED
    assert service.asked == []
    assert not comment.findings.filter(check_name="akismet").exists()
    assert not Service.objects.exists()


def test_it_publishes_what_nobody_objects_to(service: FakeAkismet) -> None:
    comment = judged()

    assert (comment.status, comment.due, answer(comment).verdict) == (Status.APPROVED, None, "clear")
    assert comment.asked == questions(service)[0]


def test_it_takes_for_spam_what_the_service_does_and_tells_the_author_that_it_waits(service: FakeAkismet) -> None:
    honest, caught = judged(), judged(name=CERTAIN_SPAM)

    assert (honest.status, caught.status, caught.due) == (Status.APPROVED, Status.SPAM, None)
    assert author_view.status_as_told(caught) == "pending"
    held = _held_here()
    assert author_view.reason_for_author(caught) == author_view.reason_for_author(held)


def _held_here() -> Comment:
    with patch.dict(registry.CHECKS, {"one": lambda candidate, site: hold("Something found.")}):
        return judged()


def test_it_leaves_waiting_what_a_check_here_holds_whatever_the_service_says(service: FakeAkismet) -> None:
    held = _held_here()

    assert (held.status, held.due, answer(held).verdict) == (Status.PENDING, None, "clear")


@pytest.mark.parametrize("objection", [spam("Known.", code="known"), reject("A listed word.", told="A word.")], ids=str)
def test_it_asks_nobody_about_what_is_decided_here_and_says_so(service: FakeAkismet, objection: Judgement) -> None:
    with patch.dict(registry.CHECKS, {"one": lambda candidate, site: objection}):
        comment = judged()

    assert service.asked == []
    assert (answer(comment).verdict, answer(comment).reason[:9]) == ("abstain", "Not asked")
    assert comment.asked is None


def test_it_asks_after_all_checks_here_whatever_the_sites_order(service: FakeAkismet) -> None:
    seen: list[int] = []

    def last(candidate: Candidate, site: Site) -> Judgement:
        seen.append(len(service.asked))
        return note("Seen.", code="seen")

    comment = undecided()
    CheckSetting.objects.create(site=comment.thread.site, check_name="akismet", position=1)
    with patch.dict(registry.CHECKS, {"last": last}):
        screen(comment)

    assert (seen, len(service.asked)) == ([0], 1)
    assert comment.findings.order_by("id").values_list("check_name", flat=True).last() == "akismet"


def test_it_does_not_ask_where_the_site_switched_it_off(service: FakeAkismet) -> None:
    comment = undecided(name=CERTAIN_SPAM)
    CheckSetting.objects.create(site=comment.thread.site, check_name="akismet", is_on=False)
    screen(comment)

    assert service.asked == []
    assert factories.fresh(comment).status == Status.APPROVED


@pytest.mark.parametrize("role", [Role.SPAM, Role.ERROR])
def test_it_only_tells_moderators_where_it_weighs_nothing(service: FakeAkismet, role: Role) -> None:
    service.role = role
    comment = undecided()
    CheckSetting.objects.create(site=comment.thread.site, check_name="akismet", weight=0)
    screen(comment)
    comment = factories.fresh(comment)

    assert (comment.status, comment.due, answer(comment).verdict) == (Status.APPROVED, None, "note")


@pytest.mark.once
@pytest.mark.parametrize("role", NO_ANSWERS)
def test_it_holds_whatever_is_no_answer(service: FakeAkismet, role: Role) -> None:
    service.role = role
    with impatient():
        comment = judged()

    assert (comment.status, comment.is_screened, comment.asked) == (Status.PENDING, True, None)
    assert (comment.due or NOON) >= NOON + MINUTE
    assert factories.last_decision(comment).reason == answer(comment).reason
    assert (author_view.status_as_told(comment), author_view.reason_for_author(comment)) == (
        "pending",
        "A moderator will read it.",
    )


def test_it_would_publish_spam_if_anything_but_true_cleared_a_comment(service: FakeAkismet) -> None:
    """The control: a client that looks for `true` and takes the rest for a clear comment, as many do."""

    def lenient(fields: Mapping[str, str], *, seconds: float) -> SpamAnswer:
        reply = http.post_form(f"{service.url}/comment-check", fields, user_agent="Tests/1", seconds=seconds)
        return SpamAnswer(is_spam=reply.body == b"true")

    service.role = Role.GARBAGE
    with patch("comments.akismet.client.comment_check", lenient):
        assert judged(name=CERTAIN_SPAM).status == Status.APPROVED
    assert judged(name=CERTAIN_SPAM).status == Status.PENDING


def test_it_holds_an_author_who_is_trusted_while_there_is_no_answer(service: FakeAkismet) -> None:
    known = undecided(remember=True, name="Ada", email="ada@example.org")
    TrustedAuthor.objects.create(site=known.thread.site, email="ada@example.org", name="Ada", created_at=NOON)
    decisions.approve(known.pk, by=factories.moderator(), version=1, now=NOON)
    same = {"remember": True, "commenter_id": known.commenter_id, "name": "Ada", "email": "ada@example.org"}
    trusted = judged(**same)
    service.role = Role.ERROR

    assert trusted.status == Status.APPROVED
    assert judged(**same).status == Status.PENDING


def test_it_holds_an_author_who_is_trusted_when_the_service_takes_them_for_spam(service: FakeAkismet) -> None:
    known = undecided(remember=True, name="Ada", email="ada@example.org")
    TrustedAuthor.objects.create(site=known.thread.site, email="ada@example.org", name="Ada", created_at=NOON)
    decisions.approve(known.pk, by=factories.moderator(), version=1, now=NOON)
    service.role = Role.SPAM

    same = {"remember": True, "commenter_id": known.commenter_id, "name": "Ada", "email": "ada@example.org"}
    assert judged(**same).status == Status.PENDING


def test_it_lets_a_person_win_who_decides_while_the_service_thinks(service: FakeAkismet) -> None:
    service.role = Role.SPAM
    comment = undecided()

    def meanwhile() -> None:
        decisions.approve(comment.pk, by=factories.moderator(), version=1, now=NOON)

    with _while_asking(meanwhile):
        assert screen(comment) == 0

    assert factories.fresh(comment).status == Status.APPROVED
    assert answer(comment).verdict == "spam"


def test_it_asks_again_when_a_worker_died_between_the_answer_and_the_decision(service: FakeAkismet) -> None:
    comment = undecided()

    def killed() -> None:
        raise KeyboardInterrupt

    with _while_asking(killed), pytest.raises(KeyboardInterrupt):
        screen(comment)
    lapsed = NOON + (limits.LEASE_SECONDS + 1) * SECOND
    assert backlog.sweep(now=lapsed) == [[comment.pk]]
    screen(comment, now=lapsed)

    assert factories.fresh(comment).status == Status.APPROVED
    assert len(questions(service)) == 2


def _while_asking(meanwhile: Callable[[], None]) -> Any:
    check = registry.OUTSIDE["akismet"]

    def checked(candidate: Candidate, site: Site) -> Judgement:
        judgement = check(candidate, site)
        meanwhile()
        return judgement

    return patch.dict(registry.OUTSIDE, {"akismet": checked})


@pytest.mark.django_db(transaction=True)
def test_it_asks_outside_of_any_transaction(service: FakeAkismet) -> None:
    comment = undecided()
    held_open: list[bool] = []
    with _while_asking(lambda: held_open.append(connection.in_atomic_block)):
        screen(comment)

    assert held_open == [False]


@pytest.mark.once
@pytest.mark.parametrize("role", [*NO_ANSWERS, Role.SPAM, Role.HAM])
def test_it_writes_neither_the_key_nor_an_email_into_a_log(
    service: FakeAkismet, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.role, service.help = role, f"Key {KEY} of ada@example.org is not known."
    with impatient():
        screen(*[undecided(email="ada@example.org") for _ in range(4)])

    assert KEY not in caplog.text
    assert "ada@example.org" not in caplog.text


def _asked_of_answers(number: int) -> int:
    """Statements on earlier answers while so many comments are called spam."""
    ids = [factories.waiting(name=CERTAIN_SPAM, on=factories.subject(key=f"page-{n}")).pk for n in range(number)]
    with CaptureQueriesContext(connection) as queries:
        run.screen(ids, now=NOON)
    assert Comment.objects.filter(pk__in=ids, status=Status.SPAM).count() == number
    return sum("LIMIT 4000" in query["sql"] for query in queries)


def test_it_asks_once_a_handful_whether_the_service_calls_everything_spam(service: FakeAkismet) -> None:
    assert _asked_of_answers(2) == _asked_of_answers(4) == 1
