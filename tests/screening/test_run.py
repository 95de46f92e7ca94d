"""What a screening leaves behind: findings, one outcome, and never less safety than before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from comments.form_signals import Signals
from comments.models import Actor, Comment, Finding, Site
from comments.moderation import decisions
from comments.posting import posts
from comments.screening import registry, run
from comments.screening.vocabulary import Candidate, CheckFunction, Context, Judgement, Verdict, clear, hold, reject
from comments.statuses import Status
from comments.text import markup
from tests.support import factories
from tests.support.factories import NOON

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def clearing(candidate: Candidate, site: Site) -> Judgement:
    return clear("Nothing found.")


def holding(candidate: Candidate, site: Site) -> Judgement:
    return hold("Something found.")


def raising(candidate: Candidate, site: Site) -> Judgement:
    raise RuntimeError


class Watching:
    """A check that clears, and notes what it is asked to look at."""

    def __init__(self, look: Callable[[Candidate], object]) -> None:
        self.look = look
        self.seen: list[object] = []

    def __call__(self, candidate: Candidate, site: Site) -> Judgement:
        self.seen.append(self.look(candidate))
        return clear("Nothing found.")


def checks(**functions: CheckFunction) -> Any:
    """Put these checks in the place of the real ones."""
    return patch.dict(registry.CHECKS, functions, clear=True)


def screen(*comments: Comment, after: float = 1) -> int:
    return run.screen([comment.pk for comment in comments], now=NOON + after * SECOND)


def outcomes(comment: Comment) -> list[tuple[str, str]]:
    """The screening's decisions."""
    rows = comment.decisions.filter(actor=Actor.SCREENING)
    return list(rows.values_list("from_status", "to_status"))


def test_it_publishes_what_every_check_clears() -> None:
    comment = factories.waiting()
    with checks(one=clearing, two=clearing):
        assert screen(comment) == 1

    comment = factories.fresh(comment)
    assert (comment.status, comment.shown, comment.version, comment.due) == ("approved", True, 2, None)
    assert factories.thread_of(comment).count == 1
    assert outcomes(comment) == [("pending", "approved")]


def test_it_leaves_waiting_what_a_check_holds_and_writes_why() -> None:
    comment = factories.waiting()
    with checks(one=clearing, two=holding):
        screen(comment)

    decision = factories.last_decision(comment)
    comment = factories.fresh(comment)
    assert (comment.status, comment.shown, comment.version, comment.due) == ("pending", False, 1, None)
    assert outcomes(comment) == [("pending", "pending")]
    assert decision.reason == "Something found."


def test_it_rejects_with_a_reason_for_the_author() -> None:
    comment = factories.waiting()
    with checks(one=lambda candidate, site: reject("A listed word.", told="Words we do not publish.")):
        screen(comment)

    decision = factories.last_decision(comment)
    assert (factories.fresh(comment).status, decision.told) == ("rejected", "Words we do not publish.")


def test_it_stores_what_was_rendered() -> None:
    comment = factories.screened(text="A <b>thought</b> & http://example.org")

    assert comment.html == markup.render(comment.text)


def test_it_stores_every_finding() -> None:
    comment = factories.screened()

    assert set(comment.findings.values_list("check_name", flat=True)) == set(registry.CHECKS)


def test_it_shows_the_checks_the_comment_as_it_was_sent() -> None:
    check = Watching(lambda candidate: replace(candidate, context=Context()))
    signals = Signals(form_age_hours=1.5)
    sent = factories.draft(text="A thought.", url="https://ada.example.org", user_agent="Browser", signals=signals)
    comment = posts.keep_comment(factories.subject(factories.quiet_site().slug), sent, now=NOON).comment
    with checks(one=check):
        screen(comment)

    assert check.seen == [
        Candidate(
            text="A thought.", html="<p>A thought.</p>", name=sent.name, email=sent.email,
            url="https://ada.example.org", address=sent.address, user_agent="Browser", created_at=NOON,
            comment_id=comment.pk, signals=signals,
        )
    ]  # fmt: skip


def test_it_speaks_the_sites_language() -> None:
    check = Watching(lambda candidate: translation.get_language())
    factories.quiet_site(language="de")
    comment = factories.waiting()
    with checks(one=check):
        screen(comment)

    assert check.seen == ["de"]


def test_it_changes_nothing_when_the_same_task_runs_again() -> None:
    comment = factories.waiting()
    screen(comment)
    before = Comment.objects.filter(pk=comment.pk).values().get()

    assert screen(comment) == 0
    assert screen(comment, after=9999) == 0
    assert Comment.objects.filter(pk=comment.pk).values().get() == before
    assert comment.findings.count() == len(registry.CHECKS)
    assert len(outcomes(comment)) == 1


def test_it_holds_what_a_check_failed_on_with_the_reason() -> None:
    comment = factories.waiting()
    with checks(one=raising, two=clearing):
        screen(comment)

    decision = factories.last_decision(comment)
    assert factories.fresh(comment).status == Status.PENDING
    assert "RuntimeError" in decision.reason
    assert set(comment.findings.values_list("check_name", "verdict")) == {("one", "hold"), ("two", "clear")}


def test_it_ignores_what_does_not_exist_or_does_not_wait() -> None:
    published, rejected = factories.published(), factories.waiting()
    decisions.reject(rejected.pk, by=factories.moderator(), version=1)

    assert run.screen([]) == 0
    assert run.screen([published.pk, rejected.pk, rejected.pk + 1]) == 0


def test_it_lets_one_comment_fail_alone() -> None:
    good, poison, other = factories.waiting(), factories.waiting(text="poison"), factories.waiting()

    assert _screened_with_poison(good, poison, other) == 2
    assert [factories.fresh(comment).is_screened for comment in (good, poison, other)] == [True, False, True]


def test_it_tries_a_comment_that_failed_again_later_and_later() -> None:
    poison = factories.waiting(text="poison")
    waits = []
    for _ in range(3):
        now = _due(poison) - NOON
        _screened_with_poison(poison, after=now.total_seconds())
        waits.append(_due(poison) - NOON - now)

    assert waits == [20 * SECOND, 40 * SECOND, 80 * SECOND]
    assert factories.fresh(poison).attempts == 3


def _due(comment: Comment) -> datetime:
    due = factories.fresh(comment).due
    assert due is not None
    return due


def _screened_with_poison(*comments: Comment, after: float = 1) -> int:
    render = markup.render

    def choke(text: str) -> str:
        if text == "poison":
            raise MemoryError
        return render(text)

    with patch("comments.text.markup.render", choke):
        return screen(*comments, after=after)


def test_it_publishes_an_author_whose_browser_proves_an_approved_comment() -> None:
    first = factories.published(remember=True, email="ada@example.org")
    again = factories.screened(remember=True, commenter_id=first.commenter_id, email="ada@example.org")

    assert again.status == Status.APPROVED


@pytest.mark.parametrize("claim", [{}, {"remember": True}])
def test_it_holds_a_known_name_that_nothing_proves(claim: dict[str, Any]) -> None:
    factories.published(remember=True, name="Ada", email="ada@example.org")
    claimed = factories.screened(name="Ada", email="ada@example.org", **claim)

    assert claimed.status == Status.PENDING
    assert "not proven" in claimed.findings.get(check_name="standing").reason


def test_it_does_not_take_a_browsers_word_for_another_email() -> None:
    first = factories.published(remember=True, email="ada@example.org")
    other = factories.screened(remember=True, commenter_id=first.commenter_id, email="grace@example.org")

    assert other.status == Status.PENDING


def test_it_does_not_take_a_browsers_word_for_another_name() -> None:
    first = factories.published(remember=True, name="Ada", email="ada@example.org")
    other = factories.screened(
        remember=True, commenter_id=first.commenter_id, name="The Editor", email="ada@example.org"
    )

    assert other.status == Status.PENDING


def test_it_counts_only_what_this_site_published() -> None:
    elsewhere = factories.subject("post")
    factories.published(on=elsewhere, name="Ada", email="ada@example.org")
    here = factories.screened(name="Ada", email="ada@example.org")

    assert "not proven" not in here.findings.get(check_name="standing").reason


def test_it_asks_the_database_as_often_for_twenty_as_for_two() -> None:
    _questions(1)  # the lists of the site are read once

    assert _questions(20) == _questions(2)


def _questions(number: int) -> object:
    """Queries before the first comment of a handful is judged, texts too short to be compared."""
    comments = [factories.waiting(text="Well said.") for _ in range(number)]
    with CaptureQueriesContext(connection) as queries:
        check = Watching(lambda candidate: len(queries))
        with checks(one=check):
            screen(*comments)
    assert len(check.seen) == number
    return check.seen[0]


def test_it_settles_each_comment_with_a_constant_number_of_queries() -> None:
    few, many = _cost(2), _cost(20)

    assert (many - few) / 18 <= 12


def _cost(number: int) -> int:
    comments = [factories.waiting() for _ in range(number)]
    with CaptureQueriesContext(connection) as queries:
        screen(*comments)
    return len(queries)


def test_it_keeps_one_set_of_findings_for_a_text() -> None:
    comment = factories.waiting()
    screen(comment)
    Comment.objects.filter(pk=comment.pk).update(due=NOON)
    screen(comment, after=120)

    assert Finding.objects.count() == len(registry.CHECKS)


def test_it_never_publishes_for_a_verdict_it_does_not_know() -> None:
    comment = factories.waiting()
    unknown = Judgement("fine", "")  # type: ignore[arg-type]  # no verdict there is
    with checks(one=lambda candidate, site: unknown):
        screen(comment)

    assert factories.fresh(comment).status == Status.PENDING
    assert comment.findings.get().verdict == Verdict.HOLD
